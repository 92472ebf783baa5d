// Every table is a type too: `NULL::app.users` tells that the table exists, and its fields how its
// columns are called. Of what is hidden neither is told.

import { isBuiltinType } from "../sql/allow_lists/types.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { refuseUnknownFunction } from "../sql/judge_functions.ts";
import { refuseUndefinedType } from "../sql/refuse_undefined_type.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { CompiledPolicy } from "./compiled_policy.ts";

/** Refuses the first name that may be the row type of a relation that is not wholly shown. */
export function refuseRowType(facts: StatementFacts, compiled: CompiledPolicy): Refusal | null {
  const attributes = facts.attributes.filter(({ qualifier }) => qualifier === null)
    .map((attribute) => ({ ...attribute, schema: null }));
  for (const type of [...facts.types, ...attributes]) {
    if (isHidden(type, compiled)) return refuseUndefinedType(type);
  }
  // `users('(1,x)')` is a cast as well; where there is no such type, it is a call of nothing.
  const cast = facts.functions.find((call) =>
    call.form === "call" && call.argumentCount === 1 && isHidden(call, compiled)
  );
  return cast === undefined ? null : refuseUnknownFunction(cast);
}

function isHidden(
  { schema, name }: { readonly schema: string | null; readonly name: string },
  compiled: CompiledPolicy,
): boolean {
  const schemas = compiled.hiddenTypes.get(name.replace(/^_+/, ""));
  const builtin = schema === "pg_catalog" || (schema === null && isBuiltinType(name));
  return schemas !== undefined && !builtin && (schema === null || schemas.has(schema));
}
