// The databases of this server's own configuration, and those that agents bring, as one list. Its
// own come first, and a name of its own is nobody else's.

import { PgmcpError } from "../../core/errors.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import type { ServedDatabases, ServedSummary } from "../tools/served_databases.ts";
import type { AgentDirectory, KnownDatabase } from "./agent_directory.ts";
import { routedDatabase, type RoutedDatabaseOptions } from "./routed_database.ts";

/** Makes the list; it is another array after every change of either. */
export function mergedDatabases(
  own: ServedDatabases,
  options: RoutedDatabaseOptions,
): ServedDatabases {
  const { agents } = options;
  const routed = new Map<string, GuardedDatabase>();
  let seen: {
    readonly own: readonly ServedSummary[];
    readonly brought: AgentDirectory["databases"];
  };
  let list: readonly ServedSummary[] | null = null;

  function ownNames(): ReadonlySet<string> {
    return new Set(own.list.map(({ name }) => name));
  }

  return {
    get list() {
      const now = { own: own.list, brought: agents.databases };
      if (list === null || seen.own !== now.own || seen.brought !== now.brought) {
        seen = now;
        const taken = ownNames();
        const brought = [...now.brought].filter(([name]) => !taken.has(name));
        list = [...now.own, ...brought.map(([name, known]) => summary(name, { known, agents }))];
        for (const name of routed.keys()) if (!now.brought.has(name)) routed.delete(name);
      }
      return list;
    },
    lease(name) {
      const owned = own.lease(name);
      if (owned !== null) return owned;
      if (!agents.databases.has(name)) return null;
      // One object a name, by which others remember what they know of it.
      const served = routed.get(name) ?? routedDatabase(name, options);
      routed.set(name, served);
      return { served, release() {} };
    },
  };
}

function summary(
  name: string,
  { known, agents }: { readonly known: KnownDatabase; readonly agents: AgentDirectory },
): ServedSummary {
  const { description, readOnly, limits, problem } = known.offered;
  return {
    name,
    description,
    readOnly,
    maxRows: limits.maxRows,
    problem: known.missingSinceMs !== null
      ? agents.unavailable(name)
      : problem === null
      ? null
      : new PgmcpError("PGMCP_DATABASE_UNREACHABLE", { message: problem }),
  };
}
