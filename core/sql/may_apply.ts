// Whether a user's operator with a built-in symbol can be what a statement means by the symbol. One
// between two types of its own can not, where no value of them is in reach: PostgreSQL finds its
// own first (section 10.2), and refusing every `=` would leave nothing.

import type { OperatorInfo, RelationInfo } from "../ports/catalogue.ts";
import { isOpenCall } from "./ask_catalogue.ts";
import { isAllowedFunction } from "./allow_lists/functions.ts";
import { COMPARISON_OPERATORS } from "./comparison_operators.ts";
import type { OperatorFact, StatementFacts } from "./facts.ts";
import { isSurelyColumn } from "./judge_attributes.ts";
import { needsCatalogue } from "./judge_types.ts";

/** What the values of a statement come from. */
export interface ValueSources {
  readonly facts: StatementFacts;
  /** In the order of the facts; null for a system relation, and for one that does not exist. */
  readonly relations: readonly (RelationInfo | null)[];
}

/** Whether the operator found may be applied. Of types, functions and columns of users any may bring its operands. */
export function mayApply(
  operator: OperatorFact,
  found: OperatorInfo,
  { facts, relations }: ValueSources,
): boolean {
  const { ownTypes } = found;
  // PostgreSQL has the comparisons for text and for rows as well, so that literals and rows without
  // a type go to its own: `ROW(1) + ROW(2)` would find a user's.
  if (ownTypes === null || !COMPARISON_OPERATORS.has(operator.name)) return true;
  return facts.types.some(needsCatalogue) ||
    // What is no column may be a cast: `x.mood`, where x is a text from a function in FROM.
    facts.attributes.some((attribute) => !isSurelyColumn(attribute, facts, relations)) ||
    facts.functions.some((call) =>
      isOpenCall(call) && (call.schema !== null || !isAllowedFunction(call.name))
    ) ||
    relations.some((relation) =>
      relation?.ownTypes.some((type) => type === "*" || ownTypes.includes(type)) ?? false
    );
}
