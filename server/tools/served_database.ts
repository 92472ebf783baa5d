// A database as the tools use it. Which process holds the connection is not theirs
// to know: the ports may be an adapter's or a tunnel's.

import type { Database } from "../../core/ports/database.ts";
import type { QueryContext } from "../../core/services/run_query.ts";

/** One database, with the guard and limits that queries on it run under. */
export interface ServedDatabase {
  /** The database's ports. */
  readonly database: Database;
  /** Guard, executor and limits for `query` and `explain`. */
  readonly query: QueryContext;
  /** Whether writes are refused; the tools' annotations say so. */
  readonly readOnly: boolean;
}
