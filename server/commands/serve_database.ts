// A database as the tools use it: behind the guard, under the configured limits.
// And its warm-up: the parser and the first connection are made while the client
// is still starting.

import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { Database } from "../../core/ports/database.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createGuard, type GuardOptions } from "../../core/services/guard.ts";
import type { ServedDatabase } from "../tools/served_database.ts";

/** Puts the guard and the limits around `database`; `shared` is for guards that share a parser. */
export function serveDatabase(
  database: Database,
  settings: QuerySettings,
  shared: Pick<GuardOptions, "parser" | "cacheCharacters"> = {},
): ServedDatabase {
  const { readOnly, schemas, allowFunctions, maxRows, maxResultBytes, queryTimeoutMs } = settings;
  const { catalogue } = database;
  return {
    database,
    readOnly,
    query: {
      guard: createGuard({ readOnly, schemas, allowFunctions, maxRows, catalogue, ...shared }),
      executor: database.executor,
      limits: { maxRows, maxBytes: maxResultBytes, timeoutMs: queryTimeoutMs },
    },
  };
}

/** Loads the parser and connects, so that the first call need not wait. Throws what the connection throws. */
export async function warmUp(served: ServedDatabase): Promise<void> {
  await Promise.all([served.query.guard.load(), served.database.ping()]);
}

/**
 * The same while something else goes on; `report` hears what went wrong, for calls will try
 * again. Resolves once the parser is loaded; the connection is awaited by nobody.
 */
export async function warmUpInBackground(
  served: ServedDatabase,
  report: (error: unknown) => void,
): Promise<void> {
  function note(error: unknown): void {
    // A client that asked one thing and left is no news. Anything else is only
    // reported: what fails in the background must not end the process.
    const left = error instanceof PgmcpError && error.code === "PGMCP_SHUTTING_DOWN";
    if (!left) report(error);
  }
  // The connection first: the server works on it while the parser loads.
  served.database.ping().catch(note);
  await served.query.guard.load().catch(note);
}
