// What every adapter's database gets before it is used: the grade that is required of its role,
// and a word about the names in the configuration.

import type { Grade } from "../core/doctor/grade.ts";
import type { ObjectName } from "../core/ports/catalogue.ts";
import type { InspectableDatabase } from "../core/ports/posture.ts";
import { announceConfiguredNames } from "./announce_configured_names.ts";
import type { DatabaseLocation } from "./database_location.ts";

/** Options of {@linkcode OpenDatabase}. */
export interface OpenDatabaseOptions {
  /** The schemas that may be read; null (the default) for all but the system's. */
  readonly schemas?: readonly string[] | null;
  /** The most connections to a server at once; 5 by default. An embedded database has one. */
  readonly poolSize?: number;
  /** Load the demo's data into an embedded database in memory; false by default. */
  readonly demo?: boolean;
  /** Users' functions that the configuration allows: `log` hears which of them can do more than compute. */
  readonly allowFunctions?: readonly ObjectName[];
  /** Refuse every call until the role was examined and has at least this grade; null (the default) asks for none. */
  readonly requireGrade?: Grade | null;
  /** Whether pgmcp refuses every write, which the grade counts with; true by default. */
  readonly readOnly?: boolean;
  /** Hears what happens to the database, in words that hold no secret and no row. */
  readonly log?: (message: string) => void;
}

/** Opens the database at a location. It is connected at the first call, which throws what goes wrong then. */
export type OpenDatabase = (
  location: DatabaseLocation,
  options?: OpenDatabaseOptions,
) => Promise<InspectableDatabase>;

/** Puts it around `database`, which is at `location`. */
export async function prepareDatabase(
  database: InspectableDatabase,
  location: DatabaseLocation,
  options: OpenDatabaseOptions,
): Promise<InspectableDatabase> {
  const { allowFunctions = [], schemas = null, log } = options;
  const graded = await requireGrade(database, location, options);
  if (log === undefined) return graded;
  const { posture } = graded;
  return { ...announceConfiguredNames(graded, { allowFunctions, schemas, log }), posture };
}

async function requireGrade(
  database: InspectableDatabase,
  location: DatabaseLocation,
  options: OpenDatabaseOptions,
): Promise<InspectableDatabase> {
  const { requireGrade: least = null, readOnly = true, schemas = null } = options;
  if (least === null) return database;
  const { gradedDatabase } = await import("./graded_database.ts");
  const { examineDatabase } = await import("./examine_database.ts");
  return gradedDatabase(database, {
    least,
    examine: (inspected) => examineDatabase(inspected, { location, schemas, readOnly }),
  });
}
