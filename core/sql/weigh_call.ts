// The weight of a call: what a function makes of arguments that weigh so much. A name decides, for
// what a user's function does is not known; it is trusted by whoever allowed it.

import {
  COLLECTING_FUNCTIONS,
  CONSTANT_GROWTH,
  LENGTHENING_FUNCTIONS,
  LINEAR_FUNCTIONS,
  QUADRATIC_EXTENSION_FUNCTIONS,
} from "./allow_lists/bounded_functions.ts";
import { isBuiltinFunction } from "./allow_lists/functions.ts";
import type { Folding } from "./folding.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import { nodeList, nodeOfType, stringNodes, type TreeNode, unwrapNode } from "./tree.ts";
import { after, MADE, together, type Weight } from "./weight.ts";
import { countPathSteps } from "./xpath_steps.ts";

/** What each character becomes at most where what was quoted before is written out in quotes again. */
export const ESCAPED = 2;

/** Functions that quote the texts they are given. */
const WRITING_JSON = /^(to_jsonb?|(row|array)_to_json|jsonb?_build_\w+|jsonb?_object)$/;

/** The digits and steps of a power whose exponent only the run tells: a numeric may take 0.1 s. */
export const OPEN_POWER = { size: 2_500, work: 1_000_000 } as const;

/** The weight of the `FuncCall` node; `weigh` weighs its parts. */
export function weighCall(
  node: TreeNode,
  folding: Folding,
  weigh: (value: unknown) => Weight,
): Weight {
  const args = nodeList(node.args).map((each) => nodeOfType(each, "NamedArgExpr")?.arg ?? each);
  const weights = args.map(weigh);
  // What stands beside the arguments is no part of the value, and is computed all the same.
  const beside = weigh([node.agg_filter, node.agg_order, node.over]);
  const sum = together(weights);
  const parts = { ...sum, work: sum.work + beside.work };
  const { work } = parts;
  const [first = 0, second = 0, third = 0] = weights.map(({ size }) => size);
  const name = stringNodes(node.funcname).at(-1) ?? "";
  const made: Weight = { ...MADE, size: Math.max(MADE.size, first), work };
  /** Null where only the run tells. */
  const count = (place: number): number | null => {
    const size = measureNumber(args[place], folding);
    return size === null ? null : Math.min(size, 1e9);
  };
  const product = multiplies(name, weights);
  if (COLLECTING_FUNCTIONS.has(name)) return { ...MADE, work };
  if (parts.grows && LENGTHENING_FUNCTIONS.has(name)) return { ...made, work: work + product };
  switch (name) {
    case "repeat": {
      const times = count(1);
      return times === null ? made : after(parts, first * times);
    }
    case "lpad":
    case "rpad": {
      const length = count(1);
      return length === null ? made : after(parts, Math.max(first, length));
    }
    case "array_fill": {
      const elements = countElements(args[1], folding);
      return elements === null ? made : after(parts, elements * Math.max(first, 1));
    }
    case "polygon": {
      const points = weights.length > 1 ? count(0) : first / 16;
      return points === null ? made : after(parts, 16 * points);
    }
    case "replace":
    case "regexp_replace":
      return after(parts, first + first * third, work + product);
    case "format": {
      // %1$s may stand there often, and %999s is as wide as it says.
      const places = literalText(args[0])?.match(/%/g)?.length ?? first;
      const widest = Math.max(999, ...weights.slice(1).map(({ size }) => size));
      return after(parts, first + places * widest);
    }
    case "array_to_string":
      return after(parts, first + first * second + first * third);
    case "normalize":
      // Marks in disorder are sorted by exchanging neighbours.
      return after(parts, 18 * first, work + first * first);
    case "is_normalized":
      return after(parts, 1, work + first * first);
    case "xpath":
    case "xpath_exists":
      return after(parts, second, work + countPathSteps(args[0], second, folding));
    case "xmlexists":
      return after(parts, 1, work + countPathSteps(args[0], second, folding));
    case "power":
    case "pow": {
      const exponent = count(1);
      return exponent === null
        ? after(parts, Math.max(first, OPEN_POWER.size), work + OPEN_POWER.work)
        : after(parts, Math.max(1, first) * exponent);
    }
  }
  const growth = WRITING_JSON.test(name) && args.some(isComputed)
    ? ESCAPED
    : CONSTANT_GROWTH.get(name) ?? 1;
  return after(parts, growth * parts.size, work + product);
}

/** Whether an expression is more than a literal or a column. */
export function isComputed(expression: unknown): boolean {
  const type = unwrapNode(expression)?.type;
  return type !== "A_Const" && type !== "ColumnRef";
}

/** The steps of a function that may hold each piece of one argument against each of another. */
function multiplies(name: string, weights: readonly Weight[]): number {
  if (LINEAR_FUNCTIONS.has(name)) return 0;
  const [one, two] = weights.toSorted((left, right) => right.size - left.size);
  const known = isBuiltinFunction(name) || QUADRATIC_EXTENSION_FUNCTIONS.has(name);
  if (one?.made === true && two?.made === true && !known) return 0;
  return (one?.size ?? 0) * Math.max(two?.size ?? 1, 1);
}

/** How many elements dimensions multiply to; null where only the run tells. */
function countElements(dimensions: unknown, folding: Folding): number | null {
  const text = literalText(dimensions);
  if (text !== null) {
    return (text.match(/\d+/g) ?? []).reduce((all, each) => all * Number(each), 1);
  }
  const typed = unwrapNode(dimensions);
  const array = typed?.type === "TypeCast" ? unwrapNode(typed.node.arg) : typed;
  if (array?.type !== "A_ArrayExpr") return null;
  return nodeList(array.node.elements).reduce<number | null>((all, each) => {
    const size = measureNumber(each, folding);
    return all === null || size === null ? null : all * size;
  }, 1);
}
