// A sub-query that stands for one value fails where it gives several rows.

import { bareNode, nodeList, nodeOfType, type TreeNode } from "../sql/tree.ts";
import { isUnlimitedAggregate } from "./aggregate_call.ts";

/** Whether a query, whose outputs are all total, gives one row at most. */
export function givesOneRow(query: TreeNode): boolean {
  if (query.larg !== undefined || query.limitOption === "LIMIT_OPTION_WITH_TIES") return false;
  const most = bareNode(nodeOfType(query.limitCount, "A_Const")?.ival);
  if (most !== null && (most.ival === undefined || most.ival === 1)) return true;
  if (query.groupClause !== undefined || query.valuesLists !== undefined) return false;
  if (query.fromClause === undefined) return true;
  return nodeList(query.targetList).some((target) => {
    const call = nodeOfType(nodeOfType(target, "ResTarget")?.val, "FuncCall");
    return call !== null && isUnlimitedAggregate(call);
  });
}
