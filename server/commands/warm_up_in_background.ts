// The warm-up of a database that is served: the parser and the first connection are made
// while the client is still starting.

import { PgmcpError } from "../../core/errors.ts";
import type { WarmDatabase } from "../../core/services/guard_database.ts";

/**
 * Loads the parser and connects, so that the first call need not wait; `report` hears what went wrong
 * and what to do, for calls will try again. Resolves once the parser is loaded; the connection is awaited by nobody.
 */
export async function warmUpInBackground(
  served: WarmDatabase,
  report: (reason: string) => void,
): Promise<void> {
  function note(error: unknown): void {
    // A client that asked one thing and left is no news. Anything else is only
    // reported: what fails in the background must not end the process.
    if (!(error instanceof PgmcpError)) report(String(error));
    else if (error.code !== "PGMCP_SHUTTING_DOWN") report(`${error.message} ${error.hint}`);
  }
  // The connection first: the server works on it while the parser loads.
  served.ping().catch(note);
  await served.load().catch(note);
}
