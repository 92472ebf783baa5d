// How large a number an expression can be that PostgreSQL folds while planning:
// an upper bound of its absolute value. What reads a column is not folded, and
// has no measure; what is constant and cannot be bounded measures Infinity.

import type { Folding } from "./folding.ts";
import { bareNode, nodeList, stringNodes, textField, unwrapNode } from "./tree.ts";
import type { TreeNode, TypedNode } from "./tree.ts";

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

/** The bound of an expression; null for what does not fold, or is absent. */
export function measureNumber(expression: unknown, folding: Folding): number | null {
  if (unwrapNode(expression) === null || !folding.folds(expression)) return null;
  const size = measure(expression, { folding, depth: 0 });
  return Number.isNaN(size) ? Infinity : size;
}

/** Functions whose result is no larger than their largest argument, rounded up. */
const KEEPING_FUNCTIONS: ReadonlySet<string> = new Set([
  ..."abs ceil ceiling floor round trunc sign mod sqrt gcd".split(" "),
]);

/** Functions whose result is at most 4, or 4 times their argument, in radians or degrees. */
const SMALL_FUNCTIONS: ReadonlySet<string> = new Set([
  ..."sin cos asin acos atan atan2 sind cosd pi radians".split(" "),
]);

/** Above every natural logarithm of a number with an exponent within 400. */
const LARGEST_LOGARITHM = 1_000;

interface Measuring {
  readonly folding: Folding;
  readonly depth: number;
}

function measure(expression: unknown, { folding, depth }: Measuring): number {
  const unwrapped = unwrapNode(expression);
  if (unwrapped === null || depth > MAX_DEPTH) return unwrapped === null ? 0 : Infinity;
  const { numbers } = folding.measured;
  const size = numbers.get(unwrapped.node) ?? measureNode(unwrapped, { folding, depth });
  numbers.set(unwrapped.node, size);
  return size;
}

function measureNode({ type, node }: TypedNode, { folding, depth }: Measuring): number {
  const inner = (each: unknown): number => measure(each, { folding, depth: depth + 1 });
  /** Of several that may come to stand there; those that do not fold leave all unfolded. */
  const largest = (list: readonly unknown[]): number =>
    Math.max(0, ...list.filter((each) => folding.folds(each)).map(inner));
  switch (type) {
    case "ColumnRef": {
      const definitions = folding.definitionsOf(node);
      // Where nobody could bind it, it may be anything.
      return definitions.length > 0 ? largest(definitions) : Infinity;
    }
    case "A_Indirection": {
      const definitions = folding.definitionsOf(node);
      if (definitions.length > 0) return largest(definitions);
      const row = unwrapNode(node.arg)?.type;
      return row === "RowExpr" || row === "ColumnRef" ? inner(node.arg) : Infinity;
    }
    case "RowExpr":
      return largest(nodeList(node.args));
    case "CaseExpr":
      return largest([
        ...nodeList(node.args).map((each) => unwrapNode(each)?.node.result),
        node.defresult,
      ]);
    case "A_Const":
      return measureLiteral(node);
    case "TypeCast":
      return inner(node.arg);
    case "A_Expr":
      return measureOperator(node, folding, [inner(node.lexpr), inner(node.rexpr)]);
    case "MinMaxExpr": {
      const sizes = nodeList(node.args).map(inner);
      // A negative number may be the least: the bound is of absolute values.
      return Math.max(0, ...sizes);
    }
    case "CoalesceExpr":
      return largest(nodeList(node.args));
    case "FuncCall":
      if (SMALL_FUNCTIONS.has(functionName(node))) {
        return 4 * Math.max(1, ...nodeList(node.args).map(inner));
      }
      if (/^(power|pow)$/.test(functionName(node))) {
        const [base, exponent] = nodeList(node.args);
        return isCertainlyPositive(exponent)
          ? Math.max(inner(base), 1) ** inner(exponent)
          : Infinity;
      }
      if (/^(ln|log|log10)$/.test(functionName(node))) return LARGEST_LOGARITHM;
      return KEEPING_FUNCTIONS.has(functionName(node))
        ? Math.max(1, ...nodeList(node.args).map(inner)) + 1
        : Infinity;
    default:
      return Infinity;
  }
}

function measureOperator(
  node: TreeNode,
  folding: Folding,
  [left, right]: readonly [number, number],
): number {
  if (node.kind !== "AEXPR_OP") return Infinity;
  switch (stringNodes(node.name).at(-1)) {
    case "+":
    case "-":
      return left + right;
    case "*":
      return left * right;
    case "/":
      // A divisor below one makes larger; its size from above says nothing of that.
      return isWholeNumber(node.rexpr, folding) ? left : Infinity;
    case "%":
      return Math.min(left, right);
    case "^":
      return boundsPower(node.lexpr, node.rexpr, folding) ? Math.max(left, 1) ** right : Infinity;
    default:
      return Infinity;
  }
}

/** Whether an expression is surely a whole number: a quotient by one that is not zero is no larger than its dividend. */
function isWholeNumber(expression: unknown, folding: Folding, depth = 0): boolean {
  const unwrapped = unwrapNode(expression);
  if (unwrapped === null || depth > MAX_DEPTH) return false;
  const { wholes } = folding.measured;
  const known = wholes.get(unwrapped.node) ?? isWholeNode(unwrapped, folding, depth);
  wholes.set(unwrapped.node, known);
  return known;
}

function isWholeNode({ type, node }: TypedNode, folding: Folding, depth: number): boolean {
  const whole = (each: unknown): boolean => isWholeNumber(each, folding, depth + 1);
  if (type === "A_Const") return bareNode(node.ival)?.ival !== undefined;
  if (type === "TypeCast") return whole(node.arg);
  if (type === "ColumnRef") {
    const definitions = folding.definitionsOf(node);
    return definitions.length > 0 && definitions.every(whole);
  }
  const symbol = stringNodes(node.name).join(".");
  return type === "A_Expr" && ["+", "-", "*"].includes(symbol) && whole(node.lexpr) &&
    whole(node.rexpr);
}

/** Whether a power is no larger than the sizes of its parts say: of a number below one a negative power is large. */
function boundsPower(base: unknown, exponent: unknown, folding: Folding): boolean {
  return isWholeNumber(base, folding) || isCertainlyPositive(exponent);
}

function isCertainlyPositive(expression: unknown): boolean {
  const constant = unwrapNode(expression);
  if (constant?.type !== "A_Const") return false;
  const integer = bareNode(constant.node.ival);
  const digits = textField(bareNode(constant.node.fval)?.fval);
  return integer !== null
    ? Number(integer.ival ?? 0) >= 0
    : digits !== null && !digits.startsWith("-");
}

function measureLiteral(node: TreeNode): number {
  const integer = bareNode(node.ival);
  if (integer !== null) return Math.abs(Number(integer.ival ?? 0));
  const text = textField(bareNode(node.fval)?.fval) ?? textField(bareNode(node.sval)?.sval);
  if (text === null) return 0;
  // NaN becomes Infinity: a text that is no number here may still be one there.
  return Math.abs(Number(text.replaceAll("_", "")));
}

function functionName(node: TreeNode): string {
  return stringNodes(node.funcname).at(-1) ?? "";
}
