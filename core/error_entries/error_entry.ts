// How one error code is shown, and the two kinds of them: SQL that is refused, and calls
// that fail.

/** How one code is shown: the HTTP status, the JSON-RPC code, a safe sentence, and what to do next. */
export interface ErrorEntry {
  /** HTTP status where the error ends a request. */
  readonly httpStatus: number;
  /** JSON-RPC 2.0 code, section 5.1; -32000 to -32099 are ours. */
  readonly jsonRpcCode: number;
  /** A sentence that is always safe to show. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly hint: string;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
}

/** A refusal of SQL. */
export function refusal(message: string, hint: string): ErrorEntry {
  return { httpStatus: 422, jsonRpcCode: -32010, message, hint, retryable: false };
}

/** Anything else that went wrong. */
export function failure(
  httpStatus: number,
  message: string,
  hint: string,
  retryable = false,
): ErrorEntry {
  return { httpStatus, jsonRpcCode: -32020, message, hint, retryable };
}
