// Columns that a statement compares without naming them, or naming each once for two tables: NATURAL
// JOIN, USING, `ROW(a.*) = ROW(b.*)`. Each pair is a clause to the planner, which holds clauses
// against one another: 40 joins of 800 columns, 8 kB of text, plan for minutes, and no timeout ends
// that. Refuses what compares too many.

import type { BoundStatement } from "./bind/bound_statement.ts";
import type { StatementFacts } from "./facts.ts";
import type { Refusal } from "./refusal.ts";
import { isTreeNode, nodeList, nodeOfType, type TreeNode, unwrapNode } from "./tree.ts";

/** The most pairs of columns: 3,000 plan in a second or two, 30,000 in minutes. */
const MAX_COMPARED_COLUMNS = 1_000;

/** The columns of a relation that nobody knows yet. */
const USUAL_COLUMNS = 50;

/** Whether the statement may compare columns that it does not name: then it is bound, for their number. */
export function comparesUnnamed(facts: StatementFacts): boolean {
  if (facts.ranges.length > 2 && facts.selects.some(hasNaturalJoin)) return true;
  return hasManyStars(facts) || namesRow(facts);
}

/** Refuses a statement that compares too many columns. */
export function judgeComparisons(facts: StatementFacts): Refusal | null {
  if (facts.ranges.length <= 2 && !hasManyStars(facts)) return null;
  const compared = countCompared(facts);
  if (compared <= MAX_COMPARED_COLUMNS) return null;
  return {
    code: "PGMCP_SQL_TOO_COMPLEX",
    message: `The statement compares more than ${MAX_COMPARED_COLUMNS} pairs of columns`,
    hint: "Join by the key, ON a.id = b.id, and compare the columns that matter by their names.",
    fragment: null,
    location: null,
  };
}

function countCompared(facts: StatementFacts): number {
  const widest = widestRow(facts);
  let compared = 0;
  if (facts.bound !== null) {
    for (const join of facts.bound.joins) {
      const { length } = join.columns;
      compared += join.mayMergeMore ? Math.max(length, USUAL_COLUMNS) : length;
    }
  }
  const rows = new Set(
    facts.bound?.references.filter(({ means }) => means.kind === "row").map(({ node }) => node),
  );
  // The first SELECT holds the others, but for a write.
  const open: unknown[] = [...facts.access === "read" ? facts.selects.slice(0, 1) : facts.selects];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) { for (const each of next) open.push(each); }
    else if (isTreeNode(next)) {
      const isRow = (operand: unknown): boolean => isWholeRow(operand, rows);
      if ([next.lexpr, next.rexpr, next.testexpr].some(isRow)) compared += widest;
      if (facts.bound === null) {
        if (next.isNatural === true) compared += widest;
        compared += nodeList(next.usingClause).length;
      }
      for (const content of Object.values(next)) {
        if (typeof content === "object") open.push(content);
      }
    }
  }
  return compared;
}

function widestRow({ bound, selects }: StatementFacts): number {
  const known = bound === null
    ? selects.map(({ targetList }) => nodeList(targetList).length)
    : widths(bound);
  return known.reduce((widest, width) => Math.max(widest, width), USUAL_COLUMNS);
}

function widths({ outputs, scans }: BoundStatement): readonly number[] {
  return [
    ...[...outputs.values()].map(({ columns }) => columns.length),
    ...scans.map(({ relation }) => relation?.columns.length ?? 0),
  ];
}

/** Whether an operand is one of `rows`, a star, a row that one fills, or a list with such a row. */
function isWholeRow(operand: unknown, rows: ReadonlySet<TreeNode>): boolean {
  if (Array.isArray(operand)) return operand.some((each) => isWholeRow(each, rows));
  const found = unwrapNode(operand);
  switch (found?.type) {
    case "List":
      return isWholeRow(found.node.items, rows);
    case "RowExpr":
      return nodeList(found.node.args).some(isStar);
    case "ColumnRef":
      return rows.has(found.node) || isStar(operand);
    default:
      return false;
  }
}

function isStar(expression: unknown): boolean {
  const found = unwrapNode(expression);
  const parts = nodeList(found?.node.fields ?? found?.node.indirection);
  return nodeOfType(parts.at(-1), "A_Star") !== null;
}

function hasNaturalJoin(select: TreeNode): boolean {
  const open: unknown[] = [...nodeList(select.fromClause)];
  for (let next = unwrapNode(open.pop()); next !== null; next = unwrapNode(open.pop())) {
    if (next.type !== "JoinExpr") continue;
    if (next.node.isNatural === true) return true;
    open.push(next.node.larg, next.node.rarg);
  }
  return false;
}

/** Whether a name may be that of a whole row. */
function namesRow({ columns, rangesByAlias }: StatementFacts): boolean {
  return columns.some(({ qualifier, name }) =>
    qualifier === null && name !== null && rangesByAlias.has(name)
  );
}

function hasManyStars(facts: StatementFacts): boolean {
  return facts.columns.filter(({ name }) => name === null).length > 2;
}
