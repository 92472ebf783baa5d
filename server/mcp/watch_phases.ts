// Says what a call is waiting for, by watching the ports from outside: neither the
// tools nor the services need to know that somebody is told of their progress.

import type { ServedDatabase } from "../tools/served_database.ts";
import type { ToolContext } from "../tools/tool_context.ts";

/** What a call can be doing, in words for a person. */
export type Phase =
  | "starting"
  | "checking the SQL"
  | "running in the database"
  | "reading the catalogue"
  | "preparing the answer";

/** `context`, telling `enter` of each phase that a call enters. */
export function watchPhases(context: ToolContext, enter: (phase: Phase) => void): ToolContext {
  return {
    ...context,
    database: (name) => watched(context.database(name), enter),
  };
}

function watched(served: ServedDatabase, enter: (phase: Phase) => void): ServedDatabase {
  const { database, query } = served;
  const { guard, executor } = query;
  const { explorer } = database;

  async function during<T>(phase: Phase, call: () => Promise<T>): Promise<T> {
    enter(phase);
    const result = await call();
    enter("preparing the answer");
    return result;
  }

  return {
    ...served,
    query: {
      ...query,
      guard: {
        load: () => guard.load(),
        check: (sql, options) => during("checking the SQL", () => guard.check(sql, options)),
      },
      executor: {
        execute: (request, options) =>
          during("running in the database", () => executor.execute(request, options)),
      },
    },
    database: {
      executor: database.executor,
      catalogue: database.catalogue,
      explorer: {
        listSchemas: (options) =>
          during("reading the catalogue", () => explorer.listSchemas(options)),
        listTables: (request, options) =>
          during("reading the catalogue", () => explorer.listTables(request, options)),
        describeTable: (request, options) =>
          during("reading the catalogue", () => explorer.describeTable(request, options)),
      },
      ping: (options) => database.ping(options),
      close: () => database.close(),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    },
  };
}
