// What a SELECT puts rows together by: GROUP BY, and DISTINCT. Of each part, which constant mask makes
// it the same for every row. An output column that is named by its place or its name stands for what
// it shows.

import { bareNode, nodeList, nodeOfType, type TreeNode, unwrapNode } from "../sql/tree.ts";
import { constantOutput } from "./constant_output.ts";
import { maskedParts } from "./masked_parts.ts";
import type { ProtectedColumn, StatementMeaning } from "./statement_meaning.ts";

/** Parts that rows are put together by at once. */
export interface Grouping {
  /** For each part the masked column that it is the same for every row by; null for what may differ. */
  readonly constants: readonly (ProtectedColumn | null)[];
  /** Whether rows are grouped in several ways, by some of the parts each: GROUPING SETS and its like. */
  readonly several: boolean;
}

/** The groupings of `select` itself. */
export function groupedBy(select: TreeNode, meaning: StatementMeaning): readonly Grouping[] {
  const groups = nodeList(select.groupClause);
  const distinct = nodeList(select.distinctClause);
  const found: Grouping[] = [];
  if (groups.length > 0) {
    const several = groups.some((group) => nodeOfType(group, "GroupingSet") !== null);
    const constants = flattened(groups).map((each) => constantOf(each, select, meaning));
    found.push({ constants, several });
  }
  if (distinct.length > 0) {
    // Plain DISTINCT is an empty node: it compares all there is.
    const plain = distinct.every((each) => unwrapNode(each) === null);
    const constants = plain
      ? outputsOf(select, meaning).map((output) => constantOutput(output, meaning))
      : distinct.map((each) => constantOf(each, select, meaning));
    found.push({ constants, several: false });
  }
  return found;
}

function flattened(groups: readonly unknown[]): readonly unknown[] {
  return groups.flatMap((group): readonly unknown[] => {
    const { type, node } = unwrapNode(group) ?? {};
    if (type === "GroupingSet") return flattened(nodeList(node?.content));
    const row = type === "RowExpr" && node?.row_format === "COERCE_IMPLICIT_CAST";
    return row ? flattened(nodeList(node?.args)) : [group];
  });
}

function constantOf(
  expression: unknown,
  select: TreeNode,
  meaning: StatementMeaning,
): ProtectedColumn | null {
  const place = bareNode(nodeOfType(expression, "A_Const")?.ival)?.ival;
  const reference = nodeOfType(expression, "ColumnRef");
  const means = reference === null ? null : meaning.of(reference);
  const outputs = outputsOf(select, meaning);
  const output = typeof place === "number"
    ? outputs[place - 1]
    : means?.kind === "output"
    ? outputs.find(({ name }) => name === means.name)
    : undefined;
  return output === undefined
    ? maskedParts(expression, meaning).constant
    : constantOutput(output, meaning);
}

function outputsOf(select: TreeNode, meaning: StatementMeaning) {
  return meaning.bound.outputs.get(select)?.columns ?? [];
}
