// What a database needs of Deno's permissions, for `--print-command` and for the
// proof that nothing else is reachable.

import type { DatabaseLocation, PostgresEndpoint } from "./database_location.ts";

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
    case "postgres": {
      const { endpoints, files } = location;
      // Deno takes a Unix socket for all three.
      const sockets = endpoints.filter(({ host }) => host.startsWith("/")).map(socketPath);
      return { net: endpoints.map(netName), read: [...files, ...sockets], write: sockets };
    }
    case "pglite": {
      const { pglitePermissions } = await import("./databases/pglite/pglite_permissions.ts");
      return { net: [], ...pglitePermissions(location.dataDir) };
    }
  }
}

function netName(endpoint: PostgresEndpoint): string {
  const { host, port } = endpoint;
  if (host.startsWith("/")) return `unix:${socketPath(endpoint)}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

// A host that is a path is the folder of a Unix socket (PostgreSQL, section 34.1.2).
function socketPath({ host, port }: PostgresEndpoint): string {
  return `${host}/.s.PGSQL.${port}`;
}
