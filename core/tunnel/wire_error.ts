// An error on its way through the tunnel: code, safe message and hint of the error table; never
// its cause. What comes out has a code that this side knows, whatever was put in.

import { ERROR_TABLE, PgmcpError } from "../errors.ts";
import { isRecord } from "./json_rpc.ts";
import { isErrorCode } from "./read_answer.ts";

/** JSON-RPC's error object (section 5.1). */
export type WireError = Readonly<Record<string, unknown>>;

/** The longest text of an error that is taken over, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 16 * 1024;

/** `error` as it crosses; what is not ours is PGMCP_INTERNAL without its text. */
export function toWireError(error: unknown): WireError {
  const shown = error instanceof PgmcpError ? error : new PgmcpError("PGMCP_INTERNAL");
  const { code, message, hint, sqlState } = shown;
  return {
    code: ERROR_TABLE[code].jsonRpcCode,
    message,
    data: { code, hint, ...(sqlState === undefined ? {} : { sqlState }) },
  };
}

/** The error that crossed. */
export function fromWireError(error: WireError): PgmcpError {
  const { message, data } = error;
  const code = isRecord(data) ? data.code : undefined;
  // A newer agent may know codes that are unknown here: what it says is not shown then.
  if (!isRecord(data) || !isErrorCode(code)) return new PgmcpError("PGMCP_INTERNAL");
  const { hint, sqlState } = data;
  return new PgmcpError(code, {
    ...(isText(message) ? { message } : {}),
    ...(isText(hint) ? { hint } : {}),
    ...(typeof sqlState === "string" && /^[0-9A-Z]{5}$/.test(sqlState) ? { sqlState } : {}),
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_TEXT_LENGTH;
}
