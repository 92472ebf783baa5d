// Gathers what `--print-command` prints: the database's own needs, the address to
// listen on, and the variables that are set.

import { QUERY_VARIABLES } from "../../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../../core/config/read_settings.ts";
import { readServerSettings, SERVER_VARIABLES } from "../config.ts";
import {
  MEMORY_KEYS,
  readServeSettings,
  SERVE_VARIABLES,
  type ServeSettings,
} from "../serve_settings.ts";
import type { DatabaseSide } from "./database_side.ts";
import { entrySpecifier } from "../../core/run_line/entry_specifier.ts";
import type { RunLine, RunPermissions } from "../../core/run_line/draw_run_line.ts";

/** What it is gathered from. */
export interface RunLineOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
}

/** The parts of the line for `command` under the variables' configuration; throws where that is not valid. */
export async function composeRunLine(
  command: "stdio" | "serve" | "doctor",
  options: RunLineOptions,
): Promise<RunLine> {
  const { databaseSide, variable } = options;
  const { choice, server, serving } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
    serving: command === "serve" ? readServeSettings(reader) : null,
  }));
  const none: RunPermissions = { net: [], read: [], write: [] };
  // `serve` opens no database that was not named.
  const database = choice.configFile !== null
    ? await choice.configFile.permissions(variable)
    : choice.configured || command !== "serve"
    ? await choice.permissions()
    : none;
  const secret = new Set([...databaseSide.secretVariables, ...database.env ?? []]);
  const variables = [...databaseSide.variables, ...QUERY_VARIABLES, ...SERVER_VARIABLES]
    .filter((name) => command === "serve" || (name !== "HOST" && name !== "PORT"))
    .concat(serving === null ? [] : SERVE_VARIABLES)
    .concat(database.env?.filter((name) => !databaseSide.variables.includes(name)) ?? []);
  const host = server.host.includes(":") ? `[${server.host.replace(/[[\]]/g, "")}]` : server.host;
  return {
    command,
    entry: entrySpecifier(options.entryUrl),
    permissions: serving === null ? database : {
      ...database,
      net: [...database.net, `${host}:${server.port}`],
      read: [...database.read, ...filesOf(serving)],
      write: [...database.write, ...keyFileOf(serving)],
    },
    variables,
    values: variables.flatMap((name) => {
      const value = variable(name);
      if (value === undefined || value === "") return [];
      return [[name, secret.has(name) ? null : value] as const];
    }),
  };
}

/** The files that a server reads beside its databases' own. */
function filesOf(serving: ServeSettings): readonly string[] {
  const { tls } = serving;
  return [...keyFileOf(serving), ...(tls === null ? [] : [tls.certificate, tls.privateKey])];
}

// SQLite's own files beside it need no permission of their own.
function keyFileOf({ keysFile }: ServeSettings): readonly string[] {
  return keysFile === null || keysFile === MEMORY_KEYS ? [] : [keysFile];
}
