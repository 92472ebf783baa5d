// A database that answers only once its role was examined and has the grade that is
// required. Until then, and where the examination fails, every call is refused: what
// nobody could look at counts as bad. A passed examination holds as long as the database
// is open; a failed connection is tried again at the next call.

import type { Examination } from "../core/doctor/examination.ts";
import { type Grade, meetsGrade } from "../core/doctor/grade.ts";
import { PgmcpError } from "../core/errors.ts";
import type { InspectableDatabase } from "../core/ports/posture.ts";
import type { CallOptions } from "../core/ports/query_executor.ts";
import { orCancelled } from "./databases/postgres/or_cancelled.ts";

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

  async function after<T>(call: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    await orCancelled(admitted(), call?.signal);
    return await work();
  }

  const { catalogue, executor, explorer } = database;
  return {
    executor: { execute: (request, call) => after(call, () => executor.execute(request, call)) },
    explorer: {
      listSchemas: (call) => after(call, () => explorer.listSchemas(call)),
      listTables: (request, call) => after(call, () => explorer.listTables(request, call)),
      describeTable: (request, call) => after(call, () => explorer.describeTable(request, call)),
    },
    catalogue: {
      resolve: (question, call) => after(call, () => catalogue.resolve(question, call)),
      reach: (relations, call) => after(call, () => catalogue.reach(relations, call)),
      readEntries: (call) => after(call, () => catalogue.readEntries(call)),
    },
    posture: database.posture,
    ping: (call) => after(call, () => database.ping(call)),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}
