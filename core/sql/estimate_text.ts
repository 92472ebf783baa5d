// How long a text a call of constants can fold into: an upper bound, so that
// repeat(repeat(…)) and the like are refused before the server builds the text.

import { CONSTANT_GROWTH } from "./allow_lists/bounded_functions.ts";
import type { FunctionFact } from "./facts.ts";
import type { Folding } from "./folding.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import { nodeList, nodeOfType, stringNodes, type TreeNode, unwrapNode } from "./tree.ts";

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
  // Chains of operators and casts may be thousands long: followed in a loop.
  const open = [expression];
  let characters = 0;
  while (open.length > 0) {
    const part = unwrapNode(open.pop());
    switch (part?.type) {
      case "A_Expr":
        open.push(part.node.lexpr, part.node.rexpr);
        break;
      case "TypeCast":
        open.push(part.node.arg);
        break;
      case "A_Const":
        characters += literalText({ A_Const: part.node })?.length ?? 0;
        break;
      case "FuncCall": {
        const args = nodeList(part.node.args);
        const values = args.map((arg) => nodeOfType(arg, "NamedArgExpr")?.arg ?? arg);
        characters += estimateCall(stringNodes(part.node.funcname).at(-1) ?? "", values, at);
        break;
      }
      case "ColumnRef":
      case "A_Indirection":
        characters += estimateHandedOn(part.node, at);
    }
  }
  return characters;
}

function estimateHandedOn(node: TreeNode, { folding, depth }: Estimating): number {
  const { texts } = folding.measured;
  const known = texts.get(node);
  if (known !== undefined) return known;
  const definitions = folding.definitionsOf(node);
  if (definitions.length > 0 && depth > MAX_DEPTH) return Infinity;
  const inside = { folding, depth: depth + 1 };
  const characters = Math.max(0, ...definitions.map((each) => estimate(each, inside)));
  texts.set(node, characters);
  return characters;
}
