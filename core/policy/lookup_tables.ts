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
  const byName = new Map(entries.map((entry) => [relationKey(entry), entry]));
  const withForeignPart = new Set(
    entries.filter(({ kind }) => kind === "f").flatMap((entry) => ancestorsOf(entry, byOid)),
  );
  return {
    named: (table) => byName.get(relationKey(table)),
    isPlain: (entry) => "rpm".includes(entry.kind) && !withForeignPart.has(entry),
  };
}
