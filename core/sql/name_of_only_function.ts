// The name under which the columns of a function in FROM are read, where it has no alias.

import { nodeList, nodeOfType, stringNodes, type TreeNode } from "./tree.ts";

/** The name that `FROM f(x)` gives its rows; null for ROWS FROM and for what is no plain call. */
export function nameOfOnlyFunction(node: TreeNode): string | null {
  const [first, second] = nodeList(node.functions);
  const call = nodeOfType(nodeList(nodeOfType(first, "List")?.items)[0], "FuncCall");
  return call === null || second !== undefined ? null : stringNodes(call.funcname).at(-1) ?? null;
}
