// Whether a statement asks PostgreSQL's own catalogue anything, by a relation, a function or a type;
// the labels of an enum stand in it too, and collations and configurations of full-text search.

import { isCatalogueFunction, isLabelFunction } from "./allow_lists/functions.ts";
import { isObjectNameType } from "./allow_lists/types.ts";
import type { StatementFacts } from "./facts.ts";
import { looksUpNames } from "./judge_lookups.ts";
import { systemSchemaOf } from "./judge_relations.ts";

/** Says so. */
export function tellsOfObjects(facts: StatementFacts): boolean {
  const { attributes, functions, relations, types } = facts;
  return looksUpNames(facts) || relations.some((relation) => systemSchemaOf(relation) !== null) ||
    functions.some(({ name }) => isCatalogueFunction(name) || isLabelFunction(name)) ||
    attributes.some(({ name }) => isLabelFunction(name)) ||
    types.some(({ name }) => isObjectNameType(name));
}
