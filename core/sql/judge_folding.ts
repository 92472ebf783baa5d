// Whether folding a statement's constants ends soon, all of them together: a thousand harmless
// products of one long number are no longer harmless. Looks only where long constants stand, or
// something that makes long ones of short ones.

import {
  BOUNDED_OPERATORS,
  BOUNDED_TYPE_MODIFIERS,
  MAX_FOLDING_STEPS,
} from "./allow_lists/bounded_functions.ts";
import type { StatementFacts } from "./facts.ts";
import type { Folding } from "./folding.ts";
import { makesValues } from "./makes_values.ts";
import type { Refusal } from "./refusal.ts";
import { weighFolding } from "./weigh_folding.ts";

/** Constants with fewer characters in all are short. */
const MANY_CHARACTERS = 3_000;

/** So many calls and casts around one another may double a text that often. */
const MANY_CALLS = 16;

const MANY_COLUMNS = 200;

/** Whether constants may be long, or many. */
export function mayFoldAtLength(facts: StatementFacts): boolean {
  return facts.functions.length + facts.casts.length >= MANY_CALLS ||
    facts.columns.length >= MANY_COLUMNS || facts.expressions.length >= MANY_COLUMNS ||
    charactersOf(facts) >= MANY_CHARACTERS;
}

/** Refuses a statement whose constants take too long to fold. */
export function judgeFolding(facts: StatementFacts, folding: Folding): Refusal | null {
  const grows = makesValues(facts) ||
    facts.operators.some(({ name }) => BOUNDED_OPERATORS.has(name)) ||
    facts.types.some(({ name }) => BOUNDED_TYPE_MODIFIERS.has(name));
  if (!grows && !mayFoldAtLength(facts)) return null;
  // The first SELECT holds the others, but for a write.
  const roots = facts.access === "read" ? facts.selects.slice(0, 1) : facts.selects;
  const characters = charactersOf(facts);
  const steps = roots.map((node) => weighFolding({ SelectStmt: node }, folding, characters));
  if (steps.every((each) => each <= MAX_FOLDING_STEPS)) return null;
  return {
    code: "PGMCP_CONSTANT_TOO_LARGE",
    message: "What the statement makes takes too long to compute, which no timeout would end",
    hint:
      "Use shorter texts, smaller arrays and smaller numbers, or use each of them less often. What is collected from rows is compared row by row: join the rows, or unnest one of two arrays.",
    fragment: null,
    location: null,
  };
}

function charactersOf(facts: StatementFacts): number {
  let characters = 0;
  for (const { text } of facts.texts) characters += text.length;
  for (const { text } of facts.numbers) characters += text.length;
  return characters;
}
