/**
 * The server of pgmcp as a program of its own, without any database adapter: it serves MCP, and
 * the databases that agents bring.
 *
 * ```sh
 * KEYS_FILE=./data/pgmcp.sqlite deno run --allow-env --allow-net=127.0.0.1:8080 \
 *   --allow-read=./data --allow-write=./data server/main.ts
 * ```
 *
 * @module
 */

import type { DatabaseSide } from "./commands/database_side.ts";
import { readEnvironment } from "./commands/read_environment.ts";
import { reportError } from "./commands/report_error.ts";
import { runServe } from "./commands/run_serve.ts";
import { openScreen } from "./commands/terminal/screen.ts";
import { readQuerySettings } from "../core/config/query_settings.ts";

/** A server that holds no database itself. */
const NO_DATABASE: DatabaseSide = {
  variables: [],
  secretVariables: [],
  readSettings: (reader) => ({
    configured: false,
    configFile: null,
    query: readQuerySettings(reader),
    graded: false,
    doctorTargets: () => Promise.resolve([]),
    permissions: () => Promise.resolve({ net: [], read: [], write: [] }),
    open: () => Promise.reject(new Error("Cannot open a database: there is none")),
  }),
};

/** Serves until a signal asks for the end; gives the exit code. */
async function main(): Promise<number> {
  const screen = openScreen("stderr", readEnvironment(true)("TERM") === "dumb");
  try {
    return await runServe({
      variable: readEnvironment(true),
      databaseSide: NO_DATABASE,
      screen,
    });
  } catch (error) {
    return reportError(error, screen);
  }
}

if (import.meta.main) Deno.exit(await main());
