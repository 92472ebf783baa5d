// What one request, or one session, may use and for whom: known before MCP begins, from
// the address and the key that came with it.

import { LOCAL_PRINCIPAL, type Principal } from "../../core/auth/principal.ts";
import type { Admission } from "../gates/admission.ts";
import { admittedDatabases } from "../tools/admitted_databases.ts";
import { type Served, type ServedDatabases, servedDatabases } from "../tools/served_databases.ts";

/** The databases of a request, and who asks. */
export interface RequestScope {
  readonly principal: Principal;
  /** The databases there are for it, now and while a session lasts. */
  readonly databases: ServedDatabases;
  /** Aborts with a `PgmcpError` when it ends while calls, sessions and streams are open; never by default. */
  readonly ended?: AbortSignal;
  /** The caller's trace context (W3C `traceparent`), where there is one. A session has none: its requests do. */
  readonly traceparent?: string;
}

/** The scope of whoever started pgmcp: everything. */
export function localScope(served: Served): RequestScope {
  return { principal: LOCAL_PRINCIPAL, databases: servedDatabases(served) };
}

/** The scope of whoever a gate let in: the databases they may use. */
export function admittedScope(admission: Admission, served: Served): RequestScope {
  const { principal, ended } = admission;
  const mayUse = (name: string) => admission.mayUse(name);
  return { principal, databases: admittedDatabases(servedDatabases(served), mayUse), ended };
}
