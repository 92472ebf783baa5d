// The port through which a checked statement reaches a database: one call, one
// statement, one transaction. It knows nothing of policy or of MCP. Everything
// that crosses it is plain data, so that it can cross a tunnel too.

import type { Principal } from "../auth/principal.ts";
import type { CatalogueEvidence } from "./catalogue_evidence.ts";

/** The limits a statement runs under. */
export interface QueryLimits {
  /** The most rows returned; one more is read to know whether there were more. */
  readonly maxRows: number;
  /** The most bytes of values kept; reading stops at the first row past it. */
  readonly maxBytes: number;
  /** How long the statement may run in the database, in milliseconds. */
  readonly timeoutMs: number;
}

/** The client's own text inside the text that is sent, so that an error's position can be shown in it. */
export interface SourceText {
  /** What the client wrote. */
  readonly sql: string;
  /** Where it starts in the sent text, in UTF-16 code units. */
  readonly offset: number;
}

/** Scans that give rows in the order of an index; `index scans` holds the index-only ones too. */
export type HiddenOrder = "index-only scans" | "index scans";

/** A statement the guard let through. */
export interface QueryRequest {
  /** The exact text to run: one statement, already checked and rewritten. */
  readonly sql: string;
  /** `read`: a READ ONLY transaction, always rolled back. `write`: committed. */
  readonly access: "read" | "write";
  /** The limits it runs under. */
  readonly limits: QueryLimits;
  /** The client's text, where `sql` wraps it; by default `sql` is the client's text. */
  readonly source?: SourceText;
  /** The values of `$1` and on, as text; they stand in no message and no report. None by default. */
  readonly values?: readonly (string | null)[];
  /** Suggest no names in errors: the nearest one may be hidden from the caller. False by default. */
  readonly withoutSuggestions?: boolean;
  /** What the statement was let through upon: it runs only where that is still so. Nothing by default. */
  readonly evidence?: readonly CatalogueEvidence[];
  /** Scans not to read tables by, for their order would tell of hidden values; none by default. */
  readonly without?: HiddenOrder;
  /** Whether it is not to be spread over several processes, which could not be stopped; false by default. */
  readonly alone?: boolean;
}

/** A column of a result, in the order of the row description. */
export interface QueryColumn {
  /** The name as the database gave it; names may repeat. */
  readonly name: string;
  /** The type's OID (`pg_type.oid`). */
  readonly typeOid: number;
  /** The type's name as PostgreSQL writes it, such as `timestamp with time zone`; of a user's type its own name. */
  readonly typeName: string;
}

/** The rows of one statement, as text, exactly as the database wrote them. */
export interface QueryResult {
  /** The columns; empty where the statement returns no rows. */
  readonly columns: readonly QueryColumn[];
  /** Each row's values in PostgreSQL's text format; null is SQL's NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What cut the rows short, if anything did. */
  readonly truncatedBy: "rows" | "bytes" | null;
  /** Rows a write touched; null for a read. */
  readonly affectedRows: number | null;
  /** Time from sending the statement to its last row, in milliseconds. */
  readonly durationMs: number;
  /** The session's `TimeZone`, in which timestamps were written. */
  readonly timeZone: string;
}

/** A result and what the database says of where it comes from. */
export interface ExecutedResult extends QueryResult {
  /** The column that each column comes from unchanged, as `table OID.number`; null for none. */
  readonly origins?: readonly (string | null)[];
}

/** What a call is doing, for whoever waits for it. */
export type CallPhase = "checking the SQL" | "running in the database";

/** Options of a call that waits. */
export interface CallOptions {
  /** Aborting it cancels the statement in the database. */
  readonly signal?: AbortSignal;
  /** Who asks; `LOCAL_PRINCIPAL` by default. */
  readonly principal?: Principal;
  /** How long the caller still waits, in milliseconds; no bound of its own by default. */
  readonly deadlineMs?: number;
  /** The caller's trace context (W3C `traceparent`), to go with the call. */
  readonly traceparent?: string;
  /** Hears what the call is doing as it begins to. */
  readonly onPhase?: (phase: CallPhase) => void;
}

/** Runs checked statements against one database. */
export interface QueryExecutor {
  /**
   * Runs one statement in its own transaction and returns its rows.
   *
   * Throws a `PgmcpError`: the database's own error without row values
   * (`PGMCP_QUERY_FAILED`, `PGMCP_UNDEFINED_NAME`, `PGMCP_PERMISSION_DENIED`),
   * a limit (`PGMCP_QUERY_TIMEOUT`, `PGMCP_CANCELLED`, `PGMCP_RESULT_TOO_LARGE`,
   * `PGMCP_BUSY`), evidence that holds no longer (`PGMCP_CATALOGUE_CHANGED`), or a lost database (`PGMCP_DATABASE_UNREACHABLE`,
   * `PGMCP_AUTHENTICATION_FAILED`, `PGMCP_CONNECTION_LOST`).
   */
  execute(request: QueryRequest, options?: CallOptions): Promise<ExecutedResult>;
}
