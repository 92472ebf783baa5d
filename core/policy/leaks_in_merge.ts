// Whether a join by USING or NATURAL could be tried on rows that a row filter hides, and tell of
// them by failing.

import type { TreeNode } from "../sql/tree.ts";
import { isLeakproofComparison } from "./leakproof.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** USING and NATURAL compare without an expression. */
export function leaksInMerge(join: TreeNode, meaning: StatementMeaning): boolean {
  if (join.isNatural !== true && join.usingClause === undefined) return false;
  const bound = meaning.bound.joins.find(({ node }) => node === join);
  if (bound === undefined || bound.mayMergeMore) return true;
  const types = bound.origins.map(({ scan, attnum }) => {
    const column = meaning.bound.scans[scan]?.relation?.columns.find((each) =>
      each.attnum === attnum
    );
    const type = column?.type ?? null;
    const name = type === null || type.array || type.schema !== "pg_catalog" ? null : type.name;
    return { merged: column?.name ?? "", name };
  });
  // Each name comes from both sides, as a column of a table; else it is not known what is compared.
  return bound.columns.some((merged) => {
    const [left, right, more] = types.filter((type) => type.merged === merged);
    return left === undefined || right === undefined || more !== undefined ||
      left.name === null || right.name === null || !isLeakproofComparison(left.name, right.name);
  }) || hasComputed(bound.origins, meaning);
}

function hasComputed(
  origins: readonly { readonly scan: number; readonly attnum: number }[],
  meaning: StatementMeaning,
): boolean {
  return origins.some(({ scan, attnum }) => {
    const column = meaning.columnAt(scan, attnum);
    return column !== null && (column.shown.mask !== null || meaning.isComputed(column));
  });
}
