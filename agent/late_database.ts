// A database that is opened at its first call, so that one that nobody asks costs
// nothing: no code loaded, no connection, no worker. A failed opening is tried again.

import { PgmcpError } from "../core/errors.ts";
import type { PolicySource } from "../core/policy/policy_source.ts";
import type { Database } from "../core/ports/database.ts";
import { orCancelled } from "./databases/postgres/or_cancelled.ts";
import { deferredDatabase } from "./deferred_database.ts";

/** A database behind core's ports, made by `open` at the first call. */
export function lateDatabase(
  open: () => Promise<Database>,
  options: { readonly policy?: PolicySource } = {},
): Database {
  let opening: Promise<Database> | null = null;
  let closed = false;

  function opened(): Promise<Database> {
    if (closed) return Promise.reject(new PgmcpError("PGMCP_SHUTTING_DOWN"));
    if (opening === null) {
      const attempt = open();
      opening = attempt;
      attempt.catch(() => {
        if (opening === attempt) opening = null;
      });
    }
    return opening;
  }

  async function close(): Promise<void> {
    closed = true;
    // What could not be opened has nothing to close; whoever called has heard why.
    const database = await opening?.catch(() => null);
    await database?.close();
  }

  const database = deferredDatabase({
    ready: (call) => orCancelled(opened(), call?.signal),
    close,
  });
  return { ...database, ...options };
}
