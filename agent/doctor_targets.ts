// The databases that `doctor` examines: those of CONFIG_FILE, or the one there is. Each
// is opened for its examination alone, whatever grade is required of it.

import type { QuerySettings } from "../core/config/query_settings.ts";
import type { ReadVariable } from "../core/config/read_settings.ts";
import type { Examination } from "../core/doctor/examination.ts";
import type { AgentSettings } from "./config.ts";
import type { DatabaseLocation } from "./database_location.ts";
import { examineDatabase } from "./examine_database.ts";
import { openDatabase } from "./open_database.ts";

/** A database to examine. */
export interface DoctorTarget {
  /** Its name in CONFIG_FILE; null where it is the only one. */
  readonly name: string | null;
  /** What a client's SQL may do in it. */
  readonly query: QuerySettings;
  /** Connects, examines, and closes. Throws what a query throws. */
  examine(): Promise<Examination>;
}

/** Options of {@linkcode doctorTargets}. */
export interface DoctorTargetsOptions {
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** The embedded database that is examined where none is configured. */
  readonly demo: DatabaseLocation;
}

/** The databases that the settings name, in order. Throws `PGMCP_INVALID_CONFIGURATION` where CONFIG_FILE cannot be used. */
export async function doctorTargets(
  settings: AgentSettings,
  options: DoctorTargetsOptions,
): Promise<readonly DoctorTarget[]> {
  const { configFile, database, query } = settings;
  if (configFile === null) {
    const location = database ?? options.demo;
    const demo = database === null;
    return [{ name: null, query, examine: () => examineAt(location, { query, demo }) }];
  }
  const { readConfigFile } = await import("./config_file/open_config_file.ts");
  const { parseConfigFile } = await import("./config_file/parse_config_file.ts");
  const { variable } = options;
  const databases = parseConfigFile(await readConfigFile(configFile), {
    file: configFile,
    variable,
  });
  return databases.map(({ location, name, problem, query }) => ({
    name,
    query,
    examine() {
      if (location === null || problem !== null) return Promise.reject(problem);
      return examineAt(location, { query, demo: false });
    },
  }));
}

async function examineAt(
  location: DatabaseLocation,
  options: { readonly query: QuerySettings; readonly demo: boolean },
): Promise<Examination> {
  const { schemas, readOnly } = options.query;
  await using database = await openDatabase(location, {
    schemas,
    demo: options.demo,
    poolSize: 1,
  });
  return await examineDatabase(database, { location, schemas, readOnly });
}
