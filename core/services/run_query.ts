// One query, a straight line: check → execute → outcome. The only service that
// runs a client's SQL; `explain_query` is its sibling.

import type {
  CallOptions,
  QueryExecutor,
  QueryLimits,
  QueryResult,
} from "../ports/query_executor.ts";
import type { RefuseVerdict, StatementKind, UndecidedVerdict } from "../sql/verdict.ts";
import type { Guard } from "./guard.ts";

/** What a query needs around it. */
export interface QueryContext {
  /** Checks the statement first. */
  readonly guard: Guard;
  /** Runs what the guard let through. */
  readonly executor: QueryExecutor;
  /** What it runs under. */
  readonly limits: QueryLimits;
}

/** What became of a query: rows, or the guard's "no". Everything else is thrown as `PgmcpError`. */
export type QueryOutcome =
  | { readonly kind: "rows"; readonly statement: StatementKind; readonly result: QueryResult }
  | { readonly kind: "refused"; readonly verdict: RefuseVerdict | UndecidedVerdict };

/** Checks `sql` and, if it may run, runs it under the context's limits. */
export async function runQuery(
  context: QueryContext,
  sql: string,
  options: CallOptions = {},
): Promise<QueryOutcome> {
  const verdict = await context.guard.check(sql, options);
  if (verdict.kind !== "allow") return { kind: "refused", verdict };
  const result = await context.executor.execute(
    {
      sql: verdict.sql,
      access: verdict.access,
      limits: context.limits,
      ...(verdict.source === undefined ? {} : { source: verdict.source }),
    },
    options,
  );
  return { kind: "rows", statement: verdict.statement, result };
}
