// One query, a straight line: check → execute → outcome. The only service that
// runs a client's SQL; `explain_query` is its sibling.

import type { CallOptions, QueryExecutor, QueryLimits } from "../ports/query_executor.ts";
import type { QueryOutcome } from "../ports/query_service.ts";
import { allowedRequest } from "./allowed_request.ts";
import { checkOrigins } from "./check_origins.ts";
import type { Guard } from "./guard.ts";
import { onceMoreIfChanged } from "./once_more_if_changed.ts";
import { explainGrouping } from "./explain_grouping.ts";
import { explainGuardedWrite, withoutChecks } from "./guarded_write.ts";
import { boundLimits } from "./bound_limits.ts";
import type { CallAllowance, QueryAllowance } from "./query_allowance.ts";
import { shapeOnly } from "./plan_shape.ts";
import { queryReport } from "./query_report.ts";
import { withoutInvisible } from "./without_invisible.ts";

export type { QueryOutcome, QueryReport, RefusedOutcome } from "../ports/query_service.ts";

/** What a query needs around it. */
export interface QueryContext {
  /** Checks the statement first. */
  readonly guard: Guard;
  /** Runs what the guard let through. */
  readonly executor: QueryExecutor;
  /** What it runs under. */
  readonly limits: QueryLimits;
  /** Decides whether what may run may run now; everything may by default. */
  readonly allowance?: QueryAllowance;
}

/** Options of {@linkcode runQuery}. */
export interface RunOptions extends CallOptions {
  /** Narrower limits than the context's; a wider one has no effect. */
  readonly limits?: Partial<QueryLimits>;
}

/** Checks `sql` and, if it may run, runs it under the context's limits. */
export function runQuery(
  context: QueryContext,
  sql: string,
  options: RunOptions = {},
): Promise<QueryOutcome> {
  const allowance = context.allowance?.begin(options) ?? null;
  return onceMoreIfChanged(() => checkAndRun({ context, allowance }, sql, options));
}

/** A call: what is around it, and the allowance that counts it once however often it is tried. */
export interface CountedCall {
  readonly context: QueryContext;
  readonly allowance: CallAllowance | null;
}

async function checkAndRun(
  { context, allowance }: CountedCall,
  sql: string,
  options: RunOptions,
): Promise<QueryOutcome> {
  const startedMs = performance.now();
  options.onPhase?.("checking the SQL");
  const verdict = await context.guard.check(sql, options);
  const guardMs = performance.now() - startedMs;
  if (verdict.kind !== "allow") {
    return { kind: "refused", verdict, report: queryReport(verdict, { guardMs, databaseMs: 0 }) };
  }
  const bounds = boundLimits(context.limits, options);
  const request = allowedRequest(verdict, await allowance?.admit(verdict, bounds) ?? bounds);
  await allowance?.inspect(verdict, request);
  options.onPhase?.("running in the database");
  const executed = await context.executor.execute(request, options).catch((error) => {
    throw explainGuardedWrite(explainGrouping(error, verdict), verdict);
  });
  const result = checkOrigins(withoutChecks(executed, verdict), verdict);
  const { left = [], untrusted = [] } = await allowance?.settle(result) ?? {};
  const made = queryReport(verdict, { guardMs, databaseMs: result.durationMs });
  const report = { ...made, untrusted, notes: [...made.notes, ...left] };
  const plain = untrusted.length === 0 ? result : withoutInvisible(result);
  const shown = verdict.shapeOnly ? shapeOnly(plain, verdict.shapeOnly) : plain;
  return { kind: "rows", statement: verdict.statement, result: shown, report };
}
