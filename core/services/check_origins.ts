// The second layer under a policy's rewriting: PostgreSQL says of each column of a result which
// table's column it is, where it hands one on unchanged. None of those may be hidden. Through
// expressions, unions and aggregates nothing is said: the first layer must hold alone.

import { PgmcpError } from "../errors.ts";
import type { ExecutedResult, QueryResult } from "../ports/query_executor.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** The result without its origins. Throws `PGMCP_INTERNAL` where one of them is hidden. */
export function checkOrigins(result: ExecutedResult, verdict: AllowVerdict): QueryResult {
  const { origins = [], ...rest } = result;
  const hidden = verdict.hiddenOrigins;
  if (hidden === undefined) return rest;
  for (const origin of origins) {
    if (origin === null || !hidden.has(origin)) continue;
    throw new PgmcpError("PGMCP_INTERNAL", {
      message: "The result was withheld: a column of it comes from one that the policy hides.",
    });
  }
  return rest;
}
