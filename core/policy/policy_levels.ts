// A policy's levels, each as if it stood alone: what holds for everybody, and what a role's rules
// add. What one level hides only that level can show again by naming what is made of it: a role
// names things to narrow what it sees, and everybody's rules do not know what a role hides.

import type { CatalogueColumn, CatalogueEntry } from "../ports/protection_catalogue.ts";
import { relationKey } from "./compiled_policy.ts";
import { type InheritedRulings, inheritedRulings } from "./inherited_rulings.ts";
import type { Policy } from "./policy.ts";
import { levelsOf } from "./rules_for_table.ts";
import { isGlob, matchesTable } from "./table_pattern.ts";

/** One level. */
export interface PolicyLevel {
  readonly rulings: InheritedRulings;
  /** Whether a rule of it names the relation itself, and not by a pattern that it happens to match. */
  names(entry: CatalogueEntry): boolean;
  /** The relations whose rows a column holds, by themselves or in arrays, domains and composites. */
  rowsIn(column: CatalogueColumn): readonly CatalogueEntry[];
  /** Whether it holds for everybody. */
  readonly base: boolean;
  /** Where to name what it hides, for a sentence. */
  readonly place: string;
}

/** The levels that hold for `role`; none where the policy does not know it. */
export function policyLevels(
  policy: Policy,
  role: string | null,
  byOid: ReadonlyMap<string, CatalogueEntry>,
): readonly PolicyLevel[] {
  const byType = new Map([...byOid.values()].map((entry) => [relationKey(entry), entry]));
  return (levelsOf(policy, role) ?? []).map(({ path, rules }) => {
    const alone = { ...policy, base: rules, roles: new Map() };
    const named = [...rules.allowTables, ...rules.tables.map(({ pattern }) => pattern)]
      .filter((pattern) => !isGlob(pattern));
    return {
      rulings: inheritedRulings(alone, null, byOid),
      names: (entry) => named.some((pattern) => matchesTable(pattern, entry)),
      rowsIn({ typeSchema, typeName, types = [] }) {
        // The type of an array of them has an underscore before its name.
        const named = [{ schema: typeSchema, name: typeName }, {
          schema: typeSchema,
          name: typeName.replace(/^_/, ""),
        }, ...types];
        return [...new Set(named.map((type) => byType.get(relationKey(type))))]
          .filter((entry) => entry !== undefined);
      },
      base: path === "",
      place: path === "" ? "the policy" : `the policy's ${path.slice(0, -1)}`,
    };
  });
}
