// What a database needs of Deno's permissions, for `--print-command` and for the
// proof that nothing else is reachable.

import type { DatabaseLocation } from "./database_location.ts";

/** What may be touched, as Deno's permission flags take it. */
export interface RequiredPermissions {
  readonly net: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The least that the database at `location` needs. */
export async function requiredPermissions(
  location: DatabaseLocation,
): Promise<RequiredPermissions> {
  switch (location.kind) {
    case "postgres":
      return { net: [endpoint(location.host, location.port)], read: [], write: [] };
    case "pglite": {
      const { pglitePermissions } = await import("./databases/pglite/pglite_permissions.ts");
      return { net: [], ...pglitePermissions(location.dataDir) };
    }
  }
}

function endpoint(host: string, port: number): string {
  // A host that is a path is the folder of a Unix socket (PostgreSQL, section 32.1.2).
  if (host.startsWith("/")) return `unix:${host}/.s.PGSQL.${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
