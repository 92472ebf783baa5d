// How much work a statement's constants make, while PostgreSQL folds them or when it runs: an
// estimate from above, in steps of about a nanosecond or ten. Most of its functions look at no
// interrupt, so that neither statement_timeout nor a cancel ends `array_fill(0, ARRAY[90000]) &&
// array_fill(1, ARRAY[90000])`: it compares eight billion times. Single bounds on counts do not see
// the product of two of them. What only the data tells counts nothing.

import {
  BOUNDED_TYPE_MODIFIERS,
  CONSTANT_GROWTH,
  LINEAR_FUNCTIONS,
  LINEAR_OPERATORS,
} from "./allow_lists/bounded_functions.ts";
import type { Folding } from "./folding.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import {
  bareNode,
  isTreeNode,
  nodeList,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "./tree.ts";

/** What an expression comes to. */
interface Weight {
  /** The characters, digits or elements of its value; 0 for what only the data tells. */
  readonly size: number;
  /** The steps to it, those of its parts included. */
  readonly work: number;
}

/** Deeper expressions than this are taken to be without end. */
const MAX_DEPTH = 400;

const NOTHING: Weight = { size: 0, work: 0 };
const ENDLESS: Weight = { size: Infinity, work: Infinity };

/** What each character becomes at most where what was quoted before is written out in quotes again. */
const ESCAPED = 2;

/** Functions that quote the texts they are given. */
const WRITING_JSON = /^(to_jsonb?|(row|array)_to_json|jsonb?_build_\w+|jsonb?_object)$/;

/** A numeric multiplies its digits by fours, in a short loop. */
const DIGITS_A_STEP = 16;

