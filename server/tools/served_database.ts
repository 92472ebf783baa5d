// A database as the tools use it. Which process holds the connection is not theirs
// to know: the ports may be an adapter's or a tunnel's.

import type { DatabaseInfo } from "../../core/ports/database.ts";
import type { CallOptions, QueryLimits } from "../../core/ports/query_executor.ts";
import type { QueryService } from "../../core/ports/query_service.ts";
import type { SchemaExplorer } from "../../core/ports/schema_explorer.ts";

/** One database, behind the guard and limits that queries on it run under. */
export interface ServedDatabase {
  /** Checks and runs a client's SQL. */
  readonly queries: QueryService;
  /** Reads the database's shape. */
  readonly explorer: SchemaExplorer;
  /** The limits of an answer, for what is said of it. */
  readonly limits: QueryLimits;
  /** Whether writes are refused; the tools' annotations say so. */
  readonly readOnly: boolean;
  /** Asks whether the database answers; throws the error that a query would. */
  ping(options?: CallOptions): Promise<DatabaseInfo>;
}
