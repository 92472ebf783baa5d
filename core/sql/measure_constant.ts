// How large a number an expression can be that PostgreSQL folds while planning:
// an upper bound of its absolute value. What reads a column is not folded, and
// has no measure; what is constant and cannot be bounded measures Infinity.

import { bareNode, isTreeNode, nodeList, stringNodes, textField, unwrapNode } from "./tree.ts";
import type { TreeNode } from "./tree.ts";

/** Deeper constant expressions than this measure Infinity. */
const MAX_DEPTH = 32;

/** The text of a literal, casts of it included; null for anything else. */
export function literalText(expression: unknown): string | null {
  let unwrapped = unwrapNode(expression);
  while (unwrapped?.type === "TypeCast") unwrapped = unwrapNode(unwrapped.node.arg);
  if (unwrapped?.type !== "A_Const") return null;
  const text = bareNode(unwrapped.node.sval);
  return text === null ? null : textField(text.sval) ?? "";
}

/** The bound of an expression; null for what reads a column or a sub-select, or is absent. */
export function measureNumber(expression: unknown): number | null {
  if (unwrapNode(expression) === null || readsData(expression)) return null;
  const size = measure(expression, 0);
  return Number.isNaN(size) ? Infinity : size;
}

/**
 * The bound of a number in a row of constants, such as one of VALUES. PostgreSQL
 * pulls such rows up and folds the expression that reads them after all. Zero for
 * what is no number, and for what reads a column.
 */
export function measureRowConstant(expression: unknown): number {
  const text = literalText(expression);
  if (text !== null && Number.isNaN(Number(text))) return 0;
  let unwrapped = unwrapNode(expression);
  while (unwrapped?.type === "TypeCast") unwrapped = unwrapNode(unwrapped.node.arg);
  const symbol = stringNodes(unwrapped?.node.name).at(-1) ?? "";
  const counts = unwrapped?.type === "A_Const" ||
    (unwrapped?.type === "A_Expr" && NUMBER_OPERATORS.has(symbol) && !holdsText(unwrapped.node)) ||
    (unwrapped?.type === "FuncCall" && NUMBER_FUNCTIONS.has(functionName(unwrapped.node)));
  return counts ? measureNumber(expression) ?? 0 : 0;
}

const NUMBER_OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "^", "<<"]);

const NUMBER_FUNCTIONS: ReadonlySet<string> = new Set([
  ..."power pow exp factorial lcm repeat length".split(" "),
]);

/** Functions whose result is no larger than their largest argument, rounded up. */
const KEEPING_FUNCTIONS: ReadonlySet<string> = new Set([
  ..."abs ceil ceiling floor round trunc sign mod sqrt gcd".split(" "),
]);

/** Above every natural logarithm of a number with an exponent within 400. */
const LARGEST_LOGARITHM = 1_000;

function measure(expression: unknown, depth: number): number {
  const unwrapped = unwrapNode(expression);
  if (unwrapped === null || depth > MAX_DEPTH) return unwrapped === null ? 0 : Infinity;
  const { type, node } = unwrapped;
  const inner = (each: unknown): number => measure(each, depth + 1);
  switch (type) {
    case "A_Const":
      return measureLiteral(node);
    case "TypeCast":
      return inner(node.arg);
    case "A_Expr":
      return measureOperator(node, inner(node.lexpr), inner(node.rexpr));
    case "MinMaxExpr": {
      const sizes = nodeList(node.args).map(inner);
      // A negative number may be the least: the bound is of absolute values.
      return Math.max(0, ...sizes);
    }
    case "CoalesceExpr":
      return Math.max(0, ...nodeList(node.args).map(inner));
    case "FuncCall":
      if (/^(ln|log|log10)$/.test(functionName(node))) return LARGEST_LOGARITHM;
      return KEEPING_FUNCTIONS.has(functionName(node))
        ? Math.max(1, ...nodeList(node.args).map(inner)) + 1
        : Infinity;
    default:
      return Infinity;
  }
}

function measureOperator(node: TreeNode, left: number, right: number): number {
  if (node.kind !== "AEXPR_OP") return Infinity;
  switch (stringNodes(node.name).at(-1)) {
    case "+":
    case "-":
      return left + right;
    case "*":
      return left * right;
    case "/":
      // A divisor below one makes larger; its size from above says nothing of that.
      return isWholeNumber(node.rexpr) ? left : Infinity;
    case "%":
      return Math.min(left, right);
    case "^":
      return Math.max(left, 1) ** right;
    default:
      return Infinity;
  }
}

function isWholeNumber(expression: unknown): boolean {
  const unwrapped = unwrapNode(expression);
  return unwrapped?.type === "A_Const" && bareNode(unwrapped.node.ival)?.ival !== undefined;
}

function measureLiteral(node: TreeNode): number {
  const integer = bareNode(node.ival);
  if (integer !== null) return Math.abs(Number(integer.ival ?? 0));
  const text = textField(bareNode(node.fval)?.fval) ?? textField(bareNode(node.sval)?.sval);
  if (text === null) return 0;
  // NaN becomes Infinity: a text that is no number here may still be one there.
  return Math.abs(Number(text.replaceAll("_", "")));
}

function holdsText(node: TreeNode): boolean {
  return [node.lexpr, node.rexpr].some((side) => {
    const text = literalText(side);
    return text !== null && Number.isNaN(Number(text));
  });
}

function functionName(node: TreeNode): string {
  return stringNodes(node.funcname).at(-1) ?? "";
}

/** How many nodes are looked at for a column; what holds none among so many counts as constant. */
const EXAMINED_NODES = 1_000;

/** Whether an expression reads a column or a sub-select anywhere, so that it is not folded. */
export function readsData(expression: unknown): boolean {
  const open: unknown[] = [expression];
  let examined = 0;
  // Bounded, for it is asked of every operand of a chain of operators, each inside the next.
  for (let next = open.pop(); next !== undefined && examined < EXAMINED_NODES; next = open.pop()) {
    examined++;
    if (Array.isArray(next)) open.push(...next);
    else if (isTreeNode(next)) {
      if (Object.hasOwn(next, "ColumnRef") || Object.hasOwn(next, "SubLink")) return true;
      if (next.agg_star === true || next.over !== undefined) return true;
      open.push(...Object.values(next));
    }
  }
  return false;
}
