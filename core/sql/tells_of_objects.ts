// Whether a statement asks PostgreSQL's own catalogue anything, by a relation, a function or a type.

import { isCatalogueFunction } from "./allow_lists/functions.ts";
import { isObjectNameType } from "./allow_lists/types.ts";
import type { StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";

/** Says so. */
export function tellsOfObjects({ relations, functions, types }: StatementFacts): boolean {
  return relations.some((relation) => systemSchemaOf(relation) !== null) ||
    functions.some(({ name }) => isCatalogueFunction(name)) ||
    types.some(({ name }) => isObjectNameType(name));
}
