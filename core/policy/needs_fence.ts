// Whether a condition of the statement could be tried on rows that a row filter hides, and tell of
// them by failing. It cannot where every expression that PostgreSQL may move down to a table is a
// leakproof comparison: then the table needs no fence, and is planned as freely as without a filter.
// What is not surely so is fenced.

import { mayVary } from "../sql/allow_lists/functions.ts";
import { someNode } from "../sql/some_node.ts";
import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNodes,
  type TreeNode,
  unwrapNode,
} from "../sql/tree.ts";
import { isAggregate, isUnlimitedAggregate } from "./aggregate_call.ts";
import { conjuncts } from "./conjuncts.ts";
import { givesOneRow } from "./gives_one_row.ts";
import { leaksInMerge } from "./leaks_in_merge.ts";
import { isComparison, isLeakproofComparison } from "./leakproof.ts";
import { scannedIn } from "./scanned_in.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** What a reference can mean that is not the value of one column. */
const NOT_PLAIN: ReadonlySet<string> = new Set(["unknown", "call", "row", "star", "field"]);

/**
 * Where a query stands. Above `top` nothing could turn an output into a condition. A query inside a
 * condition is run as soon as a row comes to it, hidden or not: whatever may fail in it tells of
 * that row, whether it names it or not.
 */
type Place = "top" | "inside" | "condition";

/** Whether row filters need a fence in the SELECT `root`. */
export function needsFence(root: TreeNode, meaning: StatementMeaning): boolean {
  return leaksInQuery(root, "top", meaning);
}

/** Whether each evaluation of what stands in `expression`, aggregates left out, may come to something else. */
export function varies(expression: unknown): boolean {
  return someNode(expression, (type, node) => {
    if (type !== "FuncCall") return "go on";
    if (isAggregate(node)) return "leave out";
    return mayVary(stringNodes(node.funcname).at(-1) ?? "") ? "found" : "go on";
  });
}

function leaksInQuery(select: TreeNode, place: Place, meaning: StatementMeaning): boolean {
  const below: Place = place === "condition" ? place : "inside";
  const queries = bareNode(select.withClause);
  // One that ends for some rows only would tell by its time.
  if (place === "condition" && queries?.recursive === true) return true;
  for (const entry of nodeList(queries?.ctes)) {
    const query = nodeOfType(nodeOfType(entry, "CommonTableExpr")?.ctequery, "SelectStmt");
    if (query === null || leaksInQuery(query, below, meaning)) return true;
  }
  for (const arm of [bareNode(select.larg), bareNode(select.rarg)]) {
    if (arm !== null && leaksInQuery(arm, place, meaning)) return true;
  }
  const own = scannedIn(select.fromClause);
  const tried = { own, place: below, meaning };
  for (const item of nodeList(select.fromClause)) {
    if (leaksInFrom(item, tried)) return true;
  }
  if (conjuncts(select.whereClause).some((condition) => leaksWhere(condition, tried))) return true;
  // PostgreSQL takes HAVING apart, NOT and OR turned round, and moves down what holds no aggregate.
  if (conjuncts(select.havingClause).some((condition) => leaksWhere(condition, tried))) return true;
  const outputs = [...nodeList(select.targetList), ...nodeList(select.valuesLists)];
  for (const output of outputs) {
    const value = nodeOfType(output, "ResTarget")?.val ?? output;
    if (place !== "top" && leaks(value, meaning)) return true;
  }
  const above = [
    ...[select.targetList, select.valuesLists, select.havingClause, select.groupClause],
    ...[select.sortClause, select.distinctClause, select.windowClause],
    ...[select.limitCount, select.limitOffset],
  ];
  if (place === "condition") {
    const parts = above.flatMap((clause) => Array.isArray(clause) ? clause : [clause]);
    if (!parts.every((part) => isTotal(part, meaning))) return true;
  }
  // Sub-queries there have conditions of their own.
  return subQueries(above).some((query) => leaksInQuery(query, "inside", meaning));
}

/** Where a condition stands. */
interface Tried {
  /** The relations in the FROM clause beside it. */
  readonly own: ReadonlySet<TreeNode>;
  readonly place: Place;
  readonly meaning: StatementMeaning;
}

