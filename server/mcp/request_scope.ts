// What one request, or one session, may use and for whom: known before MCP begins, from
// the address and the key that came with it.

import { LOCAL_PRINCIPAL, type Principal } from "../../core/auth/principal.ts";
import { type Served, type ServedDatabases, servedDatabases } from "../tools/served_databases.ts";

/** The databases of a request, and who asks. */
export interface RequestScope {
  readonly principal: Principal;
  /** The databases there are for it, now and while a session lasts. */
  readonly databases: ServedDatabases;
}

/** The scope of whoever started pgmcp: everything. */
export function localScope(served: Served): RequestScope {
  return { principal: LOCAL_PRINCIPAL, databases: servedDatabases(served) };
}
