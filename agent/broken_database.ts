// A database that cannot be used, because its configuration is wrong: every call says
// why, so that it is found where it is missed, while the others serve.

import type { PgmcpError } from "../core/errors.ts";
import type { Database } from "../core/ports/database.ts";
import { deferredDatabase } from "./deferred_database.ts";

/** A database whose every call throws `problem`. */
export function brokenDatabase(problem: PgmcpError): Database {
  return deferredDatabase({
    ready: () => Promise.reject(problem),
    close: () => Promise.resolve(),
  });
}
