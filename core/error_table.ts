// Every failure pgmcp can report, in one table: what crosses a wire comes from
// here, so that no row value and no secret can ride along in an error's text.
// Refusals by the guard are values (see sql/verdict.ts) that carry the same codes.

import type { ErrorCode } from "./error_code.ts";
import { CALL_ERRORS } from "./error_entries/call_errors.ts";
import type { ErrorEntry } from "./error_entries/error_entry.ts";
import { GUARD_ERRORS } from "./error_entries/guard_errors.ts";
import { SERVER_ERRORS } from "./error_entries/server_errors.ts";

export type { ErrorCode, ErrorEntry };

/** The one table from code to status, message and hint; the README's list is made from it. */
export const ERROR_TABLE: Readonly<Record<ErrorCode, ErrorEntry>> = {
  ...GUARD_ERRORS,
  ...CALL_ERRORS,
  ...SERVER_ERRORS,
};
