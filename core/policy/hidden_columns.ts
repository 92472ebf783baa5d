// The columns of a relation that do not exist for a role: those that are denied or left out, and
// those that are generated from what is hidden or masked.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { LineageNote } from "./compiled_policy.ts";
import type { PolicyLevel } from "./policy_levels.ts";
import type { AllowedTable } from "./rules_for_table.ts";

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
  if (entry.columns.every(({ generatedFrom }) => generatedFrom.length === 0)) {
    return { columns, lineage };
  }
  for (const level of levels) {
    const alone = level.rulings.of(entry);
    if (alone.kind === "denied") continue;
    for (const name of generatedFromSecret(entry, alone)) {
      if (columns.has(name)) continue;
      columns.set(name, "lineage");
      lineage.push({
        object: `${entry.schema}.${entry.name}.${name}`,
        effect: "denied",
        reason:
          `It is generated from a column that is masked or denied; name it in ${level.place} to show it`,
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

/** The columns that are generated from a secret one and not named themselves. */
export function generatedFromSecret(
  entry: CatalogueEntry,
  ruling: AllowedTable,
): readonly string[] {
  const secret = secretNumbers(entry, ruling);
  if (secret.size === 0) return [];
  return entry.columns.filter(({ name, generatedFrom }) =>
    generatedFrom.some((source) => source <= 0 || secret.has(source)) &&
    !ruling.masks.has(name) && ruling.shownColumns?.has(name) !== true
  ).map(({ name }) => name);
}

function ruleHiding(name: string, ruling: AllowedTable): string | null {
  const denied = ruling.deniedColumns.get(name);
  if (denied !== undefined) return denied;
  const unnamed = ruling.shownColumns !== null && !ruling.shownColumns.has(name);
  return unnamed ? ruling.columnRules.join(", ") : null;
}
