// A database as the tools use it: behind the guard, under the configured limits.
// And its warm-up: the parser and the first connection are made while the client
// is still starting.

import type { QuerySettings } from "../../core/config/query_settings.ts";
import type { Database } from "../../core/ports/database.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createGuard } from "../../core/services/guard.ts";
import type { ServedDatabase } from "../tools/served_database.ts";

/** Puts the guard and the limits around `database`. */
export function serveDatabase(database: Database, settings: QuerySettings): ServedDatabase {
  const { readOnly, schemas, maxRows, maxResultBytes, queryTimeoutMs } = settings;
  return {
    database,
    readOnly,
    query: {
      guard: createGuard({ readOnly, schemas, maxRows, catalogue: database.catalogue }),
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
 * How long a background warm-up leaves the connection to a first call: one that comes
 * at once would otherwise wait for two connections to be made, 30 ms more.
 */
const CONNECT_DELAY_MS = 100;

/** The same while something else goes on; `report` hears what went wrong, for calls will try again. */
export function warmUpInBackground(
  served: ServedDatabase,
  report: (error: unknown) => void,
): void {
  function note(error: unknown): void {
    // A client that asked one thing and left is no news. Anything else is only
    // reported: what fails in the background must not end the process.
    const left = error instanceof PgmcpError && error.code === "PGMCP_SHUTTING_DOWN";
    if (!left) report(error);
  }
  served.query.guard.load().catch(note);
  Deno.unrefTimer(setTimeout(() => void served.database.ping().catch(note), CONNECT_DELAY_MS));
}
