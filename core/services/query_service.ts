// The service over a database in this process: guard and executor, under its limits. Whoever
// holds the database makes one, the agent as well as a server with databases of its own.

import type { CallOptions } from "../ports/query_executor.ts";
import type { ExplainCall, QueryCall, QueryService } from "../ports/query_service.ts";
import { explainQuery } from "./explain_query.ts";
import { type QueryContext, runQuery } from "./run_query.ts";

/** Puts the services over `context`. */
export function createQueryService(context: QueryContext): QueryService {
  return {
    query: ({ sql, limits }: QueryCall, options: CallOptions = {}) =>
      runQuery(context, sql, limits === undefined ? options : { ...options, limits }),
    explain: ({ sql, limits, analyze = false }: ExplainCall, options: CallOptions = {}) =>
      explainQuery(context, sql, {
        ...options,
        analyze,
        ...(limits === undefined ? {} : { limits }),
      }),
  };
}