function leaksInFrom(item: unknown, tried: Tried): boolean {
  const { type, node } = unwrapNode(item) ?? {};
  if (node === undefined) return true;
  switch (type) {
    case "RangeVar":
      return false;
    case "RangeSubselect": {
      const query = nodeOfType(node.subquery, "SelectStmt");
      return query === null || leaksInQuery(query, tried.place, tried.meaning);
    }
    case "JoinExpr":
      return leaksInFrom(node.larg, tried) || leaksInFrom(node.rarg, tried) ||
        conjuncts(node.quals).some((condition) => leaksWhere(condition, tried)) ||
        leaksInMerge(node, tried.meaning);
    default:
      return tried.place === "condition" || touchesRows(item);
  }
}

function leaksWhere(condition: unknown, tried: Tried): boolean {
  if (leaks(condition, tried.meaning)) return true;
  // What no row is needed for is tried before any is read, whether there are rows or not.
  if (tried.place !== "condition" && !touchesRows(condition)) return false;
  return failsLate(condition, tried);
}

/** Whether a part of a condition that is the same for all rows could fail when the first row comes to it, and not while the statement is planned. */
function failsLate(condition: unknown, tried: Tried): boolean {
  const { type, node } = unwrapNode(condition) ?? {};
  if (node === undefined) return true;
  switch (type) {
    case "BoolExpr":
      return nodeList(node.args).some((each) => failsLate(each, tried));
    case "NullTest":
    case "BooleanTest":
      return failsLate(node.arg, tried);
    // Its own conditions are looked at by themselves.
    case "SubLink":
      return node.testexpr !== undefined && !isTotal(node.testexpr, tried.meaning);
    case "A_Expr": {
      const list = nodeOfType(node.rexpr, "List");
      const sides = [node.lexpr, ...list === null ? [node.rexpr] : nodeList(list.items)];
      // What a column is compared with is computed for the planner's estimates.
      return !sides.some((side) => isColumnBeside(side, tried)) &&
        !sides.every((side) => isTotal(side, tried.meaning));
    }
    default:
      return !isTotal(condition, tried.meaning);
  }
}

/** Whether it is a column of the FROM clause beside the condition: to a query inside another those of the outer one are values. */
function isColumnBeside(expression: unknown, { meaning, own, place }: Tried): boolean {
  const node = nodeOfType(expression, "ColumnRef");
  const means = node === null ? null : meaning.of(node);
  if (place !== "condition") return means?.kind === "column" || means?.kind === "derived";
  const scan = means?.kind === "column" ? meaning.bound.scans[means.scan] : undefined;
  return scan !== undefined && own.has(scan.node);
}

/** Whether evaluating `expression` may fail on a row or show what is in it. */
function leaks(expression: unknown, meaning: StatementMeaning): boolean {
  const { type, node } = unwrapNode(expression) ?? {};
  if (node === undefined) return true;
  switch (type) {
    case "ColumnRef": {
      const column = meaning.protectedColumn(expression);
      const mask = column?.shown.mask ?? null;
      // A mask is computed from the value, by functions that are not leakproof.
      if (mask !== null && !mask.constant) return true;
      if (column !== null && meaning.isComputed(column)) return true;
      const means = meaning.of(node);
      if (means?.kind === "derived" && means.origin === null && meaning.castsArms) return true;
      // A whole row computes all its columns.
      return means === null || NOT_PLAIN.has(means.kind);
    }
    case "BoolExpr":
      return nodeList(node.args).some((each) => leaks(each, meaning));
    case "NullTest":
    case "BooleanTest":
      return leaks(node.arg, meaning);
    case "A_Expr":
      return leaksInOperator(node, meaning);
    case "SubLink":
      return leaksInSubLink(node, meaning);
    default:
      return touchesRows(expression) || varies(expression);
  }
}

function leaksInOperator(node: TreeNode, meaning: StatementMeaning): boolean {
  // What is the same for all rows fails while it is planned, or before any row is read.
  if (varies(node)) return true;
  if (!touchesRows(node)) return false;
  const left = [node.lexpr];
  // The right side of IN and BETWEEN is a list.
  const list = nodeOfType(node.rexpr, "List");
  const right = list === null ? [node.rexpr] : nodeList(list.items);
  const compares = COMPARING.has(String(node.kind)) &&
    (/BETWEEN/.test(String(node.kind)) || isComparison(operatorOf(node)));
  if (!compares || [...left, ...right].some((each) => leaks(each, meaning))) return true;
  if (node.kind === "AEXPR_OP_ANY" || node.kind === "AEXPR_OP_ALL") {
    return !isConstantList(node.rexpr) || !comparable(node.lexpr, null, meaning);
  }
  return right.some((each) => !comparable(node.lexpr, each, meaning));
}

