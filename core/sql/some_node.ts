// Walks what stands in a parse tree, without recursion: a statement may be nested deeply.

import { isTreeNode, type TreeNode } from "./tree.ts";

/** What the walk does after a node: ends, leaves out what is in it, or goes on. */
export type Visited = "found" | "leave out" | "go on";

/**
 * Whether `visit` finds something in `from`. It is given each node with the name of its type, or of
 * the field where the grammar allows one type only, and what holds it under that name.
 */
export function someNode(
  from: unknown,
  visit: (type: string, node: TreeNode, holder: TreeNode) => Visited,
): boolean {
  const open: unknown[] = [from];
  // A clause that is not there is undefined: it does not end the walk.
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next);
    if (!isTreeNode(next)) continue;
    for (const type in next) {
      const value = next[type];
      if (typeof value !== "object" || value === null) continue;
      const visited = isTreeNode(value) ? visit(type, value, next) : "go on";
      if (visited === "found") return true;
      if (visited === "go on") open.push(value);
    }
  }
  return false;
}
