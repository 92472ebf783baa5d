// How long a text a call of constants can fold into: an upper bound, so that
// repeat(repeat(…)) and the like are refused before the server builds the text.

import { CONSTANT_GROWTH } from "./allow_lists/bounded_functions.ts";
import type { FunctionFact } from "./facts.ts";
import type { Folding } from "./folding.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import { nodeList, nodeOfType, stringNodes, unwrapNode } from "./tree.ts";

/** The longest text one call may fold into. */
export const MAX_FOLDED_CHARACTERS = 1_000_000;

/** Functions that may put one argument in place of every character of another. */
const MULTIPLYING: ReadonlySet<string> = new Set(["replace", "regexp_replace"]);

/** The most characters that the call can give, as far as constants tell. */
export function estimateText(call: FunctionFact, folding: Folding): number {
  return estimateCall(call.name, call.args, { folding, depth: 0 });
}

interface Estimating {
  readonly folding: Folding;
  readonly depth: number;
}

/** Deeper than this nobody nests such calls by hand. */
const MAX_DEPTH = 32;

function estimateCall(name: string, args: readonly unknown[], at: Estimating): number {
  const { folding, depth } = at;
  if (depth > MAX_DEPTH) return Infinity;
  const sizes = args.map((arg) => estimate(arg, { folding, depth: depth + 1 }));
  const first = sizes[0] ?? 0;
  if (name === "repeat") return first * Math.min(measureNumber(args[1], folding) ?? 1, 1e9);
  if (name === "lpad" || name === "rpad") {
    return Math.max(first, Math.min(measureNumber(args[1], folding) ?? 0, 1e9));
  }
  if (MULTIPLYING.has(name)) return first + first * (sizes[2] ?? 0);
  const growth = CONSTANT_GROWTH.get(name) ?? 1;
  return growth * sizes.reduce((sum, size) => sum + size, 0);
}

function estimate(expression: unknown, at: Estimating): number {
  const text = literalText(expression);
  if (text !== null) return text.length;
  const call = nodeOfType(expression, "FuncCall");
  if (call !== null) {
    const args = nodeList(call.args).map((arg) => nodeOfType(arg, "NamedArgExpr")?.arg ?? arg);
    return estimateCall(stringNodes(call.funcname).at(-1) ?? "", args, at);
  }
  const unwrapped = unwrapNode(expression);
  if (unwrapped?.type === "A_Expr") {
    return estimate(unwrapped.node.lexpr, at) + estimate(unwrapped.node.rexpr, at);
  }
  if (unwrapped?.type === "TypeCast") return estimate(unwrapped.node.arg, at);
  if (unwrapped?.type !== "ColumnRef" && unwrapped?.type !== "A_Indirection") return 0;
  const { folding, depth } = at;
  const { texts } = folding.measured;
  const known = texts.get(unwrapped.node);
  if (known !== undefined) return known;
  const definitions = folding.definitionsOf(unwrapped.node);
  if (definitions.length > 0 && depth > MAX_DEPTH) return Infinity;
  const inside = { folding, depth: depth + 1 };
  const characters = Math.max(0, ...definitions.map((each) => estimate(each, inside)));
  texts.set(unwrapped.node, characters);
  return characters;
}
