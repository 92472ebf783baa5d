// A condition taken apart at its ANDs, as PostgreSQL does before it decides where each part is tried.

import { nodeList, nodeOfType } from "../sql/tree.ts";

/** Its parts; none where there is no condition. */
export function conjuncts(condition: unknown): readonly unknown[] {
  if (condition === undefined) return [];
  const and = nodeOfType(condition, "BoolExpr");
  return and?.boolop === "AND_EXPR" ? nodeList(and.args).flatMap(conjuncts) : [condition];
}
