// Whether the condition of an UPDATE or DELETE could be tried on rows of its target that a row
// filter hides. The target of a write cannot be fenced, as a table that is read can: only leakproof
// comparisons may name it. What does not name it is evaluated on other rows, which are all fenced.

import { someNode } from "../sql/some_node.ts";
import { nodeList, nodeOfType, type TreeNode } from "../sql/tree.ts";
import { conjuncts } from "./conjuncts.ts";
import { isLeakproofComparison } from "./leakproof.ts";
import { needsFence, varies } from "./needs_fence.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** Whether `condition` may leak rows of the scan `target`. */
export function leaksOnTarget(
  condition: unknown,
  target: number,
  meaning: StatementMeaning,
): boolean {
  return conjuncts(condition).some((part) => {
    // The same for all rows, it is tried before any of them; what varies is tried on each.
    if (!namesScan(part, target, meaning)) return varies(part);
    const link = nodeOfType(part, "SubLink");
    if (link !== null && isPlainMembership(link, target, meaning)) return false;
    return needsFence({ whereClause: part }, meaning);
  });
}

/** `column IN (SELECT …)` where the query does not name the target: it is run by itself. */
function isPlainMembership(link: TreeNode, target: number, meaning: StatementMeaning): boolean {
  const plain = link.subLinkType === "ANY_SUBLINK" && nodeList(link.operName).length === 0;
  if (!plain || namesScan(link.subselect, target, meaning)) return false;
  if (needsFence({ whereClause: { NullTest: { arg: link.testexpr } } }, meaning)) return false;
  const tested = meaning.typeOf(link.testexpr);
  const found = meaning.typeOf({
    SubLink: { subLinkType: "EXPR_SUBLINK", subselect: link.subselect },
  });
  return tested !== null && found !== null && isLeakproofComparison(tested, found);
}

/** Whether a reference in `expression` means the scan, or may. */
function namesScan(expression: unknown, scan: number, meaning: StatementMeaning): boolean {
  return someNode(expression, (type, node) => {
    return type === "ColumnRef" && mayMean(node, scan, meaning) ? "found" : "go on";
  });
}

function mayMean(node: TreeNode, scan: number, meaning: StatementMeaning): boolean {
  const means = meaning.of(node);
  switch (means?.kind) {
    case "column":
      return means.scan === scan;
    case "derived":
      return means.origin?.scan === scan;
    case "output":
      return false;
    case "row":
      return means.scan === scan;
    // A star in a sub-query stands for what its own FROM has, which is never the target.
    case "star":
      return nodeList(node.fields).length > 1;
    default:
      return true;
  }
}
