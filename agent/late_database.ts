// A database that is opened at its first call, so that one that nobody asks costs
// nothing: no code loaded, no connection, no worker. A failed opening is tried again.

import { PgmcpError } from "../core/errors.ts";
import type { PolicySource } from "../core/policy/policy_source.ts";
import type { Database } from "../core/ports/database.ts";

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

  return {
    ...options,
    executor: {
      execute: async (request, call) => (await opened()).executor.execute(request, call),
    },
    explorer: {
      listSchemas: async (call) => (await opened()).explorer.listSchemas(call),
      listTables: async (request, call) => (await opened()).explorer.listTables(request, call),
      describeTable: async (request, call) =>
        (await opened()).explorer.describeTable(request, call),
    },
    catalogue: {
      resolve: async (question, call) => (await opened()).catalogue.resolve(question, call),
      reach: async (relations, call) => (await opened()).catalogue.reach(relations, call),
      readEntries: async (call) => (await opened()).catalogue.readEntries(call),
    },
    ping: async (call) => (await opened()).ping(call),
    close,
    [Symbol.asyncDispose]: close,
  };
}
