// A write that a policy was put into: what its result and its errors may tell.

import { PgmcpError } from "../errors.ts";
import type { ExecutedResult } from "../ports/query_executor.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** `invalid_argument_for_width_bucket_function` (PostgreSQL, appendix A): the check of protect_write.ts. */
const CHECK_FAILED = "2201G";

/** `integrity_constraint_violation`: all of them, for which one it is can tell of hidden rows. */
const ANY_CONSTRAINT = "23000";

/** The result without the columns that only check. */
export function withoutChecks(result: ExecutedResult, verdict: AllowVerdict): ExecutedResult {
  if (verdict.checkColumns !== 1) return result;
  const columns = result.columns.slice(0, -1);
  const origins = result.origins?.slice(0, -1);
  // The client asked for no rows at all.
  if (columns.length === 0) {
    return { ...result, columns, rows: [], truncatedBy: null, origins: [] };
  }
  const rows = result.rows.map((row) => row.slice(0, -1));
  return { ...result, columns, rows, ...(origins === undefined ? {} : { origins }) };
}

/** `error`, in words that tell of no hidden row. */
export function explainGuardedWrite(error: unknown, verdict: AllowVerdict): unknown {
  const guarded = verdict.checkColumns !== undefined && error instanceof PgmcpError;
  if (!guarded || error.sqlState === undefined) return error;
  if (error.sqlState === CHECK_FAILED && verdict.checkColumns === 1) {
    return new PgmcpError("PGMCP_PERMISSION_DENIED", {
      message:
        "Nothing was written: a row that it leaves behind would not be visible under the policy.",
      hint: "Write only rows that the policy's row filter shows, such as those of the own tenant.",
      sqlState: CHECK_FAILED,
      cause: error,
    });
  }
  if (!error.sqlState.startsWith("23")) return error;
  return new PgmcpError("PGMCP_QUERY_FAILED", {
    message:
      `Nothing was written: a constraint of the database would be violated. (SQLSTATE ${ANY_CONSTRAINT})`,
    hint: "Under the policy it is not told which constraint.",
    sqlState: ANY_CONSTRAINT,
    cause: error,
  });
}
