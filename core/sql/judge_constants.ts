// Constants that fold into something huge or endless while a statement is planned,
// where no timeout fires: counts, exponents, type lengths, JSON paths, format
// widths. They are bounded here, before the server sees them.

import {
  BOUNDED_FUNCTIONS,
  BOUNDED_OPERATORS,
  BOUNDED_TYPE_MODIFIERS,
  isBoundedFormat,
  isBoundedJsonPath,
  isBoundedNumber,
  MAX_FILLED_ELEMENTS,
} from "./allow_lists/bounded_functions.ts";
import { isJsonPathFunction } from "./allow_lists/functions.ts";
import { estimatePlannedNodes, MAX_PLANNED_NODES } from "./allow_lists/planner_growth.ts";
import { estimateText, MAX_FOLDED_CHARACTERS } from "./estimate_text.ts";
import type { FunctionFact, StatementFacts } from "./facts.ts";
import { createFolding, type Folding, holdsColumn } from "./folding.ts";
import { judgeFolding } from "./judge_folding.ts";
import { literalText, measureNumber } from "./measure_constant.ts";
import { concatenated } from "./object_name.ts";
import type { Refusal } from "./refusal.ts";
import { bareNode, locationOf, nodeList, nodeOfType, stringNodes } from "./tree.ts";

/** Refuses the first constant that is too large to fold. */
export function judgeConstants(facts: StatementFacts): Refusal | null {
  const folding = createFolding(facts.bound);
  const tooManyNodes = judgeGrowth(facts);
  if (tooManyNodes !== null) return tooManyNodes;

  /** The number if it is past `max`; one that a column hands on only where all of `operands` fold. */
  function excess(expression: unknown, max: number, operands: readonly unknown[]): number | null {
    const size = measureNumber(expression, folding);
    if (size === null || size <= max) return null;
    const folds = !holdsColumn(expression) || operands.every((each) => folding.folds(each));
    return folds ? size : null;
  }

  for (const call of facts.functions) {
    if (call.schema !== null && call.schema !== "pg_catalog") continue;
    const refusal = judgeArguments(call, folding, excess);
    if (refusal !== null) return refusal;
  }
  for (const type of facts.types) {
    const max = BOUNDED_TYPE_MODIFIERS.get(type.name);
    const length = max === undefined ? null : measureNumber(type.modifiers[0], folding);
    if (max !== undefined && length !== null && length > max) {
      return refuse(type.name, `the length ${length}`, max, type.location);
    }
  }
  for (const expression of facts.expressions) {
    const symbol = stringNodes(expression.name).at(-1) ?? "";
    for (const { argument, max } of BOUNDED_OPERATORS.get(symbol) ?? []) {
      const operand = argument === 0 ? expression.lexpr : expression.rexpr;
      const size = excess(operand, max, [expression.lexpr, expression.rexpr]);
      if (size !== null) {
        return refuse(symbol, describe(size), max, locationOf(expression));
      }
    }
  }
  return judgeNumbers(facts) ?? judgePaths(facts, folding) ?? judgeTexts(facts, folding) ??
    judgeFolding(facts, folding);
}

function judgeArguments(
  call: FunctionFact,
  folding: Folding,
  excess: (expression: unknown, max: number, operands: readonly unknown[]) => number | null,
): Refusal | null {
  // A type's name is a function too: bpchar('x', 10485764, true) pads as char(10485760) does.
  const length = BOUNDED_TYPE_MODIFIERS.get(call.name);
  const bounds = BOUNDED_FUNCTIONS.get(call.name) ??
    (length === undefined ? [] : [{ argument: 1, max: length }]);
  for (const { argument, max } of bounds) {
    const size = excess(call.args[argument], max, call.args);
    if (size !== null) return refuse(call.name, describe(size), max, call.location);
  }
  if (call.name === "array_fill" && filledElements(call.args[1], folding) > MAX_FILLED_ELEMENTS) {
    const what = "more elements";
    return refuse("array_fill", what, MAX_FILLED_ELEMENTS, call.location);
  }
  if (call.name === "format") {
    const format = foldedText(call.args[0], folding);
    // One put together from constants could hide a width, and folds as well.
    const bounded = format === null ? !folding.folds(call.args[0]) : isBoundedFormat(format);
    if (!bounded) {
      return refuse("format", "a field width of more than three digits", 999, call.location);
    }
  }
  return null;
}

