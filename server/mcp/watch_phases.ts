// Says what a call is waiting for, by watching the ports from outside: the tools need
// not know that somebody is told of their progress.

import type { CallOptions, CallPhase } from "../../core/ports/query_executor.ts";
import type { ServedDatabase } from "../tools/served_database.ts";
import type { ToolContext } from "../tools/tool_context.ts";

/** What a call can be doing, in words for a person. */
export type Phase = CallPhase | "starting" | "reading the catalogue" | "preparing the answer";

/** `context`, telling `enter` of each phase that a call enters. */
export function watchPhases(context: ToolContext, enter: (phase: Phase) => void): ToolContext {
  return {
    ...context,
    database: (name) => watched(context.database(name), enter),
  };
}

function watched(served: ServedDatabase, enter: (phase: Phase) => void): ServedDatabase {
  const { explorer, queries } = served;

  async function during<T>(phase: Phase, call: () => Promise<T>): Promise<T> {
    enter(phase);
    const result = await call();
    enter("preparing the answer");
    return result;
  }

  function asking<T>(
    options: CallOptions | undefined,
    call: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    return during("checking the SQL", () => call({ ...options, onPhase: enter }));
  }

  return {
    ...served,
    queries: {
      query: (call, options) => asking(options, (watching) => queries.query(call, watching)),
      explain: (call, options) => asking(options, (watching) => queries.explain(call, watching)),
    },
    explorer: {
      listSchemas: (options) =>
        during("reading the catalogue", () => explorer.listSchemas(options)),
      listTables: (request, options) =>
        during("reading the catalogue", () => explorer.listTables(request, options)),
      describeTable: (request, options) =>
        during("reading the catalogue", () => explorer.describeTable(request, options)),
    },
  };
}
