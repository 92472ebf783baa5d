// An error of the table as an HTTP response: always JSON, never a stack or a cause.

import { ERROR_TABLE, type ErrorCode, type PgmcpError } from "../core/errors.ts";

/** What the headers of an error's response say besides. */
export interface ErrorResponseOptions {
  /** When to call again, in seconds (RFC 9110, section 10.2.3). */
  readonly retryAfterSeconds?: number;
}

/** The response for an error, in the table's status: `{"error": {code, message, hint}}`. */
export function errorResponse(error: PgmcpError, options: ErrorResponseOptions = {}): Response {
  const { code, message, hint } = error;
  return Response.json({ error: { code, message, hint } }, head(code, options));
}

/** The same at the MCP endpoint, where bodies are JSON-RPC 2.0 (section 5.1): our code is in `data`. */
export function rpcErrorResponse(error: PgmcpError, options: ErrorResponseOptions = {}): Response {
  const { code, message, hint } = error;
  return Response.json({
    jsonrpc: "2.0",
    id: null,
    error: { code: ERROR_TABLE[code].jsonRpcCode, message, data: { code, hint } },
  }, head(code, options));
}

function head(code: ErrorCode, { retryAfterSeconds }: ErrorResponseOptions): ResponseInit {
  const status = ERROR_TABLE[code].httpStatus;
  return {
    status,
    headers: {
      ...(status === 401 ? { "www-authenticate": challenge(code) } : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
  };
}

/** What a request would have to come with (RFC 6750, section 3). */
function challenge(code: ErrorCode): string {
  const given = code === "PGMCP_KEY_REQUIRED" ? "" : ', error="invalid_token"';
  return `Bearer realm="pgmcp"${given}`;
}