/** How many elements constant dimensions of array_fill multiply to; 0 if they are not constant. */
function filledElements(dimensions: unknown, folding: Folding): number {
  const text = literalText(dimensions);
  const array = nodeOfType(nodeOfType(dimensions, "TypeCast")?.arg ?? dimensions, "A_ArrayExpr");
  const sizes = text === null
    ? nodeList(array?.elements).map((element) => measureNumber(element, folding) ?? 1)
    : (text.match(/\d+/g) ?? []).map(Number);
  if (sizes.length > 0) return sizes.reduce((product, size) => product * size, 1);
  return dimensions === undefined || !folding.folds(dimensions) ? 0 : Infinity;
}

/** The text of a literal, or of literals joined by `||`, also where a column hands them on; null for anything else. */
function foldedText(expression: unknown, folding: Folding): string | null {
  const texts = concatenated(expression).map((part) => {
    const column = nodeOfType(part, "ColumnRef");
    if (column === null) return literalText(part);
    const [only, another] = folding.definitionsOf(column);
    return only === undefined || another !== undefined ? null : literalText(only);
  });
  return texts.includes(null) ? null : texts.join("");
}

function judgeTexts(facts: StatementFacts, folding: Folding): Refusal | null {
  let total = 0;
  for (const call of facts.functions) {
    const characters = estimateText(call, folding);
    total += characters > 10_000 ? characters : 0;
    if (characters > MAX_FOLDED_CHARACTERS || total > 8 * MAX_FOLDED_CHARACTERS) {
      return {
        code: "PGMCP_CONSTANT_TOO_LARGE",
        message: `The call of ${call.name} would fold into a text of millions of characters`,
        hint: "Make the text or the count smaller.",
        fragment: call.name,
        location: call.location,
      };
    }
  }
  return null;
}

function judgeNumbers(facts: StatementFacts): Refusal | null {
  const huge = [...facts.numbers, ...facts.texts].find(({ text }) => !isBoundedNumber(text));
  if (huge === undefined) return null;
  return {
    code: "PGMCP_CONSTANT_TOO_LARGE",
    message: `The number ${huge.text.slice(0, 40)} has too large an exponent to calculate with`,
    hint: "Use an exponent between -400 and 400.",
    fragment: huge.text.slice(0, 40),
    location: huge.location,
  };
}

function judgeGrowth(facts: StatementFacts): Refusal | null {
  // The first SELECT that the walk met holds the others, but for a write.
  const roots = facts.access === "read" ? facts.selects.slice(0, 1) : facts.selects;
  if (roots.every((root) => estimatePlannedNodes(root) <= MAX_PLANNED_NODES)) return null;
  return {
    code: "PGMCP_SQL_TOO_COMPLEX",
    message: "The sub-selects copy their expressions so often that planning would not end",
    hint: "Use each computed column once, or put AS MATERIALIZED on the WITH queries.",
    fragment: null,
    location: null,
  };
}

/**
 * Where JSON paths are used, every literal is held to their bound, for any of them
 * may be a path; and a path put together from constants is refused.
 */
function judgePaths(facts: StatementFacts, folding: Folding): Refusal | null {
  for (const cast of facts.casts) {
    const toPath = stringNodes(bareNode(cast.typeName)?.names).at(-1) === "jsonpath";
    if (toPath && literalText(cast.arg) === null && folding.folds(cast.arg)) {
      return refusePath(locationOf(cast));
    }
  }
  if (!usesPaths(facts)) return null;
  const path = facts.texts.find(({ text }) => !isBoundedJsonPath(text));
  return path === undefined ? null : refusePath(path.location);
}

function usesPaths(facts: StatementFacts): boolean {
  return facts.types.some((type) => type.name.endsWith("jsonpath")) ||
    facts.operators.some(({ name }) => name === "@?" || name === "@@") ||
    facts.functions.some(({ name, form }) => form === "node" || isJsonPathFunction(name)) ||
    facts.hasJsonTable;
}

function describe(size: number): string {
  return size === Infinity ? "a number that is not a plain literal" : `the number ${size}`;
}

function refusePath(location: number | null): Refusal {
  return {
    code: "PGMCP_CONSTANT_TOO_LARGE",
    message: "The JSON path multiplies its work with every .**",
    hint: "Use .** at most once in a path, and write the path as a literal.",
    fragment: ".**",
    location,
  };
}

function refuse(what: string, size: string, max: number, location: number | null): Refusal {
  return {
    code: "PGMCP_CONSTANT_TOO_LARGE",
    message: `${what} with ${size} may fold into something huge while the statement is planned`,
    hint: `Use a literal of at most ${max} there.`,
    fragment: what,
    location,
  };
}
