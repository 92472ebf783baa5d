// The limits that a policy sets for one role: the narrowest of everybody's and its own.

import type { QueryLimits } from "../ports/query_executor.ts";
import type { Policy, PolicyLimits } from "./policy.ts";
import { levelsOf } from "./rules_for_table.ts";

/** The limits of `role`; null where the policy does not know it. */
export function effectiveLimits(policy: Policy, role: string | null): PolicyLimits | null {
  const levels = levelsOf(policy, role);
  if (levels === null) return null;
  function least(key: keyof PolicyLimits): number | null {
    const set = (levels ?? []).flatMap(({ rules }) => rules.limits[key] ?? []);
    return set.length === 0 ? null : Math.min(...set);
  }
  return {
    maxQueriesPerMinute: least("maxQueriesPerMinute"),
    maxQueriesPerHour: least("maxQueriesPerHour"),
    maxRowsPerDay: least("maxRowsPerDay"),
    maxRowsPerQuery: least("maxRowsPerQuery"),
    maxBytesPerQuery: least("maxBytesPerQuery"),
    maxCost: least("maxCost"),
    blockFullScansOverRows: least("blockFullScansOverRows"),
  };
}

/** `limits`, narrowed to what the policy lets through. */
export function narrowLimits(limits: QueryLimits, policy: PolicyLimits): QueryLimits {
  return {
    ...limits,
    maxRows: Math.min(limits.maxRows, policy.maxRowsPerQuery ?? Infinity),
    maxBytes: Math.min(limits.maxBytes, policy.maxBytesPerQuery ?? Infinity),
  };
}
