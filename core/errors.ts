// The one error class. Its codes, safe sentences and hints stand in the error table,
// so that no row value and no secret can ride along in an error's text.

import { ERROR_TABLE, type ErrorCode, type ErrorEntry } from "./error_table.ts";

export { ERROR_TABLE, type ErrorCode, type ErrorEntry } from "./error_table.ts";

/** Options of {@linkcode PgmcpError}. */
export interface PgmcpErrorOptions {
  /** A safe, specific sentence; the table's by default. It may quote the caller's own words, never a row value or secret. */
  readonly message?: string;
  /** What to do; the table's by default. */
  readonly hint?: string;
  /** SQLSTATE, where the database reported one (PostgreSQL, appendix A). */
  readonly sqlState?: string;
  /** What went wrong underneath; for the log, never for a client. */
  readonly cause?: unknown;
}

/** The one error class: a code of the table, a safe message, a hint. */
export class PgmcpError extends Error {
  /** The stable code. */
  readonly code: ErrorCode;
  /** What the reader can do about it. */
  readonly hint: string;
  /** SQLSTATE, where the database reported one. */
  readonly sqlState?: string;

  /** Makes an error of `code`; message and hint come from the table unless given. */
  constructor(code: ErrorCode, options: PgmcpErrorOptions = {}) {
    const entry: ErrorEntry = ERROR_TABLE[code];
    super(options.message ?? entry.message, { cause: options.cause });
    this.name = "PgmcpError";
    this.code = code;
    this.hint = options.hint ?? entry.hint;
    if (options.sqlState !== undefined) this.sqlState = options.sqlState;
  }
}
