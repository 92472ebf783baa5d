// How much work a statement's constants make, while PostgreSQL folds them or when it runs: an
// estimate from above, in steps of about a nanosecond or ten. Most of its functions look at no
// interrupt, so that neither statement_timeout nor a cancel ends `array_fill(0, ARRAY[90000]) &&
// array_fill(1, ARRAY[90000])`: it compares eight billion times. Single bounds on counts do not see
// the product of two of them. A column of a table counts nothing, whatever it holds; what the
// statement makes itself, of rows or by a count that is no constant, counts as long.

import {
  BOUNDED_TYPE_MODIFIERS,
  COLLECTING_NODES,
  LINEAR_OPERATORS,
} from "./allow_lists/bounded_functions.ts";
import { COMPUTED_VALUE } from "./bind/computed_value.ts";
import type { Folding } from "./folding.ts";
import { measureNumber } from "./measure_constant.ts";
import {
  bareNode,
  isTreeNode,
  nodeList,
  nodeOfType,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "./tree.ts";
import { ESCAPED, isComputed, OPEN_POWER, weighCall } from "./weigh_call.ts";
import { after, ENDLESS, MADE, NOTHING, sized, together, type Weight } from "./weight.ts";
import { countTableSteps } from "./xpath_steps.ts";

/** Deeper expressions than this are taken to be without end. */
const MAX_DEPTH = 400;

/** A numeric multiplies its digits by fours, in a short loop. */
const DIGITS_A_STEP = 16;

/** The steps of a product of numbers that may have all the digits a numeric can have: 0.1 s. */
const LONGEST_PRODUCT = 2_000_000;

/** Kinds of operator that compare value by value, as often as there are values. */
const ONE_BY_ONE: ReadonlySet<unknown> = new Set([
  ..."AEXPR_OP AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_IN".split(" "),
]);

/** The steps of folding whatever is constant in `root`; `largest` is what a column comes to that nobody could bind. */
export function weighFolding(root: unknown, folding: Folding, largest: number): number {
  const { work, hasMade } = weighAll(root, folding, largest);
  if (folding.isBound || !hasMade || largest >= MADE.size) return work;
  return weighAll(root, folding, MADE.size).work;
}

function weighAll(
  root: unknown,
  folding: Folding,
  largest: number,
): { readonly work: number; readonly hasMade: boolean } {
  const known = new Map<TreeNode, Weight>();
  let hasMade = false;

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
    hasMade ||= weight.made;
    return weight;
  }

  function weighNode(type: string, node: TreeNode, depth: number): Weight {
    const parts = (): Weight => weigh(Object.values(node), depth);
    if (COLLECTING_NODES.has(type)) return { ...MADE, work: parts().work };
    switch (type) {
      case "A_Const":
        return sized(constantSize(node));
      case "ColumnRef":
        return handedOn(node, depth);
      case "A_Indirection":
        return together([handedOn(node, depth), parts()]);
      case "SelectStmt":
        return { ...weigh([node.targetList, node.valuesLists], depth), work: parts().work };
      case "FuncCall":
        return weighCall(node, folding, (value) => weigh(value, depth));
      case "TypeCast":
        return weighCast(node, depth);
      case "SubLink":
        return node.subLinkType === "ARRAY_SUBLINK" ? { ...MADE, work: parts().work } : parts();
      case "XmlExpr":
        return node.op === "IS_XMLPARSE" ? parsedXml(parts()) : longer(parts());
      case "RangeTableFunc": {
        const columns = nodeList(node.columns)
          .map((each) => nodeOfType(each, "RangeTableFuncCol")?.colexpr)
          .filter((path) => path !== undefined);
        const { size } = weigh(node.docexpr, depth);
        const steps = countTableSteps({ rows: node.rowexpr, columns }, size, folding);
        return { ...parts(), work: parts().work + (size > 0 ? steps : 0) };
      }
      case COMPUTED_VALUE: {
        const inner = weigh(node.args, depth);
        return { ...inner, work: 0, grows: node.recursive === true };
      }
      default:
        return parts();
    }
  }

  /** What a column hands on: what folds is computed again wherever it comes to stand. */
  function handedOn(node: TreeNode, depth: number): Weight {
    const { work } = weigh([...folding.definitionsOf(node)], depth);
    if (!folding.isBound) return { ...NOTHING, size: largest, work };
    return { ...weigh([...folding.sourcesOf(node)], depth), work };
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
      weight = weighOperator(node, weight, weigh(node.rexpr, depth));
    }
    return weight;
  }

  function weighOperator(node: TreeNode, left: Weight, right: Weight): Weight {
    const symbol = stringNodes(node.name).at(-1) ?? "";
    const both = together([left, right]);
    const bothMade = left.made && right.made;
    if (symbol === "^" && !folding.folds(node.rexpr)) {
      return after(both, Math.max(both.size, OPEN_POWER.size), both.work + OPEN_POWER.work);
    }
    if (/^[*\/%]$/.test(symbol)) {
      const steps = bothMade ? LONGEST_PRODUCT : left.size * right.size / DIGITS_A_STEP;
      const weight = after(both, both.size, both.work + steps);
      return left.grows && right.grows ? { ...MADE, work: weight.work } : weight;
    }
    // Of a document `-` takes away each key that an array names.
    const linear = ONE_BY_ONE.has(node.kind) && LINEAR_OPERATORS.has(symbol) &&
      !(symbol === "-" && bothMade);
    const steps = linear ? 0 : left.size * right.size;
    const weight = after(both, both.size, both.work + steps);
    return symbol === "||" ? longer(weight) : weight;
  }

  function weighCast(node: TreeNode, depth: number): Weight {
    const inner = weigh(node.arg, depth);
    const typeName = bareNode(node.typeName);
    const name = stringNodes(typeName?.names).at(-1) ?? "";
    const length = BOUNDED_TYPE_MODIFIERS.has(name)
      ? measureNumber(nodeList(typeName?.typmods)[0], folding) ?? 0
      : 0;
    if (name === "xml") return parsedXml(inner);
    // What is no text yet may be written out in quotes: '{"\"x\""}'.
    const quoted = isComputed(node.arg) ? ESCAPED * inner.size : inner.size;
    const written = ["RowExpr", "A_ArrayExpr"].includes(unwrapNode(node.arg)?.type ?? "");
    const weight = after(inner, Math.max(quoted, length));
    return written ? longer(weight) : weight;
  }

  return { work: weigh(root, 0).work, hasMade };
}

/** What is put behind what a recursive query gave is there in the next round, too. */
function longer(weight: Weight): Weight {
  return weight.grows ? { ...MADE, work: weight.work } : weight;
}

/** libxml2 holds each attribute of an element against the others; a text that is written out has few. */
function parsedXml(text: Weight): Weight {
  return after(text, text.size, text.work + (text.made ? text.size ** 2 : 0));
}

function constantSize(node: TreeNode): number {
  const text = textField(bareNode(node.sval)?.sval) ?? textField(bareNode(node.fval)?.fval) ??
    textField(bareNode(node.bsval)?.bsval);
  if (text === null) return 8;
  const exponent = /^[\d._]+e([+-]?\d+)$/i.exec(text)?.[1];
  return Math.max(text.length, Math.abs(Number(exponent ?? 0)));
}
