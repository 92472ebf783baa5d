// What the contract suite needs of a database under test.

import type { Database } from "../../core/ports/database.ts";

/** Options that every adapter takes. */
export interface OpenOptions {
  readonly schemas?: readonly string[];
  readonly poolSize?: number;
}

/** A way into the same database beside the adapter, as its administrator. */
export interface OutsideAccess {
  /** Runs SQL text, also of several statements. */
  runSql(sql: string): Promise<void>;
  /** The rows of a query, as text. */
  read(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  /** Opens the database once more, by default as the administrator. */
  open(options?: OpenOptions & { readonly role?: string }): Database;
}

/** A running database with CONTRACT_SQL loaded. */
export interface ContractTarget extends AsyncDisposable {
  /** The database under test, with one connection. */
  readonly database: Database;
  /** Null where there is only one way in. */
  readonly outside: OutsideAccess | null;
}

/** What the suite is told of an adapter. */
export interface ContractOptions {
  /** Starts the database and loads `sql` into it. */
  start(sql: string): Promise<ContractTarget>;
  /** Why there is no way in beside the adapter; the tests that need one are then left out. */
  readonly noOutside?: string;
}
