// What a policy did to a statement: the masks of the columns it reads, the filters of its tables,
// and the rules behind them.

import type { CompiledPolicy, RelationRule } from "./compiled_policy.ts";
import { hiddenOrder } from "./hidden_order.ts";
import type { PolicyFindings } from "./policy_findings.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** Reads it from the bound statement; `rules` are those of its scans, in order. */
export function findFindings(
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
  known: Pick<PolicyFindings, "hash" | "notes"> & Pick<CompiledPolicy, "viewsOverHidden">,
): PolicyFindings {
  const fired = new Set<string>();
  const maskedColumns = new Set<string>();
  const filteredTables = new Set<string>();
  for (const [index, scan] of meaning.bound.scans.entries()) {
    const rule = rules[index];
    if (rule?.kind !== "protected") continue;
    const table = `${rule.entry.schema}.${rule.entry.name}`;
    for (const { rule: path } of rule.filters) {
      filteredTables.add(table);
      fired.add(path);
    }
    for (const read of scan.reads) {
      // That a star leaves out columns is not told: their rules hold their names.
      const mask = meaning.maskAt(index, read.attnum);
      if (mask === null) continue;
      maskedColumns.add(`${table}.${read.name}`);
      fired.add(mask.rule);
    }
  }
  return {
    hash: known.hash,
    rules: [...fired],
    maskedColumns: [...maskedColumns],
    filteredTables: [...filteredTables],
    notes: known.notes,
    hiddenOrder: hiddenOrder(meaning, rules, known.viewsOverHidden),
  };
}
