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
import { conjuncts } from "./conjuncts.ts";
import { isComparison, isLeakproofComparison } from "./leakproof.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** Aggregates of pg_catalog. */
const AGGREGATES: ReadonlySet<string> = new Set(
  ("array_agg avg bool_and bool_or count every json_agg json_object_agg jsonb_agg " +
    "jsonb_object_agg max min string_agg sum stddev variance").split(" "),
);

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
  const below = place === "condition" ? place : "inside";
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
  for (const item of nodeList(select.fromClause)) {
    if (leaksInFrom(item, below, meaning)) return true;
  }
  const conditions = conjuncts(select.whereClause);
  if (conditions.some((condition) => leaks(condition, meaning))) return true;
  // PostgreSQL takes HAVING apart, NOT and OR turned round, and moves down what holds no aggregate.
  if (conjuncts(select.havingClause).some((condition) => leaks(condition, meaning))) return true;
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

function leaksInFrom(item: unknown, place: Place, meaning: StatementMeaning): boolean {
  const { type, node } = unwrapNode(item) ?? {};
  if (node === undefined) return true;
  switch (type) {
    case "RangeVar":
      return false;
    case "RangeSubselect": {
      const query = nodeOfType(node.subquery, "SelectStmt");
      return query === null || leaksInQuery(query, place, meaning);
    }
    case "JoinExpr":
      return leaksInFrom(node.larg, place, meaning) || leaksInFrom(node.rarg, place, meaning) ||
        conjuncts(node.quals).some((condition) => leaks(condition, meaning)) ||
        leaksInMerge(node, meaning);
    default:
      return place === "condition" || touchesRows(item);
  }
}

/** USING and NATURAL compare without an expression. */
function leaksInMerge(join: TreeNode, meaning: StatementMeaning): boolean {
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
    // A literal of a type is read with the statement.
    case "TypeCast":
      return nodeOfType(node.arg, "A_Const") !== null;
    case "ColumnRef":
      return !leaks(expression, meaning);
    case "BoolExpr":
      return nodeList(node.args).every((each) => isTotal(each, meaning));
    case "A_Expr":
      return node.kind === "AEXPR_OP" && isComparison(operatorOf(node)) &&
        isTotal(node.lexpr, meaning) && isTotal(node.rexpr, meaning);
    case "FuncCall":
      return isUnlimited(node) && nodeList(node.args).every((each) => isTotal(each, meaning));
    default:
      return false;
  }
}

/** Whether it is an aggregate, without anything beside its arguments, that can hold whatever it is given. */
function isUnlimited(call: TreeNode): boolean {
  return isAggregate(call) && UNLIMITED.has(stringNodes(call.funcname).at(-1) ?? "") &&
    [call.over, call.agg_filter, call.agg_order].every((part) => part === undefined);
}

const UNLIMITED: ReadonlySet<string> = new Set([
  "bool_and",
  "bool_or",
  "count",
  "every",
  "max",
  "min",
]);

/** Whether a query, whose outputs are all total, gives one row at most. */
function givesOneRow(query: TreeNode): boolean {
  if (query.larg !== undefined || query.limitOption === "LIMIT_OPTION_WITH_TIES") return false;
  const most = bareNode(nodeOfType(query.limitCount, "A_Const")?.ival);
  if (most !== null && (most.ival === undefined || most.ival === 1)) return true;
  if (query.groupClause !== undefined || query.valuesLists !== undefined) return false;
  if (query.fromClause === undefined) return true;
  return nodeList(query.targetList).some((target) => {
    const call = nodeOfType(nodeOfType(target, "ResTarget")?.val, "FuncCall");
    return call !== null && isUnlimited(call);
  });
}

/** Whether it is an aggregate or a window function: evaluated above the scan, whatever is in it. */
function isAggregate(node: TreeNode): boolean {
  const names = stringNodes(node.funcname);
  const builtin = names.length === 1 || names[0] === "pg_catalog";
  return node.over !== undefined || (builtin && AGGREGATES.has(names.at(-1) ?? ""));
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
