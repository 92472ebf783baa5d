// How large a number an expression can be that PostgreSQL folds while planning.
// Reads constants only; what reads a column is not folded and has no measure.

import { bareNode, isTreeNode, nodeOfType, stringNodes, textField, unwrapNode } from "./tree.ts";

/** The text of a literal, casts of it included; null for anything else. */
export function literalText(expression: unknown): string | null {
  const unwrapped = unwrapNode(expression);
  if (unwrapped?.type === "TypeCast") return literalText(unwrapped.node.arg);
  if (unwrapped?.type !== "A_Const") return null;
  const text = bareNode(unwrapped.node.sval);
  return text === null ? null : textField(text.sval) ?? "";
}

/**
 * The absolute value of a literal; Infinity for a constant expression that is not
 * a plain literal; null for what reads a column or a sub-select, or is absent.
 */
export function measureNumber(expression: unknown): number | null {
  const unwrapped = unwrapNode(expression);
  if (unwrapped === null) return null;
  const { type, node } = unwrapped;
  if (type === "TypeCast") return measureNumber(node.arg);
  if (type === "A_Const") return measureLiteral(node);
  if (type === "A_Expr" && node.lexpr === undefined && stringNodes(node.name).at(-1) === "-") {
    return measureNumber(node.rexpr);
  }
  if (nodeOfType(expression, "ParamRef") !== null) return Infinity;
  return readsData(expression) ? null : Infinity;
}

function measureLiteral(node: Readonly<Record<string, unknown>>): number {
  const integer = bareNode(node.ival);
  if (integer !== null) return Math.abs(Number(integer.ival ?? 0));
  const text = textField(bareNode(node.fval)?.fval) ?? textField(bareNode(node.sval)?.sval);
  if (text === null) return 0;
  const number = Number(text.replaceAll("_", ""));
  // A text that is no number here, such as `1e9 ` in another notation, may still be one there.
  return Number.isNaN(number) ? Infinity : Math.abs(number);
}

/** Whether an expression reads a column or a sub-select anywhere, so that it is not folded. */
export function readsData(expression: unknown): boolean {
  const open: unknown[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    else if (isTreeNode(next)) {
      if (Object.hasOwn(next, "ColumnRef") || Object.hasOwn(next, "SubLink")) return true;
      if (next.agg_star === true || next.over !== undefined) return true;
      open.push(...Object.values(next));
    }
  }
  return false;
}

const GROWING_OPERATORS: ReadonlySet<string> = new Set(["*", "^", "<<", "+", "-", "/"]);

/**
 * The largest number that a row of constants can bring into an expression which
 * reads it as a column: PostgreSQL pulls such rows up and folds the expression
 * after all. Zero for what is no number.
 */
export function measureRowConstant(expression: unknown): number {
  const unwrapped = unwrapNode(expression);
  if (unwrapped === null) return 0;
  const { type, node } = unwrapped;
  if (type === "TypeCast") return measureRowConstant(node.arg);
  if (type === "A_Const") {
    const text = literalText(expression);
    return text !== null && Number.isNaN(Number(text)) ? 0 : measureLiteral(node);
  }
  if (type !== "A_Expr" || !GROWING_OPERATORS.has(stringNodes(node.name).at(-1) ?? "")) return 0;
  const sides = [measureRowConstant(node.lexpr), measureRowConstant(node.rexpr)];
  return sides.every((side) => side === 0) ? 0 : readsData(expression) ? 0 : Infinity;
}
