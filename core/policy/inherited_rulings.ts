// What a policy says of each relation, with what its parents hand down to it.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { CompileProblem, LineageNote } from "./compiled_policy.ts";
import { inheritRules } from "./inherit_rules.ts";
import type { Policy } from "./policy.ts";
import { rulesForTables, type TableRuling } from "./rules_for_table.ts";

/** The rulings of one policy for one role. */
export interface InheritedRulings {
  /** What holds for a relation. */
  of(entry: CatalogueEntry): TableRuling;
  /** What was found wrong among the relations that were asked for. */
  readonly problems: readonly CompileProblem[];
  /** What followed for those. */
  readonly lineage: readonly LineageNote[];
}

/** Makes them; `byOid` holds the relations there are. */
export function inheritedRulings(
  policy: Policy,
  role: string | null,
  byOid: ReadonlyMap<string, CatalogueEntry>,
): InheritedRulings {
  const ruled = rulesForTables(policy, role);
  const rulings = new Map<string, TableRuling>();
  const problems: CompileProblem[] = [];
  const lineage: LineageNote[] = [];

  function of(entry: CatalogueEntry): TableRuling {
    const known = rulings.get(entry.oid);
    if (known !== undefined) return known;
    let ruling = ruled(entry);
    const parents = entry.parents.map((oid) => byOid.get(oid)).filter((each) => each !== undefined);
    for (const parent of parents) {
      const inherited = inheritRules({ entry, ruling }, { entry: parent, ruling: of(parent) });
      problems.push(...inherited.problems);
      lineage.push(...inherited.lineage);
      ruling = inherited.ruling;
    }
    // What one parent hands down does not hold where another one is read, be it before it or after.
    for (const parent of parents.length > 1 ? parents : []) {
      problems.push(
        ...inheritRules({ entry, ruling }, { entry: parent, ruling: of(parent) }).problems,
      );
    }
    rulings.set(entry.oid, ruling);
    return ruling;
  }

  return { of, problems, lineage };
}
