// Whether a statement has something whose inside its text does not show: views, partitions, functions
// and types of users, attribute notation with a function's name. A statement over plain tables with
// built-in functions has none, and does not pay for a second look.

import type { CatalogueAnswer, RelationInfo } from "../../ports/catalogue.ts";
import { isBuiltinFunction } from "../allow_lists/functions.ts";
import { isSurelyColumn } from "../judge_attributes.ts";
import type { StatementFacts } from "../facts.ts";

/** Decides it with the catalogue's answer; `relations` in the order of the facts. */
export function needsPlanCheck(
  facts: StatementFacts,
  answer: CatalogueAnswer,
  relations: readonly (RelationInfo | null)[],
): boolean {
  // A write's plan is not what a READ ONLY transaction would run.
  if (facts.access === "write") return false;
  const called = new Set(answer.functions.map(({ name }) => name));
  return relations.some((relation) => relation !== null && readsOthers(relation)) ||
    facts.functions.some(({ name }) => called.has(name)) ||
    answer.operators.some(({ extension }) => extension === null) ||
    answer.types.some(({ kind, name }) =>
      kind !== "enum" && facts.types.some((type) => type.name === name)
    ) ||
    facts.attributes.some((attribute) =>
      (called.has(attribute.name) || isBuiltinFunction(attribute.name)) &&
      !isSurelyColumn(attribute, facts, relations)
    );
}

/** Whether reading a relation reads others. */
export function readsOthers(relation: RelationInfo): boolean {
  return relation.kind === "v" || relation.kind === "p" || relation.hasChildren;
}
