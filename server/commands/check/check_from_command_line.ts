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
import { readCheckItems } from "./read_check_items.ts";
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
  });
  const guard = createGuard({ readOnly, schemas, allowFunctions, maxRows, parser });
  return await runCheck(items, { guard, screen, json: flags.json, strict: flags.strict });
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot read ${JSON.stringify(path)}: ${fileTrouble(cause)}`,
      hint: lacksPermission(cause)
        ? `Run deno with --allow-read=${path}.`
        : "Name a file of SQL, or quote a statement as one argument.",
      cause,
    });
  }
}
