// What a policy did to a statement: the masks of the columns it reads, the filters of its tables,
// and the rules behind them.

import type { TreeNode } from "../sql/tree.ts";
import type { CompiledPolicy, RelationRule } from "./compiled_policy.ts";
import { hiddenOrder, type OrderedRelations } from "./hidden_order.ts";
import { isOrderFree } from "./is_order_free.ts";
import type { PolicyFindings } from "./policy_findings.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** What is known of the statement beside what it means. */
export interface KnownOfStatement
  extends
    Pick<PolicyFindings, "hash" | "notes">,
    Pick<CompiledPolicy, "parents" | keyof OrderedRelations> {
  /** The statement's node. */
  readonly root: TreeNode;
  /** What each bound scan is, in order. */
  readonly rules: readonly (RelationRule | null)[];
}

/** Reads it from the bound statement. */
export function findFindings(
  meaning: StatementMeaning,
  known: KnownOfStatement,
): PolicyFindings {
  const { rules } = known;
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
    hiddenOrder: isOrderFree(known.root, meaning, known)
      ? null
      : hiddenOrder(meaning, rules, known),
  };
}
