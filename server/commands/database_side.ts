// What the commands need of the database side. The server never imports the
// agent, so mod.ts hands this in.

import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { ReadVariable, SettingReader } from "../../core/config/read_settings.ts";
import type { Examination } from "../../core/doctor/examination.ts";
import type { Database } from "../../core/ports/database.ts";
import type { DatabaseDirectory } from "../../core/ports/database_directory.ts";
import type { RunPermissions } from "../../core/run_line/draw_run_line.ts";

/** The database side, before its settings are read. */
export interface DatabaseSide {
  /** The variables it reads, beside those of the query settings. */
  readonly variables: readonly string[];
  /** Those among them whose values are secret. */
  readonly secretVariables: readonly string[];
  /** Reads its settings. */
  readSettings(reader: SettingReader): DatabaseChoice;
}

/** Which database to open: the configured one, or the demo's. */
export interface DatabaseChoice {
  /** Whether DATABASE_URL names one; otherwise it is the embedded database with the demo's data. */
  readonly configured: boolean;
  /** CONFIG_FILE, where it is set: it then names the databases, and there is no other. */
  readonly configFile: ConfigFileSource | null;
  readonly query: QuerySettings;
  /** REQUIRE_GRADE: whether calls are refused until the role was examined and found good enough. */
  readonly graded: boolean;
  /** The databases for `doctor`: those of the file, or the one there is. */
  doctorTargets(variable: ReadVariable): Promise<readonly DoctorTarget[]>;
  /** What the database needs of Deno's permissions. */
  permissions(): Promise<RunPermissions>;
  /** Opens it; nothing is connected yet. `log` hears what happens to it and its policy, in safe words. */
  open(log: (message: string, level: "info" | "warn") => void): Promise<Database>;
}

/** A database for `doctor` to examine. */
export interface DoctorTarget {
  /** Its name in CONFIG_FILE; null where it is the only one. */
  readonly name: string | null;
  readonly query: QuerySettings;
  /** Connects, examines, and closes. Throws what a query throws. */
  examine(): Promise<Examination>;
}

/** The file that names several databases. */
export interface ConfigFileSource {
  /** What they all need of Deno's permissions; throws where anything in the file is wrong. */
  permissions(variable: ReadVariable): Promise<RunPermissions>;
  /** Opens them, and watches the file. */
  open(
    options: { readonly variable: ReadVariable; readonly log: ConfigFileLog },
  ): Promise<ReloadableDirectory>;
}

/** Hears what happens to the file and its databases, in safe words. */
export type ConfigFileLog = (level: "info" | "warn", message: string) => void;

/** A directory that can be told to read its list again. */
export interface ReloadableDirectory extends DatabaseDirectory {
  reload(): Promise<void>;
}
