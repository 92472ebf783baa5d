// Whether a statement may make long values of its own when it runs: by aggregates that collect, by
// sub-selects as arrays, by recursion, by functions that lengthen. Only then does it matter what two
// columns come to that are no table's.

import {
  BOUNDED_FUNCTIONS,
  COLLECTING_FUNCTIONS,
  COLLECTING_NODES,
  GROWING_FUNCTIONS,
} from "./allow_lists/bounded_functions.ts";
import type { StatementFacts } from "./facts.ts";
import { isTreeNode, type TreeNode } from "./tree.ts";

/** Whether the statement of these facts may. */
export function makesValues(facts: StatementFacts): boolean {
  const calls = facts.functions.some(({ name }) =>
    COLLECTING_FUNCTIONS.has(name) || BOUNDED_FUNCTIONS.has(name) || GROWING_FUNCTIONS.has(name)
  );
  // The first SELECT holds the others, but for a write.
  return calls || facts.selects.slice(0, facts.access === "read" ? 1 : undefined).some(holdsMaker);
}

function holdsMaker(select: TreeNode): boolean {
  const open: unknown[] = [select];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) { for (const each of next) open.push(each); }
    else if (isTreeNode(next)) {
      if (next.recursive === true || next.subLinkType === "ARRAY_SUBLINK") return true;
      for (const field in next) {
        if (COLLECTING_NODES.has(field) || field === "RangeTableFunc") return true;
        const content = next[field];
        if (typeof content === "object") open.push(content);
      }
    }
  }
  return false;
}
