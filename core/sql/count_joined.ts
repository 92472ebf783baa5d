// How many things a query joins. PostgreSQL pulls sub-selects up and plans all of them together, with
// memory that grows faster than their number; the arms of a set operation it plans one by one.

import { isTreeNode, nodeOfType, type TreeNode } from "./tree.ts";

const RANGES: readonly string[] = ["RangeVar", "RangeFunction", "RangeTableFunc", "JsonTable"];

/** The most tables, functions and the like that one arm of `root`, or of a query in it, joins at any depth. */
export function countJoined(root: TreeNode): number {
  return joinedIn({ SelectStmt: root }, 0);
}

/** What is nested deeper is refused elsewhere; here it counts as one. */
const MAX_DEPTH = 1_500;

function joinedIn(value: unknown, depth: number): number {
  if (depth > MAX_DEPTH) return 1;
  if (Array.isArray(value)) {
    return value.reduce((sum: number, each) => sum + joinedIn(each, depth + 1), 0);
  }
  if (!isTreeNode(value)) return 0;
  const select = nodeOfType(value, "SelectStmt") ?? value;
  if (isTreeNode(select.larg) && isTreeNode(select.rarg) && select.op !== undefined) {
    const { larg, rarg, ...rest } = select;
    const arms = [larg, rarg].map((arm) => joinedIn(arm, depth + 1));
    return Math.max(...arms) + joinedIn(rest, depth + 1);
  }
  let count = RANGES.some((type) => nodeOfType(value, type) !== null) ? 1 : 0;
  for (const key in value) count += joinedIn(value[key], depth + 1);
  return count;
}
