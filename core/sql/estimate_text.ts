// How long a text a call of constants can fold into: an upper bound, so that
// repeat(repeat(…)) and the like are refused before the server builds the text.

import { CONSTANT_GROWTH } from "./allow_lists/bounded_functions.ts";
import type { FunctionFact } from "./facts.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import { nodeList, nodeOfType, stringNodes, unwrapNode } from "./tree.ts";

/** The longest text one call may fold into. */
export const MAX_FOLDED_CHARACTERS = 1_000_000;

/** Functions that may put one argument in place of every character of another. */
const MULTIPLYING: ReadonlySet<string> = new Set(["replace", "regexp_replace"]);

/** The most characters that the call can give, as far as constants tell. */
export function estimateText(call: FunctionFact): number {
  return estimateCall(call.name, call.args, 0);
}

/** Deeper than this nobody nests such calls by hand. */
const MAX_DEPTH = 32;

function estimateCall(name: string, args: readonly unknown[], depth: number): number {
  if (depth > MAX_DEPTH) return Infinity;
  const sizes = args.map((arg) => estimate(arg, depth + 1));
  const first = sizes[0] ?? 0;
  if (name === "repeat") return first * Math.min(measureNumber(args[1]) ?? 1, 1e9);
  if (name === "lpad" || name === "rpad") {
    return Math.max(first, Math.min(measureNumber(args[1]) ?? 0, 1e9));
  }
  if (MULTIPLYING.has(name)) return first + first * (sizes[2] ?? 0);
  const growth = CONSTANT_GROWTH.get(name) ?? 1;
  return growth * sizes.reduce((sum, size) => sum + size, 0);
}

function estimate(expression: unknown, depth: number): number {
  if (depth > MAX_DEPTH) return 0;
  const text = literalText(expression);
  if (text !== null) return text.length;
  const call = nodeOfType(expression, "FuncCall");
  if (call !== null) {
    const args = nodeList(call.args).map((arg) => nodeOfType(arg, "NamedArgExpr")?.arg ?? arg);
    return estimateCall(stringNodes(call.funcname).at(-1) ?? "", args, depth);
  }
  const unwrapped = unwrapNode(expression);
  if (unwrapped?.type === "A_Expr") {
    return estimate(unwrapped.node.lexpr, depth + 1) + estimate(unwrapped.node.rexpr, depth + 1);
  }
  if (unwrapped?.type === "TypeCast") return estimate(unwrapped.node.arg, depth + 1);
  return 0;
}
