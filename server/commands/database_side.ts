// What the commands need of the database side. The server never imports the
// agent, so mod.ts hands this in.

import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { SettingReader } from "../../core/config/read_settings.ts";
import type { Database } from "../../core/ports/database.ts";
import type { RunPermissions } from "./print_command.ts";

/** The database side, before its settings are read. */
export interface DatabaseSide {
  /** The variables it reads, beside those of the query settings. */
  readonly variables: readonly string[];
  /** Those among them whose values are secret. */
  readonly secretVariables: readonly string[];
  /** Reads its settings. */
  readSettings(reader: SettingReader): DatabaseChoice;
  /** Takes the passwords out of a text. */
  redact(text: string): string;
}

/** Which database to open: the configured one, or the demo's. */
export interface DatabaseChoice {
  /** Whether DATABASE_URL names one; otherwise it is the embedded database with the demo's data. */
  readonly configured: boolean;
  readonly query: QuerySettings;
  /** What the database needs of Deno's permissions. */
  permissions(): Promise<RunPermissions>;
  /** Opens it; nothing is connected yet. `log` hears what happens to it, in safe words. */
  open(log: (message: string) => void): Promise<Database>;
}
