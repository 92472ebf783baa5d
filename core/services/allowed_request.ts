// What runs of a statement that the guard lets through: the verdict's text and all that the
// executor has to hold to with it.

import type { QueryLimits, QueryRequest } from "../ports/query_executor.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** The request that runs what `verdict` allows. */
export function allowedRequest(verdict: AllowVerdict, limits: QueryLimits): QueryRequest {
  const { access, alone, evidence, policy, source, sql, values } = verdict;
  return {
    ...{ sql, access, limits },
    ...(source === undefined ? {} : { source }),
    ...(values === undefined ? {} : { values }),
    ...(policy === undefined ? {} : { withoutSuggestions: true }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(alone === undefined ? {} : { alone }),
    ...(policy?.hiddenOrder ? { without: policy.hiddenOrder } : {}),
  };
}
