// Opens a database of a PostgreSQL server, and no other. Deno reads every module that a program
// names into its memory before the program starts: a program that names this and not
// open_database.ts goes without the embedded database, and takes 7 MB less.

import { PgmcpError } from "../core/errors.ts";
import type { InspectableDatabase } from "../core/ports/posture.ts";
import type { DatabaseLocation } from "./database_location.ts";
import { type OpenDatabaseOptions, prepareDatabase } from "./prepare_database.ts";

/** Opens the database at `location`; nothing is connected yet. Throws `PGMCP_INVALID_CONFIGURATION` for an embedded one. */
export async function openServerDatabase(
  location: DatabaseLocation,
  options: OpenDatabaseOptions = {},
): Promise<InspectableDatabase> {
  if (location.kind !== "postgres") {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: "Cannot open an embedded database: the agent's own program carries none",
      hint: "Start it as `pgmcp agent` (mod.ts agent), or set DATABASE_URL=postgres://…",
    });
  }
  const { schemas = null, poolSize, log } = options;
  const { openPostgres } = await import("./databases/postgres/open_postgres.ts");
  const database = openPostgres({
    url: location.url,
    schemas,
    ...(log === undefined ? {} : { log }),
    ...(poolSize === undefined ? {} : { poolSize }),
  });
  return await prepareDatabase(database, location, options);
}
