// Opens the database that the settings name: an adapter per kind, loaded only when
// it is the one. This is the database side's composition; nothing is connected yet.

import type { ObjectName } from "../core/ports/catalogue.ts";
import type { Database } from "../core/ports/database.ts";
import { announceAllowedFunctions } from "./announce_allowed_functions.ts";
import type { DatabaseLocation } from "./database_location.ts";

/** Options of {@linkcode openDatabase}. */
export interface OpenDatabaseOptions {
  /** The schemas that may be read; null (the default) for all but the system's. */
  readonly schemas?: readonly string[] | null;
  /** The most connections to a server at once; 5 by default. An embedded database has one. */
  readonly poolSize?: number;
  /** Load the demo's data into an embedded database in memory; false by default. */
  readonly demo?: boolean;
  /** Users' functions that the configuration allows: `log` hears which of them can do more than compute. */
  readonly allowFunctions?: readonly ObjectName[];
  /** Hears what happens to the database, in words that hold no secret and no row. */
  readonly log?: (message: string) => void;
}

/** Opens the database at `location`. It is connected at the first call, which throws what goes wrong then. */
export async function openDatabase(
  location: DatabaseLocation,
  options: OpenDatabaseOptions = {},
): Promise<Database> {
  const { allowFunctions = [], log } = options;
  const database = await openAdapter(location, options);
  return log === undefined ? database : announceAllowedFunctions(database, { allowFunctions, log });
}

async function openAdapter(
  location: DatabaseLocation,
  options: OpenDatabaseOptions,
): Promise<Database> {
  const { schemas = null, poolSize, log } = options;
  switch (location.kind) {
    case "postgres": {
      const { openPostgres } = await import("./databases/postgres/open_postgres.ts");
      return openPostgres({
        url: location.url,
        schemas,
        ...(log === undefined ? {} : { log }),
        ...(poolSize === undefined ? {} : { poolSize }),
      });
    }
    case "pglite": {
      const { openPglite } = await import("./databases/pglite/open_pglite.ts");
      return openPglite({
        dataDir: location.dataDir,
        demo: options.demo ?? false,
        schemas,
        ...(log === undefined ? {} : { log }),
      });
    }
  }
}
