// A database that cannot be used, because its configuration is wrong: every call says
// why, so that it is found where it is missed, while the others serve.

import type { PgmcpError } from "../core/errors.ts";
import type { Database } from "../core/ports/database.ts";

/** A database whose every call throws `problem`. */
export function brokenDatabase(problem: PgmcpError): Database {
  function fail(): Promise<never> {
    return Promise.reject(problem);
  }
  return {
    executor: { execute: fail },
    explorer: { listSchemas: fail, listTables: fail, describeTable: fail },
    catalogue: { resolve: fail, reach: fail, readEntries: fail },
    ping: fail,
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
