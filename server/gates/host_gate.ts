// Lets through only requests for a name we serve. A web page can point its own
// name at 127.0.0.1 (DNS rebinding), but cannot change the Host header it sends.

import { PgmcpError } from "../../core/errors.ts";
import { hostName } from "./host_name.ts";

/** The refusal of a request whose Host is not in `allowedNames` (any port), or null. */
export function refuseHost(request: Request, allowedNames: readonly string[]): PgmcpError | null {
  // In-process requests have no Host header; their URL says it.
  const name = hostName(request.headers.get("host") ?? new URL(request.url).host);
  if (name !== null && allowedNames.includes(name)) return null;
  return new PgmcpError("PGMCP_HOST_NOT_ALLOWED");
}
