// The plan of a statement, a straight line: EXPLAIN text → check → execute → plan.
// The guard checks the whole EXPLAIN, so its inner statement passes the same rules
// and gets the same row cap as in `run_query`: the plan is that of what would run.

import { PgmcpError } from "../errors.ts";
import type { SourceText } from "../ports/query_executor.ts";
import type { ExplainOutcome } from "../ports/query_service.ts";
import type { RefuseVerdict, UndecidedVerdict } from "../sql/verdict.ts";
import { allowedRequest } from "./allowed_request.ts";
import { onceMoreIfChanged } from "./once_more_if_changed.ts";
import { boundLimits } from "./bound_limits.ts";
import { readPlan } from "./format/read_plan.ts";
import { planShape } from "./plan_shape.ts";
import { queryReport } from "./query_report.ts";
import type { CountedCall, QueryContext, RunOptions } from "./run_query.ts";

export type { ExplainOutcome } from "../ports/query_service.ts";

/** Options of {@linkcode explainQuery}. */
export interface ExplainOptions extends RunOptions {
  /** Run the statement too and measure it; false by default. */
  readonly analyze?: boolean;
}

const STARTS_WITH_EXPLAIN = /^\s*explain\b/i;

/** Explains the SELECT in `sql`; throws `PGMCP_INVALID_ARGUMENT` where it already is an EXPLAIN. */
export async function explainQuery(
  context: QueryContext,
  sql: string,
  options: ExplainOptions = {},
): Promise<ExplainOutcome> {
  const allowance = context.allowance?.begin(options) ?? null;
  return await onceMoreIfChanged(() => checkAndExplain({ context, allowance }, sql, options));
}

async function checkAndExplain(
  { context, allowance }: CountedCall,
  sql: string,
  options: ExplainOptions,
): Promise<ExplainOutcome> {
  if (STARTS_WITH_EXPLAIN.test(sql)) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot explain an EXPLAIN: the tool adds that word itself.",
      hint: "Send the SELECT alone, and analyze: true for EXPLAIN ANALYZE; or run it with query.",
    });
  }
  const prefix = options.analyze
    ? "EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS) "
    : "EXPLAIN (FORMAT JSON) ";
  const startedMs = performance.now();
  options.onPhase?.("checking the SQL");
  const verdict = await context.guard.check(prefix + sql, options);
  const guardMs = performance.now() - startedMs;
  if (verdict.kind !== "allow") {
    // The client's text alone reads better: its positions, and hints for what is no SQL.
    const alone = await context.guard.check(sql, options);
    const shown = alone.kind === "allow" ? withoutPrefix(verdict, prefix.length) : alone;
    const report = queryReport(verdict, { guardMs, databaseMs: 0 });
    return { kind: "refused", verdict: shown, report };
  }
  const source = verdict.source === undefined
    ? { sql, offset: prefix.length }
    : sourceWithoutPrefix(verdict.source, prefix);
  const limits = boundLimits(context.limits, options);
  // It counts as a query; what it narrows is meant for rows, and a plan has lines.
  await allowance?.admit(verdict, limits);
  const request = { ...allowedRequest(verdict, limits), source };
  await allowance?.inspect(verdict, request);
  options.onPhase?.("running in the database");
  const result = await context.executor.execute(request, options).catch((error) => {
    throw error instanceof PgmcpError && error.code === "PGMCP_RESULT_TOO_LARGE"
      ? planTooLarge(error)
      : error;
  });
  const { left = [] } = await allowance?.settle(null) ?? {};
  const plan = readPlan(result.rows.map((row) => row[0] ?? "").join("\n"));
  const report = queryReport(verdict, { guardMs, databaseMs: result.durationMs });
  return {
    kind: "plan",
    plan: verdict.shapeOnly ? planShape(plan, verdict.shapeOnly) : plan,
    durationMs: result.durationMs,
    report: { ...report, notes: [...report.notes, ...left] },
  };
}

function planTooLarge(cause: PgmcpError): PgmcpError {
  return new PgmcpError("PGMCP_RESULT_TOO_LARGE", {
    message: "The plan is larger than MAX_RESULT_BYTES.",
    hint: "Explain a part of the statement, such as one CTE or one branch of a UNION.",
    cause,
  });
}

function withoutPrefix<V extends RefuseVerdict | UndecidedVerdict>(verdict: V, length: number): V {
  const position = verdict.position === null ? null : Math.max(0, verdict.position - length);
  return { ...verdict, position };
}

function sourceWithoutPrefix(source: SourceText, prefix: string): SourceText {
  if (!source.sql.startsWith(prefix)) return source;
  return { sql: source.sql.slice(prefix.length), offset: source.offset + prefix.length };
}
