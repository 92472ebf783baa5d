// Connects `pgmcp check` to the command line: its flags, the settings it honours
// (READ_ONLY, SCHEMAS and ALLOW_FUNCTIONS), named files and standard input.

import { fileTrouble, lacksPermission } from "../../../core/config/file_trouble.ts";
import { readQuerySettings } from "../../../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { CheckFlags } from "../command_line.ts";
import type { Screen } from "../terminal/screen.ts";
import { type PathKind, readCheckItems } from "./read_check_items.ts";
import { runCheck } from "./run_check.ts";

/** What surrounds the command. */
export interface CheckSurroundings {
  readonly variable: ReadVariable;
  /** Standard output. */
  readonly screen: Screen;
}

/** Checks what the flags name; returns the exit code. */
export async function checkFromCommandLine(
  flags: CheckFlags,
  { variable, screen }: CheckSurroundings,
): Promise<number> {
  if (flags.texts.length === 0 && flags.files.length === 0 && Deno.stdin.isTerminal()) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot check: there is no SQL in the arguments, and standard input is a terminal",
      hint: 'Try pgmcp check "SELECT 1", or pgmcp check --help.',
    });
  }
  const { readOnly, schemas, allowFunctions, maxRows } = readSettings(variable, readQuerySettings);
  const parser = createParser();
  const items = readCheckItems({
    texts: flags.texts,
    files: flags.files,
    stdin: Deno.stdin.readable,
    parser,
    readFile,
    kindOfPath,
  });
  const guard = createGuard({ readOnly, schemas, allowFunctions, maxRows, parser });
  return await runCheck(items, { guard, screen, json: flags.json, strict: flags.strict });
}

/** The longest path of any system, in characters. */
const MAX_PATH_CHARACTERS = 4_096;

async function kindOfPath(path: string): Promise<PathKind | null> {
  if (path.length > MAX_PATH_CHARACTERS || path.includes("\0")) return null;
  try {
    // An argument is SQL before it is a path: nobody is asked for a permission over it.
    const { state } = await Deno.permissions.query({ name: "read", path });
    if (state !== "granted") return null;
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch {
    // Whatever the reason, there is no path to warn of: the guard says what is wrong with the text.
    return null;
  }
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot read ${JSON.stringify(path)}: ${fileTrouble(cause)}`,
      hint: lacksPermission(cause)
        ? `Run deno with --allow-read=${path}.`
        : cause instanceof Deno.errors.IsADirectory
        ? "Name the files of SQL in it, such as folder/*.sql."
        : "Name a file of SQL, or quote a statement as one argument.",
      cause,
    });
  }
}
