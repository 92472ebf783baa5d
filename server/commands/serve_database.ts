// A database as the tools use it: behind the guard, under the configured limits.
// And its warm-up: the parser and the first connection are made while the client
// is still starting.

import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { Database } from "../../core/ports/database.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createGuard, type GuardOptions } from "../../core/services/guard.ts";
import { createQueryService } from "../../core/services/query_service.ts";
import type { ServedDatabase } from "../tools/served_database.ts";

/** A served database whose parser can be loaded before the first call. */
export interface WarmDatabase extends ServedDatabase {
  /** Loads the parser now. */
  load(): Promise<void>;
}

/** Puts the guard and the limits around `database`; `shared` is for guards that share a parser. */
export function serveDatabase(
  database: Database,
  settings: QuerySettings,
  shared: Pick<GuardOptions, "parser" | "cacheCharacters"> = {},
): WarmDatabase {
  const { readOnly, schemas, allowFunctions, maxRows, maxResultBytes, queryTimeoutMs } = settings;
  const { catalogue, executor, explorer } = database;
  const guard = createGuard({ readOnly, schemas, allowFunctions, maxRows, catalogue, ...shared });
  const limits = { maxRows, maxBytes: maxResultBytes, timeoutMs: queryTimeoutMs };
  return {
    queries: createQueryService({ guard, executor, limits }),
    explorer,
    limits,
    readOnly,
    ping: (options) => database.ping(options),
    load: () => guard.load(),
  };
}

/** Loads the parser and connects, so that the first call need not wait. Throws what the connection throws. */
export async function warmUp(served: WarmDatabase): Promise<void> {
  await Promise.all([served.load(), served.ping()]);
}

/**
 * The same while something else goes on; `report` hears what went wrong, for calls will try
 * again. Resolves once the parser is loaded; the connection is awaited by nobody.
 */
export async function warmUpInBackground(
  served: WarmDatabase,
  report: (error: unknown) => void,
): Promise<void> {
  function note(error: unknown): void {
    // A client that asked one thing and left is no news. Anything else is only
    // reported: what fails in the background must not end the process.
    const left = error instanceof PgmcpError && error.code === "PGMCP_SHUTTING_DOWN";
    if (!left) report(error);
  }
  // The connection first: the server works on it while the parser loads.
  served.ping().catch(note);
  await served.load().catch(note);
}
