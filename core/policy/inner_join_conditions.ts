// The conditions of the joins in a FROM clause that hold for every row that comes out of it.

import { nodeList, nodeOfType } from "../sql/tree.ts";

/** Those of inner joins, as far as they stand in no outer one. */
export function innerJoinConditions(from: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const open: unknown[] = [...nodeList(from)];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const join = nodeOfType(item, "JoinExpr");
    // Under an outer join rows of the kept side stay though the condition fails.
    if (join === null || join.jointype !== "JOIN_INNER") continue;
    found.push(join.quals);
    open.push(join.larg, join.rarg);
  }
  return found;
}
