// The warm-up of a database that is served: the parser and the first connection are made
// while the client is still starting.

import { PgmcpError } from "../../core/errors.ts";
import type { WarmDatabase } from "../../core/services/guard_database.ts";

/**
 * Loads the parser and connects, so that the first call need not wait; `report` hears what went wrong,
 * for calls will try again. Resolves once the parser is loaded; the connection is awaited by nobody.
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
