// Finds out what the role could do if pgmcp were not there. Privileges are asked for.
// What is run for it stands in the templates: it reads no row of a user's table, and runs
// in a READ ONLY transaction that is rolled back. A write that is rolled back would not do:
// it still uses a transaction id, locks rows, and leaves dead ones behind.

import { type ErrorCode, PgmcpError } from "../errors.ts";
import type { CallOptions, QueryExecutor } from "../ports/query_executor.ts";
import type { BareCheck } from "./attack_template.ts";
import { askDatabase } from "./ask_database.ts";

/** Answers with the check's outcome: whether the bare role could. */
export type BareRole = (check: BareCheck, options?: CallOptions) => Promise<boolean>;

/** The server's own "no". */
const DENIALS: ReadonlySet<ErrorCode> = new Set([
  "PGMCP_PERMISSION_DENIED",
  "PGMCP_QUERY_FAILED",
  "PGMCP_UNDEFINED_NAME",
]);

/** It ran, and only our own limits ended it. */
const ENDED_BY_US: ReadonlySet<ErrorCode> = new Set([
  "PGMCP_QUERY_TIMEOUT",
  "PGMCP_RESULT_TOO_LARGE",
]);

/** The role behind `executor`; each question is asked once. */
export function createBareRole(executor: QueryExecutor): BareRole {
  const known = new Map<string, boolean>();

  async function once(key: string, find: () => Promise<boolean>): Promise<boolean> {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = await find();
    known.set(key, found);
    return found;
  }

  return async (check, options = {}) => {
    switch (check.kind) {
      case "anyone":
        return true;
      case "nobody":
        return false;
      case "ask": {
        const sql = `SELECT ${check.expression}`;
        return await once(sql, async () => await asks(executor, sql, options));
      }
      case "run":
        return await once(check.sql, async () => await runs(executor, check.sql, options));
    }
  };
}

async function asks(executor: QueryExecutor, sql: string, options: CallOptions): Promise<boolean> {
  try {
    const [row] = await askDatabase(executor, sql, options);
    return row?.[0] === "t";
  } catch (error) {
    // Without USAGE on its schema, a table's name cannot even be asked about.
    if (error instanceof PgmcpError && error.code === "PGMCP_PERMISSION_DENIED") return false;
    throw error;
  }
}

async function runs(executor: QueryExecutor, sql: string, options: CallOptions): Promise<boolean> {
  try {
    await askDatabase(executor, sql, options);
    return true;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    if (DENIALS.has(error.code)) return false;
    if (ENDED_BY_US.has(error.code)) return true;
    throw error;
  }
}
