// Whether a statement asks PostgreSQL's own catalogue anything, by a relation, a function or a type;
// the labels of an enum stand in it too.

import { isCatalogueFunction, isLabelFunction } from "./allow_lists/functions.ts";
import { isObjectNameType } from "./allow_lists/types.ts";
import type { StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";

/** Says so. */
export function tellsOfObjects(
  { attributes, functions, relations, types }: StatementFacts,
): boolean {
  return relations.some((relation) => systemSchemaOf(relation) !== null) ||
    functions.some(({ name }) => isCatalogueFunction(name) || isLabelFunction(name)) ||
    attributes.some(({ name }) => isLabelFunction(name)) ||
    types.some(({ name }) => isObjectNameType(name));
}
