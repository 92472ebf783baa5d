// The columns of a relation that do not exist for a role: those that are denied or left out, and
// those that are made of what is hidden or masked: generated from it, or of the row type of a table
// that is not wholly shown.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { LineageNote } from "./compiled_policy.ts";
import type { PolicyLevel } from "./policy_levels.ts";
import type { AllowedTable, TableRuling } from "./rules_for_table.ts";

/** What is hidden of a relation. */
export interface HiddenColumns {
  /** By name, with the rule that hides it. */
  readonly columns: ReadonlyMap<string, string>;
  readonly lineage: readonly LineageNote[];
}

/** The columns of `entry` that `ruling`, and what follows from the rules of each level, hide. */
export function hiddenColumns(
  entry: CatalogueEntry,
  ruling: AllowedTable,
  levels: readonly PolicyLevel[],
): HiddenColumns {
  const columns = new Map<string, string>();
  for (const { name } of entry.columns) {
    const rule = ruleHiding(name, ruling);
    if (rule !== null) columns.set(name, rule);
  }
  const lineage: LineageNote[] = [];
  const plain = entry.columns.every(({ generatedFrom, typeSchema }) =>
    generatedFrom.length === 0 && typeSchema === "pg_catalog"
  );
  if (plain) return { columns, lineage };
  for (const level of levels) {
    const alone = level.rulings.of(entry);
    if (alone.kind === "denied") continue;
    for (const name of madeOfSecret(entry, alone, level)) {
      if (columns.has(name)) continue;
      columns.set(name, "lineage");
      lineage.push({
        object: `${entry.schema}.${entry.name}.${name}`,
        effect: "denied",
        reason:
          `It is made of what is masked, filtered or denied; name it in ${level.place} to show it`,
      });
    }
  }
  return { columns, lineage };
}

/** The numbers of the columns whose values `ruling` does not show. */
export function secretNumbers(entry: CatalogueEntry, ruling: AllowedTable): ReadonlySet<number> {
  const secret = entry.columns.filter(({ name }) =>
    ruling.masks.has(name) || ruleHiding(name, ruling) !== null
  );
  return new Set(secret.map(({ number }) => number));
}

/** The columns that are made of what the level hides, and not named by it themselves. */
export function madeOfSecret(
  entry: CatalogueEntry,
  ruling: AllowedTable,
  level: PolicyLevel,
): readonly string[] {
  const secret = secretNumbers(entry, ruling);
  return entry.columns.filter((column) => {
    const { generatedFrom, name } = column;
    const hides = (secret.size > 0 &&
      generatedFrom.some((source) => source <= 0 || secret.has(source))) ||
      level.rowsIn(column).some((rows) => isNarrowed(rows, level.rulings.of(rows)));
    return hides && !ruling.masks.has(name) && ruling.shownColumns?.has(name) !== true;
  }).map(({ name }) => name);
}

function isNarrowed(entry: CatalogueEntry, ruling: TableRuling): boolean {
  return ruling.kind === "denied" || ruling.rowFilters.length > 0 ||
    secretNumbers(entry, ruling).size > 0;
}

function ruleHiding(name: string, ruling: AllowedTable): string | null {
  const denied = ruling.deniedColumns.get(name);
  if (denied !== undefined) return denied;
  const unnamed = ruling.shownColumns !== null && !ruling.shownColumns.has(name);
  return unnamed ? ruling.columnRules.join(", ") : null;
}
