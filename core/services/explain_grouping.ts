// An error that only a policy brings: PostgreSQL lets GROUP BY name a table's primary key for all of
// its columns, but a protected table is a sub-select, which has none.

import { PgmcpError } from "../errors.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** `grouping_error` (PostgreSQL, appendix A). */
const GROUPING_ERROR = "42803";

/** `error`, with what to write instead where it is of that kind. */
export function explainGrouping(error: unknown, verdict: AllowVerdict): unknown {
  const grouping = error instanceof PgmcpError && error.sqlState === GROUPING_ERROR;
  // Aggregates that stand in WHERE or in each other have the same state, and are told what to do.
  const other = grouping && /\bnot allowed in\b|\bcannot be nested\b/.test(error.message);
  const groups = /\bgroup\s+by\b/i.test(verdict.source?.sql ?? verdict.sql);
  if (!grouping || other || !groups || verdict.values === undefined) return error;
  return new PgmcpError(error.code, {
    message: error.message,
    hint:
      "A table under the policy has no primary key that stands for its columns: list every column that is selected in GROUP BY, a whole row too.",
    sqlState: GROUPING_ERROR,
    cause: error,
  });
}
