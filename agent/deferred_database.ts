// A database whose calls wait for something first: that it is opened, that it has started, that
// its role was found good enough. What they wait for may throw; then that is every call's answer.

import type { Database } from "../core/ports/database.ts";
import type { CallOptions } from "../core/ports/query_executor.ts";

/** Options of {@linkcode deferredDatabase}. */
export interface DeferredDatabaseOptions {
  /** Gives the database that a call goes to, when it may. */
  readonly ready: (call: CallOptions | undefined) => Promise<Database>;
  /** Closes it; waits for nothing. */
  readonly close: () => Promise<void>;
}

/** The ports of what `ready` gives. */
export function deferredDatabase({ ready, close }: DeferredDatabaseOptions): Database {
  return {
    executor: {
      execute: async (request, call) => (await ready(call)).executor.execute(request, call),
    },
    explorer: {
      listSchemas: async (call) => (await ready(call)).explorer.listSchemas(call),
      listTables: async (request, call) => (await ready(call)).explorer.listTables(request, call),
      describeTable: async (request, call) =>
        (await ready(call)).explorer.describeTable(request, call),
    },
    catalogue: {
      resolve: async (question, call) => (await ready(call)).catalogue.resolve(question, call),
      reach: async (relations, call) => (await ready(call)).catalogue.reach(relations, call),
      readEntries: async (call) => (await ready(call)).catalogue.readEntries(call),
    },
    ping: async (call) => (await ready(call)).ping(call),
    close,
    [Symbol.asyncDispose]: close,
  };
}
