// The one database that a command is about: the configured one, one of CONFIG_FILE, or the demo's.

import { getLogger } from "@logtape/logtape";
import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { Database } from "../../core/ports/database.ts";
import type { ConfigFileSource, DatabaseChoice } from "./database_side.ts";
import type { Screen } from "./terminal/screen.ts";

/** An open database. */
export interface ChosenDatabase extends AsyncDisposable {
  /** Its name in CONFIG_FILE; null where it is the only one. */
  readonly name: string | null;
  readonly database: Database;
  readonly settings: QuerySettings;
}

/** Options of {@linkcode openChosenDatabase}. */
export interface ChooseOptions {
  /** `--database`: its name in CONFIG_FILE. */
  readonly wanted: string | undefined;
  readonly variable: ReadVariable;
  /** The command, for the log. */
  readonly command: string;
  /** Standard error. */
  readonly errorScreen: Screen;
}

/** Opens it; connects to nothing yet. Throws `PGMCP_INVALID_ARGUMENT`, and why the chosen one cannot be used. */
export async function openChosenDatabase(
  choice: DatabaseChoice,
  options: ChooseOptions,
): Promise<ChosenDatabase> {
  const { command, errorScreen, wanted } = options;
  if (choice.configFile !== null) return await openNamed(choice.configFile, options);
  requireNoName(wanted);
  if (!choice.configured) {
    errorScreen.write(
      "pgmcp: DATABASE_URL is not set; this is about the embedded demo database.\n",
    );
  }
  const log = getLogger(["pgmcp", command]);
  const database = await choice.open((message, level) => log[level]("{message}", { message }));
  return {
    ...{ name: null, database, settings: choice.query },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** Refuses a `--database` where no file names any. */
export function requireNoName(wanted: string | undefined): void {
  if (wanted === undefined) return;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot use --database: CONFIG_FILE is not set, and there is one database at most",
    hint: "Leave it out, or set CONFIG_FILE.",
  });
}

async function openNamed(
  source: ConfigFileSource,
  { command, variable, wanted }: ChooseOptions,
): Promise<ChosenDatabase> {
  const log = getLogger(["pgmcp", command]);
  const directory = await source.open({
    variable,
    log: (level, message) => log[level]("{message}", { message }),
  });
  const names = directory.entries.map(({ name }) => name);
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const entry = directory.entries.find((one) => one.name === name);
  if (entry === undefined || entry.problem !== null) {
    await directory.close();
    throw entry?.problem ?? new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot choose a database: ${
        name === undefined ? "--database is not given" : `there is no ${JSON.stringify(name)}`
      }`,
      hint: `--database is one of ${names.join(", ")}.`,
    });
  }
  const { database, settings } = entry;
  return { name: entry.name, database, settings, [Symbol.asyncDispose]: () => directory.close() };
}
