// Every table is a type too: `NULL::app.users` tells that the table exists, and its fields how its
// columns are called. Of what is hidden neither is told.

import { isBuiltinType } from "../sql/allow_lists/types.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { dotted } from "../sql/name_policy.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { CompiledPolicy } from "./compiled_policy.ts";

/** Refuses the first name that may be the row type of a relation that is not wholly shown. */
export function refuseRowType(facts: StatementFacts, compiled: CompiledPolicy): Refusal | null {
  const named = [
    ...facts.types,
    // `users('(1,x)')` and `('(1,x)'::text).users` are casts as well.
    ...facts.functions.filter((call) => call.form === "call" && call.argumentCount === 1),
    ...facts.attributes.filter(({ qualifier }) => qualifier === null)
      .map((attribute) => ({ ...attribute, schema: null })),
  ];
  if (named.length === 0) return null;
  for (const type of named) {
    const schemas = compiled.hiddenTypes.get(type.name.replace(/^_+/, ""));
    const builtin = type.schema === "pg_catalog" ||
      (type.schema === null && isBuiltinType(type.name));
    if (schemas === undefined || builtin) continue;
    if (type.schema !== null && !schemas.has(type.schema)) continue;
    return {
      code: "PGMCP_UNDEFINED_NAME",
      message: `There is no type ${dotted(type)}`,
      hint: "Use PostgreSQL's built-in types, or a type of the database by its exact name.",
      fragment: dotted(type),
      location: type.location,
    };
  }
  return null;
}
