// One query, a straight line: check → execute → outcome. The only service that
// runs a client's SQL; `explain_query` is its sibling.

import type { CallOptions, QueryExecutor, QueryLimits } from "../ports/query_executor.ts";
import type { QueryOutcome } from "../ports/query_service.ts";
import type { Guard } from "./guard.ts";
import { boundLimits } from "./bound_limits.ts";
import { queryReport } from "./query_report.ts";

export type { QueryOutcome, QueryReport, RefusedOutcome } from "../ports/query_service.ts";

/** What a query needs around it. */
export interface QueryContext {
  /** Checks the statement first. */
  readonly guard: Guard;
  /** Runs what the guard let through. */
  readonly executor: QueryExecutor;
  /** What it runs under. */
  readonly limits: QueryLimits;
}

/** Options of {@linkcode runQuery}. */
export interface RunOptions extends CallOptions {
  /** Narrower limits than the context's; a wider one has no effect. */
  readonly limits?: Partial<QueryLimits>;
}

/** Checks `sql` and, if it may run, runs it under the context's limits. */
export async function runQuery(
  context: QueryContext,
  sql: string,
  options: RunOptions = {},
): Promise<QueryOutcome> {
  const startedMs = performance.now();
  options.onPhase?.("checking the SQL");
  const verdict = await context.guard.check(sql, options);
  const guardMs = performance.now() - startedMs;
  if (verdict.kind !== "allow") {
    return { kind: "refused", verdict, report: queryReport(verdict, { guardMs, databaseMs: 0 }) };
  }
  options.onPhase?.("running in the database");
  const result = await context.executor.execute(
    {
      sql: verdict.sql,
      access: verdict.access,
      limits: boundLimits(context.limits, options),
      ...(verdict.source === undefined ? {} : { source: verdict.source }),
    },
    options,
  );
  const report = queryReport(verdict, { guardMs, databaseMs: result.durationMs });
  return { kind: "rows", statement: verdict.statement, result, report };
}
