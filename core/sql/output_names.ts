// The column names that a query surely has, read from its text alone. Used to
// tell a column from a call by attribute notation, so a doubtful name is left out.

import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNode,
  stringNodes,
  textField,
  unwrapNode,
} from "./tree.ts";
import type { TreeNode } from "./tree.ts";

/** Names of the columns of a query, given as a wrapped or bare `SelectStmt`. */
export function outputNames(query: unknown): ReadonlySet<string> {
  let select = nodeOfType(query, "SelectStmt") ?? bareNode(query);
  // A set operation is named by its left-most part.
  for (let left = bareNode(select?.larg); left !== null; left = bareNode(left.larg)) select = left;
  const names = new Set<string>();
  for (const entry of nodeList(select?.targetList)) {
    const target = nodeOfType(entry, "ResTarget");
    const name = target === null ? null : textField(target.name) ?? ownName(target.val);
    if (name !== null) names.add(name);
  }
  return names;
}

/** The name an expression gives its column without AS, for the plain cases. */
function ownName(value: unknown): string | null {
  const expression = unwrapNode(value);
  if (expression?.type === "ColumnRef") return stringNode(nodeList(expression.node.fields).at(-1));
  if (expression?.type === "FuncCall") return stringNodes(expression.node.funcname).at(-1) ?? null;
  return null;
}

/** The names in an `Alias`'s column list. */
export function aliasColumns(alias: TreeNode | null): readonly string[] {
  return stringNodes(alias?.colnames);
}
