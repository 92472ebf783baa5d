// The tables that a row filter may look into: those whose reading runs nothing. A view can call what
// its maker likes, and a foreign table can run a program or reach another server.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { ancestorsOf } from "./ancestors_of.ts";
import type { LookupTables } from "./bind_condition.ts";
import { relationKey } from "./compiled_policy.ts";

/** Finds them among `entries`; `byOid` holds the same. */
export function lookupTables(
  entries: readonly CatalogueEntry[],
  byOid: ReadonlyMap<string, CatalogueEntry>,
): LookupTables {
  // Few filters look anywhere: what finds tables by name is made for the first that does.
  let byName: ReadonlyMap<string, CatalogueEntry> | null = null;
  let withForeignPart: ReadonlySet<CatalogueEntry> | null = null;
  return {
    named(table) {
      byName ??= new Map(entries.map((entry) => [relationKey(entry), entry]));
      return byName.get(relationKey(table));
    },
    isPlain(entry) {
      withForeignPart ??= new Set(
        entries.filter(({ kind }) => kind === "f").flatMap((each) => ancestorsOf(each, byOid)),
      );
      return "rpm".includes(entry.kind) && !withForeignPart.has(entry);
    },
  };
}
