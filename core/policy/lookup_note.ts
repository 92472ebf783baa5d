// What follows from a row filter that reads another table: that table is seen through it as it is.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { LineageNote } from "./compiled_policy.ts";
import type { TableRuling } from "./rules_for_table.ts";

/** Says that the filter of `entry` reads `table`, of which the policy says `ruling`. */
export function lookupNote(
  entry: CatalogueEntry,
  table: CatalogueEntry,
  ruling: TableRuling,
): LineageNote {
  const writable = ruling.kind === "allowed" && ruling.writable;
  return {
    object: `${entry.schema}.${entry.name}`,
    effect: "protected",
    reason:
      `Its row filter reads ${table.schema}.${table.name} as it is, whatever the policy hides of it${
        writable ? "; that table is writable, and whoever writes there chooses rows here" : ""
      }`,
  };
}
