// The limits that hold for everybody, for what is said of a database before anybody asks.

import type { QueryLimits } from "../ports/query_executor.ts";
import type { PolicySource } from "./policy_source.ts";

/** `limits`, or less where the policy allows everybody less. */
export function ceiling<Limits extends Pick<QueryLimits, "maxRows" | "maxBytes">>(
  limits: Limits,
  source: PolicySource | undefined,
): Limits {
  if (source === undefined) return limits;
  const { maxBytesPerQuery, maxRowsPerQuery } = source.policy.base.limits;
  return {
    ...limits,
    maxRows: Math.min(limits.maxRows, maxRowsPerQuery ?? Infinity),
    maxBytes: Math.min(limits.maxBytes, maxBytesPerQuery ?? Infinity),
  };
}
