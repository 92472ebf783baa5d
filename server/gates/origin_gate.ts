// Lets through requests of programs, which send no Origin, and of web pages from
// names we serve. MCP (Streamable HTTP, "Security Warning") requires this check.

import { PgmcpError } from "../../core/errors.ts";
import { hostName } from "./host_name.ts";

/** The refusal of a request from a web origin whose name is not in `allowedNames` (any scheme and port), or null. */
export function refuseOrigin(request: Request, allowedNames: readonly string[]): PgmcpError | null {
  const origin = request.headers.get("origin");
  if (origin === null) return null;
  // "null", the origin of sandboxed pages and files, has no name.
  const name = origin.includes("://") ? hostName(origin) : null;
  if (name !== null && allowedNames.includes(name)) return null;
  return new PgmcpError("PGMCP_ORIGIN_NOT_ALLOWED");
}