const COMPARING: ReadonlySet<string> = new Set([
  ...["AEXPR_OP", "AEXPR_IN", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT", "AEXPR_BETWEEN"],
  ...["AEXPR_NOT_BETWEEN", "AEXPR_OP_ANY", "AEXPR_OP_ALL"],
]);

/** Only PostgreSQL's own: the guard refuses users' operators where they may apply. */
function operatorOf(node: TreeNode): string {
  const names = stringNodes(node.name);
  return names.length === 1 || names[0] === "pg_catalog" ? names.at(-1) ?? "" : "";
}

/** An array literal in quotes, of the type of what it is compared with. */
function isConstantList(expression: unknown): boolean {
  return nodeOfType(expression, "A_Const")?.sval !== undefined;
}

function comparable(left: unknown, right: unknown, meaning: StatementMeaning): boolean {
  const one = meaning.typeOf(left);
  const other = right === null ? one : meaning.typeOf(right);
  if (one === null || other === null) return false;
  if (one === "unknown" || other === "unknown") {
    const known = one === "unknown" ? other : one;
    return known !== "unknown" && isLeakproofComparison(known, known);
  }
  // A constant is turned into the column's type before any row is looked at.
  const floats = ["float4", "float8"];
  if (floats.includes(one) && !touchesRows(right) && ["int4", "numeric"].includes(other)) {
    return true;
  }
  return isLeakproofComparison(one, other);
}

function leaksInSubLink(node: TreeNode, meaning: StatementMeaning): boolean {
  const query = nodeOfType(node.subselect, "SelectStmt");
  if (query === null || leaksInQuery(query, "condition", meaning)) return true;
  if (node.subLinkType === "EXPR_SUBLINK" && !givesOneRow(query)) return true;
  if (node.testexpr === undefined) return false;
  if (node.subLinkType !== "ANY_SUBLINK" || nodeList(node.operName).length > 0) return true;
  if (leaks(node.testexpr, meaning)) return true;
  const tested = meaning.typeOf(node.testexpr);
  const found = meaning.typeOf({
    SubLink: { subLinkType: "EXPR_SUBLINK", subselect: node.subselect },
  });
  return tested === null || found === null || !isLeakproofComparison(tested, found);
}

/** Whether it cannot fail, on whatever rows it is evaluated: constants, columns, aggregates of them that have no limit, and comparisons of those. */
function isTotal(expression: unknown, meaning: StatementMeaning): boolean {
  const { type, node } = unwrapNode(expression) ?? {};
  // A clause that is not there; a plain DISTINCT.
  if (node === undefined) return Object.keys(bareNode(expression) ?? {}).length === 0;
  switch (type) {
    case "ResTarget":
      return isTotal(node.val, meaning);
    case "SortBy":
      return isTotal(node.node, meaning) && node.useOp === undefined;
    case "List":
      return nodeList(node.items).every((each) => isTotal(each, meaning));
    case "A_Const":
      return true;
    case "SQLValueFunction":
      return true;
    // A literal is read with the statement, but for what a domain asks of it.
    case "TypeCast":
      return nodeOfType(node.arg, "A_Const") !== null && meaning.typeOf(expression) !== null;
    case "ColumnRef":
      return !leaks(expression, meaning);
    case "BoolExpr":
      return nodeList(node.args).every((each) => isTotal(each, meaning));
    case "A_Expr":
      return node.kind === "AEXPR_OP" && isComparison(operatorOf(node)) &&
        isTotal(node.lexpr, meaning) && isTotal(node.rexpr, meaning);
    case "FuncCall":
      return isUnlimitedAggregate(node) &&
        nodeList(node.args).every((each) => isTotal(each, meaning));
    default:
      return false;
  }
}

/** Whether it holds a column or a sub-query, what stands in aggregates left out. */
function touchesRows(expression: unknown): boolean {
  return someNode(expression, (type, node) => {
    if (type === "ColumnRef" || type === "SubLink") return "found";
    return type === "FuncCall" && isAggregate(node) ? "leave out" : "go on";
  });
}

function subQueries(from: unknown): readonly TreeNode[] {
  const found: TreeNode[] = [];
  someNode(from, (type, node) => {
    const query = type === "SubLink" ? nodeOfType(node.subselect, "SelectStmt") : null;
    if (query !== null) found.push(query);
    return type === "subselect" ? "leave out" : "go on";
  });
  return found;
}
