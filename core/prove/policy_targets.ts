// What the attacks on a policy are about: a table that it denies, a masked column, a filtered table,
// for whoever runs pgmcp on their own machine. It reads no row of a table.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { rulesForTable } from "../policy/rules_for_table.ts";
import type { Database } from "../ports/database.ts";
import type { CallOptions } from "../ports/query_executor.ts";

/** What a policy hides; null where it hides nothing of the kind. */
export interface PolicyTargets {
  readonly denied: { readonly schema: string; readonly name: string } | null;
  readonly masked: {
    readonly schema: string;
    readonly name: string;
    readonly column: string;
  } | null;
  readonly filtered: { readonly schema: string; readonly name: string } | null;
}

const PAGE_TABLES = 100;
const MAX_PAGES = 10;

/** Finds the first of each. Throws what the explorer throws. */
export async function findPolicyTargets(
  { explorer, policy }: Database,
  options: CallOptions,
): Promise<PolicyTargets> {
  let found: PolicyTargets = { denied: null, masked: null, filtered: null };
  if (policy === undefined) return found;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const request = { limit: PAGE_TABLES, ...(cursor === undefined ? {} : { cursor }) };
    const { tables, nextCursor } = await explorer.listTables(request, options);
    for (const { schema, name, kind } of tables) {
      if (kind !== "table") continue;
      const table = { schema, name };
      const ruling = rulesForTable(policy.policy, LOCAL_PRINCIPAL.role, table);
      if (ruling.kind === "denied") {
        found = { ...found, denied: found.denied ?? table };
        continue;
      }
      const [column] = ruling.masks.keys();
      const masked = column === undefined ? null : { ...table, column };
      const filtered = ruling.rowFilters.length > 0 ? table : null;
      found = {
        ...found,
        masked: found.masked ?? masked,
        filtered: found.filtered ?? filtered,
      };
    }
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}
