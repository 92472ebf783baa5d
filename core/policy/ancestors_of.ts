// The tables that a relation is a part of: those it is a partition or an inheritance child of.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";

/** The relation's parents, and theirs; `byOid` holds the relations there are. */
export function ancestorsOf(
  entry: CatalogueEntry,
  byOid: ReadonlyMap<string, CatalogueEntry>,
): readonly CatalogueEntry[] {
  const found = new Set([entry]);
  for (const { parents } of found) {
    for (const oid of parents) {
      const parent = byOid.get(oid);
      if (parent !== undefined) found.add(parent);
    }
  }
  return [...found].slice(1);
}
