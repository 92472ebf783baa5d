// A cast shows whether there is an enum, and `enum_range(NULL::app.kind)` its labels. Where nothing
// but denied columns is of it, an enum does not exist; where masked columns are, too, its labels
// do not: a statement that may list labels does not name it. Types of extensions are no secret,
// and everything else tells nothing of itself.

import type { ObjectName, TypeInfo } from "../ports/catalogue.ts";
import { isLabelFunction } from "../sql/allow_lists/functions.ts";
import { isBuiltinType } from "../sql/allow_lists/types.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { refuseUndefinedType } from "../sql/refuse_undefined_type.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { CompiledPolicy } from "./compiled_policy.ts";

/** Refuses the first name of such an enum; `find` looks types up, and is asked only about what may be one. */
export async function refuseHiddenEnum(
  facts: StatementFacts,
  compiled: Pick<CompiledPolicy, "deniedColumnTypes" | "hiddenColumnTypes">,
  find: (types: readonly ObjectName[]) => Promise<readonly TypeInfo[]>,
): Promise<Refusal | null> {
  const listsLabels = [...facts.functions, ...facts.attributes].some(({ name }) =>
    isLabelFunction(name)
  );
  const secret = listsLabels ? compiled.hiddenColumnTypes : compiled.deniedColumnTypes;

  function isOfHidden({ schema, name }: ObjectName): boolean {
    const schemas = secret.get(name);
    if (schemas === undefined || (schema === null && isBuiltinType(name))) return false;
    return schema === null || schemas.has(schema);
  }

  // `(NULL::text).kind` is a cast as well; `kind(NULL)` is one that nobody may write.
  const attributes = facts.attributes.filter(({ qualifier }) => qualifier === null)
    .map(({ location, name }) => ({ schema: null, name, location }));
  const named = [...facts.types, ...attributes].filter(isOfHidden);
  if (named.length === 0) return null;
  const types = await find(named.map(({ schema, name }) => ({ schema, name })));
  const hidden = types.filter((type) =>
    type.kind === "enum" && type.extension === null && isOfHidden(type)
  );
  const refused = named.find(({ schema, name }) =>
    hidden.some((type) => type.name === name && (schema === null || schema === type.schema))
  );
  return refused === undefined ? null : refuseUndefinedType(refused);
}
