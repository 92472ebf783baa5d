// Views that are shown though what they read is not, or not wholly: those that the policy names, and
// those over columns that are shown. Their rows may be seen; the plan of such a view is that of the
// tables under it, and counts the rows and holds the conditions that nobody is to see.

import type { RelationRule } from "./compiled_policy.ts";

/** The OIDs of those among `rules`, by OID. */
export function viewsOverHidden(
  rules: ReadonlyMap<string, RelationRule>,
): ReadonlySet<string> {
  const settled = new Map<string, boolean>();

  // However deep; views cannot read each other in a ring.
  function readsHidden(oid: string): boolean {
    const known = settled.get(oid);
    if (known !== undefined) return known;
    const rule = rules.get(oid);
    const isView = rule?.entry.kind === "v";
    settled.set(oid, false);
    const found = isView &&
      rule.entry.reads.some((read) =>
        rules.get(read.oid)?.kind !== "open" || readsHidden(read.oid)
      );
    settled.set(oid, found);
    return found;
  }

  return new Set(
    [...rules].filter(([oid, { kind }]) => kind === "open" && readsHidden(oid)).map(([oid]) => oid),
  );
}
