// A database that answers only once its role was examined and has the grade that is
// required. Until then, and where the examination fails, every call is refused: what
// nobody could look at counts as bad. A passed examination holds as long as the database
// is open; a failed connection is tried again at the next call.

import type { Examination } from "../core/doctor/examination.ts";
import { type Grade, meetsGrade } from "../core/doctor/grade.ts";
import { PgmcpError } from "../core/errors.ts";
import type { InspectableDatabase } from "../core/ports/posture.ts";
import { orCancelled } from "./databases/postgres/or_cancelled.ts";
import { deferredDatabase } from "./deferred_database.ts";

/** Options of {@linkcode gradedDatabase}. */
export interface GradedDatabaseOptions {
  /** The worst grade that is let through. */
  readonly least: Grade;
  /** Examines the database's role; throws what a query throws. */
  readonly examine: (database: InspectableDatabase) => Promise<Examination>;
}

/** Findings that an error names at most. */
const MOST_FINDINGS = 5;

/** Puts the requirement in front of `database`. */
export function gradedDatabase(
  database: InspectableDatabase,
  options: GradedDatabaseOptions,
): InspectableDatabase {
  let admission: Promise<void> | null = null;

  async function examineNow(): Promise<void> {
    const { diagnosis } = await options.examine(database);
    if (meetsGrade(diagnosis.grade, options.least)) return;
    throw new PgmcpError("PGMCP_GRADE_TOO_LOW", {
      message:
        `The database role has grade ${diagnosis.grade}, REQUIRE_GRADE asks for ${options.least} (${
          diagnosis.findings.slice(0, MOST_FINDINGS).map(({ id }) => id).join(", ")
        }).`,
    });
  }

  // Callers share one examination, which belongs to none of them: it has no signal.
  function admitted(): Promise<void> {
    if (admission !== null) return admission;
    const attempt = examineNow();
    admission = attempt;
    attempt.catch(() => {
      if (admission === attempt) admission = null;
    });
    return attempt;
  }

  const { posture } = database;
  const graded = deferredDatabase({
    async ready(call) {
      await orCancelled(admitted(), call?.signal);
      return database;
    },
    close: () => database.close(),
  });
  return { ...graded, posture };
}
