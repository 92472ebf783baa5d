// A database as those see it who only ask: behind the guard, under its limits. Which process
// holds the connection is not theirs to know: it may be this one, or an agent at the other end
// of a tunnel.

import type { DatabaseInfo } from "./database.ts";
import type { CallOptions, QueryLimits } from "./query_executor.ts";
import type { QueryService } from "./query_service.ts";
import type { SchemaExplorer } from "./schema_explorer.ts";

/** One database, behind the guard and limits that queries on it run under. */
export interface GuardedDatabase {
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
