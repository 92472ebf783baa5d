// Opens the database that the settings name: an adapter per kind, loaded only when
// it is the one. This is the database side's composition; nothing is connected yet.

import type { InspectableDatabase } from "../core/ports/posture.ts";
import type { DatabaseLocation } from "./database_location.ts";
import { openServerDatabase } from "./open_server_database.ts";
import { type OpenDatabaseOptions, prepareDatabase } from "./prepare_database.ts";

export type { OpenDatabaseOptions } from "./prepare_database.ts";

/** Opens the database at `location`. It is connected at the first call, which throws what goes wrong then. */
export async function openDatabase(
  location: DatabaseLocation,
  options: OpenDatabaseOptions = {},
): Promise<InspectableDatabase> {
  if (location.kind === "postgres") return await openServerDatabase(location, options);
  const { demo = false, schemas = null, log } = options;
  const { openPglite } = await import("./databases/pglite/open_pglite.ts");
  const database = openPglite({
    dataDir: location.dataDir,
    ...{ demo, schemas },
    ...(log === undefined ? {} : { log }),
  });
  return await prepareDatabase(database, location, options);
}
