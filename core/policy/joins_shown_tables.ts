// Whether a join reads nothing but tables of which every column exists for the role: then what NATURAL
// JOIN compares is what it always did. Of a sub-query it is not looked what it hands on.

import { type TreeNode, unwrapNode } from "../sql/tree.ts";
import type { RelationRule } from "./compiled_policy.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** Looks at both sides of the `JoinExpr`; `rules` are those of the bound scans. */
export function joinsShownTables(
  join: TreeNode,
  { bound }: StatementMeaning,
  rules: readonly (RelationRule | null)[],
): boolean {
  const open: unknown[] = [join.larg, join.rarg];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { type, node } = unwrapNode(item) ?? {};
    if (type === "JoinExpr") {
      open.push(node?.larg, node?.rarg);
      continue;
    }
    const scan = type === "RangeVar" ? bound.scans.findIndex((each) => each.node === node) : -1;
    const rule = rules[scan];
    const whole = rule?.kind === "open" || (rule?.kind === "protected" && rule.hidden.size === 0);
    if (!whole) return false;
  }
  return true;
}
