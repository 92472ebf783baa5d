// What stands between a checked statement and its run: how often somebody may ask, how
// many rows they may have, what a plan may cost. It is asked after the guard, so that what
// is refused counts for nothing, and once a call, however often the statement is tried.

import type {
  CallOptions,
  QueryLimits,
  QueryRequest,
  QueryResult,
} from "../ports/query_executor.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** Decides whether a checked statement may run now. */
export interface QueryAllowance {
  /** The allowance of one call. */
  begin(options: CallOptions): CallAllowance;
}

/** The allowance of one call. */
export interface CallAllowance {
  /** `limits`, narrowed to what is left. Throws `PGMCP_QUOTA_EXCEEDED`. */
  admit(verdict: AllowVerdict, limits: QueryLimits): Promise<QueryLimits>;
  /** Looks at the plan of what is about to run. Throws `PGMCP_PLAN_REFUSED`, and what a query throws. */
  inspect(verdict: AllowVerdict, request: QueryRequest): Promise<void>;
  /** Counts what was answered. */
  settle(result: QueryResult | null): Promise<Settlement>;
}

/** What came of a call. */
export interface Settlement {
  /** What is left of each quota, as a sentence without its full stop. */
  readonly left: readonly string[];
  /** The tables whose text comes from outsiders. */
  readonly untrusted: readonly string[];
}
