// What a policy says, as data: the file once it is read and found well-formed. Names in it
// are not yet held against a database (`compile_policy` does that).

/** Names a table, or several: `orders`, `app.orders`, `app.*`, `*_log`. */
export interface TablePattern {
  /** The schema, or a glob over schemas; null for whichever schema the name is found in. */
  readonly schema: string | null;
  /** The table's name, or a glob: `*` stands for any run of characters. */
  readonly name: string;
}

/** What is shown in place of a column's value. */
export type Mask =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "redact" }
  | { readonly kind: "null" }
  | {
    readonly kind: "partial";
    /** Characters kept at the start. */
    readonly keepFirst: number;
    /** Characters kept at the end. */
    readonly keepLast: number;
    /** Whether what follows the last `@` stays. */
    readonly keepDomain: boolean;
    /** Texts of fewer characters, the domain aside, are hidden as a whole; of a mask alone as many as its kept ends ask for. */
    readonly atLeast?: number;
  }
  | { readonly kind: "hash" }
  | { readonly kind: "year" }
  | { readonly kind: "bucket"; readonly size: number };

/** What the policy tells of a column. */
export interface ColumnNote {
  /** What it means; null where nothing is said. */
  readonly description: string | null;
  /** Whether its text comes from outsiders. */
  readonly untrusted: boolean;
}

/** The rules of one entry under `tables`. */
export interface TableRules {
  /** The entry's key as it is written, for the rule's name in reports. */
  readonly key: string;
  /** The tables that it is about. */
  readonly pattern: TablePattern;
  /** The only columns that exist; null for all but the denied. Masked ones exist too. */
  readonly allowColumns: readonly string[] | null;
  /** Columns that do not exist. */
  readonly denyColumns: readonly string[];
  /** Columns and what stands in for their values. */
  readonly maskColumns: ReadonlyMap<string, Mask>;
  /** An SQL condition over the table's columns, with `{{principal.name}}` for the caller's attributes. */
  readonly rowFilter: string | null;
  /** What the table means; null where nothing is said. */
  readonly description: string | null;
  /** Whether lists leave it out; it can be queried all the same. */
  readonly hidden: boolean;
  /** Whether the text of all its columns comes from outsiders. */
  readonly untrusted: boolean;
  /** What is said of single columns. */
  readonly columns: ReadonlyMap<string, ColumnNote>;
  /** The most queries an hour that name it, and rows a day of answers that name it; null for none of its own. */
  readonly maxQueriesPerHour: number | null;
  /** Rows a day of answers to queries that name it. */
  readonly maxRowsPerDay: number | null;
  /** Refuse a plan that reads all of it where it is estimated to have more rows than this. */
  readonly blockFullScansOverRows: number | null;
}

/** Limits of a policy; null where it sets none. */
export interface PolicyLimits {
  /** Queries a minute of each principal. */
  readonly maxQueriesPerMinute: number | null;
  /** Queries an hour of each principal. */
  readonly maxQueriesPerHour: number | null;
  /** Rows a day of each principal. */
  readonly maxRowsPerDay: number | null;
  /** Rows of one answer. */
  readonly maxRowsPerQuery: number | null;
  /** Bytes of one answer. */
  readonly maxBytesPerQuery: number | null;
  /** The planner's cost above which a statement is refused. */
  readonly maxCost: number | null;
  /** Refuse a plan that reads all of a table of more rows. */
  readonly blockFullScansOverRows: number | null;
}

/** What holds for everybody, or on top of that for one role: a role can only narrow. */
export interface PolicyRules {
  /** What a table gets that no rule names; `deny` where `allow_tables` is given, unless said otherwise. */
  readonly default: "allow" | "deny";
  /** Tables that exist. */
  readonly allowTables: readonly TablePattern[];
  /** Tables that do not exist, whatever else says so. */
  readonly denyTables: readonly TablePattern[];
  /** Rules of single tables, which exist too. */
  readonly tables: readonly TableRules[];
  /** Tables that may be written with READ_ONLY=false. */
  readonly writableTables: readonly TablePattern[];
  /** Limits of queries. */
  readonly limits: PolicyLimits;
  /** Whether untrusted columns may be combined with other tables in one session. */
  readonly combineUntrusted: boolean;
}

/** A role's attribute values that a server may assert; `*` for any. */
export interface ServerGrant {
  /** The server's name, or `*`. */
  readonly server: string;
  /** The roles; `*` for any. */
  readonly roles: readonly string[];
  /** The values of each attribute; `*` for any. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** What all its principals together may ask and have; null for no bound of their own. */
  readonly maxQueriesPerHour: number | null;
  /** Rows a day of all of them. */
  readonly maxRowsPerDay: number | null;
}

/** A whole policy. */
export interface Policy {
  /** What holds for everybody: the ceiling. */
  readonly base: PolicyRules;
  /** What holds for a principal of that role, on top. */
  readonly roles: ReadonlyMap<string, PolicyRules>;
  /** Which roles and attributes each server may assert; empty: any. */
  readonly servers: readonly ServerGrant[];
  /** SHA-256 of the file's text, in hexadecimal. */
  readonly hash: string;
}
