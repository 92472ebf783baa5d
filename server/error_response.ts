// An error of the table as an HTTP response: always JSON, never a stack or a cause.

import { ERROR_TABLE, type ErrorCode, type PgmcpError } from "../core/errors.ts";

/** The response for an error, in the table's status: `{"error": {code, message, hint}}`. */
export function errorResponse(error: PgmcpError): Response {
  const { code, message, hint } = error;
  return Response.json({ error: { code, message, hint } }, { status: statusOf(code) });
}

/** The same at the MCP endpoint, where bodies are JSON-RPC 2.0 (section 5.1): our code is in `data`. */
export function rpcErrorResponse(error: PgmcpError): Response {
  const { code, message, hint } = error;
  return Response.json({
    jsonrpc: "2.0",
    id: null,
    error: { code: ERROR_TABLE[code].jsonRpcCode, message, data: { code, hint } },
  }, { status: statusOf(code) });
}

function statusOf(code: ErrorCode): number {
  return ERROR_TABLE[code].httpStatus;
}
