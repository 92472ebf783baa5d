// What an adapter gives for one database: the three ports, whether it answers,
// and an end. The server and the agent hold databases only as this.

import type { Catalogue } from "./catalogue.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import type { CallOptions, QueryExecutor } from "./query_executor.ts";
import type { SchemaExplorer } from "./schema_explorer.ts";

/** What a database says of itself once it answers. */
export interface DatabaseInfo {
  /** The product, such as `PostgreSQL`. */
  readonly product: string;
  /** The version as the server writes it, such as `18.4`. */
  readonly version: string;
}

/** One database, opened late: making it connects to nothing. */
export interface Database extends AsyncDisposable {
  /** Runs checked statements. */
  readonly executor: QueryExecutor;
  /** Reads the database's shape. */
  readonly explorer: SchemaExplorer;
  /** Says what names are. */
  readonly catalogue: Catalogue;

  /** What may be read of it, and how it is shown; whoever serves it holds to it. None by default. */
  readonly policy?: PolicySource;

  /** Asks whether the database answers; throws the error that a query would. */
  ping(options?: CallOptions): Promise<DatabaseInfo>;

  /** Ends running statements and closes every connection; safe to call twice. */
  close(): Promise<void>;
}
