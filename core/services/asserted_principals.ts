// An agent's database for one server: what the server says of its callers has to be what the
// policy lets it say. A server that was taken over can ask for no role and no tenant that it
// was not given.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import { refusePrincipal } from "../policy/admit_principal.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import type { GuardedDatabase } from "../ports/guarded_database.ts";
import type { CallOptions } from "../ports/query_executor.ts";

/** Holds what `server` asserts to the policy of `source`. */
export function assertedPrincipals<Guarded extends GuardedDatabase>(
  database: Guarded,
  { server, source }: { readonly server: string; readonly source: PolicySource },
): Guarded {
  async function admit<T>(call: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    const why = refusePrincipal(source.policy, call?.principal ?? LOCAL_PRINCIPAL, server);
    if (why === null) return await work();
    throw new PgmcpError("PGMCP_PERMISSION_DENIED", {
      message: `Cannot answer for this caller: ${why}.`,
      hint: "An operator can list them under servers in the agent's policy.",
    });
  }
  const { explorer, queries } = database;
  return {
    ...database,
    // They follow the policy.
    get limits() {
      return database.limits;
    },
    queries: {
      query: (query, call) => admit(call, () => queries.query(query, call)),
      explain: (query, call) => admit(call, () => queries.explain(query, call)),
    },
    explorer: {
      listSchemas: (call) => admit(call, () => explorer.listSchemas(call)),
      listTables: (request, call) => admit(call, () => explorer.listTables(request, call)),
      describeTable: (request, call) => admit(call, () => explorer.describeTable(request, call)),
    },
  };
}
