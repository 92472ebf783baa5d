// Column aliases by position on what a star stands for: `(SELECT * FROM t) AS x(a, b)`, a WITH query,
// a join. Without its hidden columns each alias would mean another column than the binder read.

import { bareNode, nodeList, nodeOfType, type TreeNode, unwrapNode } from "../sql/tree.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** The first query or join that is renamed so while a star of the statement stands for hidden columns; null for none. */
export function renamedStar(meaning: StatementMeaning): TreeNode | null {
  const { outputs, scans } = meaning.bound;
  const hides = [...outputs.values()].some(({ columns }) =>
    columns.some(({ origin }) => origin !== null && meaning.isHidden(origin))
  );
  if (!hides) return null;
  const tables = new Set(scans.map(({ node }) => node));
  const open: unknown[] = [...outputs.keys()].flatMap((select) => [
    ...nodeList(select.fromClause),
    ...nodeList(bareNode(select.withClause)?.ctes),
  ]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { type, node } = unwrapNode(next) ?? {};
    if (node === undefined) continue;
    if (type === "JoinExpr") open.push(node.larg, node.rarg);
    const names = type === "CommonTableExpr" ? node.aliascolnames : bareNode(node.alias)?.colnames;
    if (nodeList(names).length === 0) continue;
    // Relations themselves are refused by their scans; what else has no query is no star.
    if (type === "JoinExpr" || (type === "RangeVar" && !tables.has(node))) return node;
    const query = nodeOfType(node.subquery ?? node.ctequery, "SelectStmt");
    if (query !== null && hasStar(query)) return query;
  }
  return null;
}

/** Whether one of its arms selects a star; `TABLE t` does. */
function hasStar(select: TreeNode): boolean {
  const arms = [bareNode(select.larg), bareNode(select.rarg)];
  if (arms.some((arm) => arm !== null && hasStar(arm))) return true;
  return nodeList(select.targetList).some((entry) => {
    const value = nodeOfType(entry, "ResTarget")?.val;
    const reference = nodeOfType(value, "ColumnRef")?.fields;
    const parts = nodeList(reference ?? nodeOfType(value, "A_Indirection")?.indirection);
    return unwrapNode(parts.at(-1))?.type === "A_Star";
  });
}