/** The steps of folding whatever is constant in `root`; `largest` is what a column comes to that nobody could bind. */
export function weighFolding(root: unknown, folding: Folding, largest: number): number {
  const known = new Map<TreeNode, Weight>();

  function weigh(value: unknown, depth: number): Weight {
    if (typeof value !== "object" || value === null) return NOTHING;
    if (depth > MAX_DEPTH) return ENDLESS;
    if (Array.isArray(value)) return together(value.map((each) => weigh(each, depth + 1)));
    const typed = unwrapNode(value);
    if (typed === null) {
      return isTreeNode(value) ? weigh(Object.values(value), depth + 1) : NOTHING;
    }
    const before = known.get(typed.node);
    if (before !== undefined) return before;
    const weight = typed.type === "A_Expr"
      ? weighOperators(typed.node, depth + 1)
      : weighNode(typed.type, typed.node, depth + 1);
    known.set(typed.node, weight);
    return weight;
  }

  function weighNode(type: string, node: TreeNode, depth: number): Weight {
    switch (type) {
      case "A_Const":
        return sized(constantSize(node));
      case "ColumnRef": {
        const { size, work } = together(
          folding.definitionsOf(node).map((each) => weigh(each, depth)),
        );
        return { size: folding.isBound ? size : largest, work };
      }
      case "A_Indirection": {
        const handedOn = weigh([...folding.definitionsOf(node)], depth);
        return together([handedOn, weigh(Object.values(node), depth)]);
      }
      case "SelectStmt": {
        const { size } = weigh([node.targetList, node.valuesLists], depth);
        return { size, work: weigh(Object.values(node), depth).work };
      }
      case "FuncCall":
        return weighCall(node, depth);
      case "TypeCast":
        return weighCast(node, depth);
      default:
        return weigh(Object.values(node), depth);
    }
  }

  // Chains such as a || b || c lean to the left, and may be long.
  function weighOperators(last: TreeNode, depth: number): Weight {
    const chain = [last];
    for (let left = unwrapNode(last.lexpr); left?.type === "A_Expr";) {
      chain.push(left.node);
      left = unwrapNode(left.node.lexpr);
    }
    const innermost = chain.at(-1)?.lexpr;
    let weight = weigh(innermost, depth);
    for (const node of chain.toReversed()) {
      const right = weigh(node.rexpr, depth);
      const symbol = stringNodes(node.name).at(-1) ?? "";
      const numeric = /^[*\/%]$/.test(symbol);
      const linear = node.kind === "AEXPR_OP" && LINEAR_OPERATORS.has(symbol);
      const size = weight.size + right.size;
      const steps = linear ? size : weight.size * right.size / (numeric ? DIGITS_A_STEP : 1) + size;
      weight = { size, work: weight.work + right.work + steps };
    }
    return weight;
  }

  function weighCall(node: TreeNode, depth: number): Weight {
    const args = nodeList(node.args).map((each) => {
      const named = unwrapNode(each);
      return named?.type === "NamedArgExpr" ? named.node.arg : each;
    });
    const weights = args.map((each) => weigh(each, depth));
    // What stands beside the arguments is no part of the value, and is computed all the same.
    const beside = weigh([node.agg_filter, node.agg_order, node.over], depth);
    const { size: sum } = together(weights);
    const work = together(weights).work + beside.work;
    const [first = 0, second = 0, third = 0] = weights.map(({ size }) => size);
    const name = stringNodes(node.funcname).at(-1) ?? "";
    const count = (place: number): number =>
      Math.min(measureNumber(args[place], folding) ?? 1, 1e9);
    const [one = 0, two = 1] = weights.map(({ size }) => size).sort((a, b) => b - a);
    const product = LINEAR_FUNCTIONS.has(name) ? 0 : one * Math.max(two, 1);
    switch (name) {
      case "repeat":
        return after(first * count(1), work);
      case "lpad":
      case "rpad":
        return after(Math.max(first, count(1)), work);
      case "array_fill":
        return after(elements(args[1]) * Math.max(first, 1), work);
      case "polygon":
        return after(weights.length > 1 ? 16 * count(0) : first, work);
      case "replace":
      case "regexp_replace":
        return after(first + first * third, work + product);
      case "format": {
        // %1$s may stand there often, and %999s is as wide as it says.
        const places = literalText(args[0])?.match(/%/g)?.length ?? first;
        const widest = Math.max(999, ...weights.slice(1).map(({ size }) => size));
        return after(first + places * widest, work);
      }
      case "array_to_string":
        return after(first + first * second + first * third, work);
      case "normalize":
        // Marks in disorder are sorted by exchanging neighbours.
        return after(18 * first, work + first * first);
      case "is_normalized":
        return after(1, work + first * first);
      case "xpath":
      case "xpath_exists":
        return after(second, work + pathSteps(args[0], second));
      case "xmlexists":
        return after(1, work + pathSteps(args[0], second));
      case "power":
      case "pow":
        return after(Math.max(1, first) * count(1), work);
    }
    const growth = WRITING_JSON.test(name) && args.some(isComputed)
      ? ESCAPED
      : CONSTANT_GROWTH.get(name) ?? 1;
    return after(growth * sum, work + product);
  }

  function weighCast(node: TreeNode, depth: number): Weight {
    const { size, work } = weigh(node.arg, depth);
    const typeName = bareNode(node.typeName);
    const name = stringNodes(typeName?.names).at(-1) ?? "";
    const length = BOUNDED_TYPE_MODIFIERS.has(name)
      ? measureNumber(nodeList(typeName?.typmods)[0], folding) ?? 0
      : 0;
    // What is no text yet may be written out in quotes: '{"\"x\""}'.
    return after(Math.max(isComputed(node.arg) ? ESCAPED * size : size, length), work);
  }

  /** Each step of a path that looks at the whole document multiplies the work by its size. */
  function pathSteps(path: unknown, size: number): number {
    const text = literalText(path);
    const wide = text?.match(/\/\/|\*|descendant|following|preceding|ancestor/g)?.length ??
      (folding.folds(path) ? 3 : 0);
    // `//*` is one such step.
    const both = text?.match(/\/\/\s*\*/g)?.length ?? 0;
    return Math.max(size, 1) ** Math.max(wide - both, 1);
  }

  function elements(dimensions: unknown): number {
    const text = literalText(dimensions);
    if (text !== null) {
      return (text.match(/\d+/g) ?? []).reduce((all, each) => all * Number(each), 1);
    }
    const typed = unwrapNode(dimensions);
    const array = typed?.type === "TypeCast" ? unwrapNode(typed.node.arg) : typed;
    return nodeList(array?.node.elements)
      .reduce<number>((all, each) => all * (measureNumber(each, folding) ?? 1), 1);
  }

  return weigh(root, 0).work;
}

function isComputed(expression: unknown): boolean {
  const type = unwrapNode(expression)?.type;
  return type !== "A_Const" && type !== "ColumnRef";
}

function constantSize(node: TreeNode): number {
  const text = textField(bareNode(node.sval)?.sval) ?? textField(bareNode(node.fval)?.fval) ??
    textField(bareNode(node.bsval)?.bsval);
  if (text === null) return 8;
  const exponent = /^[\d._]+e([+-]?\d+)$/i.exec(text)?.[1];
  return Math.max(text.length, Math.abs(Number(exponent ?? 0)));
}

function sized(size: number): Weight {
  return { size, work: size };
}

/** A value of that size: it takes as many steps to write it down. */
function after(size: number, work: number): Weight {
  return { size, work: work + size };
}

function together(weights: readonly Weight[]): Weight {
  let [size, work] = [0, 0];
  for (const each of weights) {
    size += each.size;
    work += each.work;
  }
  return { size, work };
}
