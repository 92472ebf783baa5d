// The start under REQUIRE_GRADE: a role whose grade is too low ends it. A database that is
// down does not: its calls are refused until its role could be examined.

import type { Database } from "../../../core/ports/database.ts";
import { PgmcpError } from "../../../core/errors.ts";

/** Waits for the examination of a database that was opened with a required grade. Throws `PGMCP_GRADE_TOO_LOW`. */
export async function refuseBelowGrade(
  database: Database,
  warn: (error: PgmcpError) => void,
): Promise<void> {
  try {
    await database.ping();
  } catch (error) {
    if (!(error instanceof PgmcpError) || error.code === "PGMCP_GRADE_TOO_LOW") throw error;
    warn(error);
  }
}
