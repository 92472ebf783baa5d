// What `--print-settings` prints: the entry that a client's settings file wants, with the arguments
// of the line that `--print-command` prints. It never prints a secret: its place is marked, and what
// is left to do by hand is said apart, so that the entry itself is JSON.

import { engineVariables, runArguments, type RunLine } from "./draw_run_line.ts";

/** What clients call the server until somebody writes a better name. */
const NAME = "pgmcp";

/** What stands where a secret belongs. */
const SECRET_PLACE = "…";

/** An entry, and what its reader has still to do. */
export interface ClientEntry {
  /** JSON, ready to paste, under `mcpServers`. */
  readonly text: string;
  /** A sentence each. */
  readonly remarks: readonly string[];
}

/** The entry that starts the command of `line`. */
export function drawClientEntry(line: RunLine): ClientEntry {
  const values = line.values.map(([name, value]) => [name, value ?? SECRET_PLACE]);
  const entry = {
    command: "deno",
    args: runArguments(line),
    env: { ...engineVariables(line), ...Object.fromEntries(values) },
  };
  const secrets = line.values.filter(([, value]) => value === null).map(([name]) => name);
  const { read, write } = line.permissions;
  const relative = [...new Set([...read, ...write])].filter((path) => !isAbsolute(path));
  return {
    text: `${JSON.stringify({ mcpServers: { [NAME]: entry } }, null, 2)}\n`,
    remarks: [
      ...secrets.map((name) => `Put the value of ${name} where ${SECRET_PLACE} stands.`),
      // A client starts programs in a folder of its own.
      ...relative.map((path) => `Write ${path} as an absolute path, and print this again.`),
    ],
  };
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|\\|[A-Za-z]:)/.test(path);
}
