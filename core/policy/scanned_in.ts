// The relations that stand in a FROM clause itself, those of joins among them.

import { nodeList, type TreeNode, unwrapNode } from "../sql/tree.ts";

/** Their `RangeVar`s; with `sampled` only those of which TABLESAMPLE takes a part, else only the others. */
export function scannedIn(
  from: unknown,
  { sampled = false }: { readonly sampled?: boolean } = {},
): ReadonlySet<TreeNode> {
  const found = new Set<TreeNode>();
  const open = nodeList(from).map((item) => ({ item, part: false }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { type, node } = unwrapNode(next.item) ?? {};
    if (node === undefined) continue;
    if (type === "RangeVar" && next.part === sampled) found.add(node);
    if (type === "RangeTableSample") open.push({ item: node.relation, part: true });
    if (type === "JoinExpr") {
      open.push({ item: node.larg, part: false }, { item: node.rarg, part: false });
    }
  }
  return found;
}
