// Whether a host as a URL writes it is this machine.

import { isLoopback } from "../databases/postgres/is_loopback.ts";

/** Whether `hostname` is a loopback address or `localhost` (RFC 6761, section 6.3). */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || isLoopback(hostname.replace(/^\[|\]$/g, ""));
}
