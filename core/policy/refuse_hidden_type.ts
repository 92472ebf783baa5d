// A cast shows whether there is a type, `enum_range(NULL::app.kind)` its labels, and a row made of
// it the names of its fields. Where nothing but denied columns is of it, or of what it is made of, a
// type does not exist; where masked columns are, too, its labels do not: a statement that may list
// labels does not name it. Types of extensions are no secret.

import type { ObjectName, TypeInfo } from "../ports/catalogue.ts";
import { isLabelFunction } from "../sql/allow_lists/functions.ts";
import { isBuiltinType } from "../sql/allow_lists/types.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { refuseUnknownFunction } from "../sql/judge_functions.ts";
import { refuseUndefinedType } from "../sql/refuse_undefined_type.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { CompiledPolicy } from "./compiled_policy.ts";

/** Refuses the first name of such a type; `find` looks types up, and is asked only about what may be one. */
export async function refuseHiddenType(
  facts: StatementFacts,
  compiled: Pick<CompiledPolicy, "deniedColumnTypes" | "hiddenColumnTypes">,
  find: (types: readonly ObjectName[]) => Promise<readonly TypeInfo[]>,
): Promise<Refusal | null> {
  const listsLabels = [...facts.functions, ...facts.attributes].some(({ name }) =>
    isLabelFunction(name)
  );
  const secret = listsLabels ? compiled.hiddenColumnTypes : compiled.deniedColumnTypes;

  function isOfHidden({ schema, name }: ObjectName): boolean {
    const schemas = secret.get(name.replace(/^_+/, ""));
    if (schemas === undefined || (schema === null && isBuiltinType(name))) return false;
    return schema === null || schemas.has(schema);
  }

  // `(NULL::text).kind` is a cast as well.
  const attributes = facts.attributes.filter(({ qualifier }) => qualifier === null)
    .map(({ location, name }) => ({ schema: null, name, location }));
  const named = [...facts.types, ...attributes].filter(isOfHidden);
  // A range is made by a function of its name.
  const calls = facts.functions.filter((call) => call.form === "call" && isOfHidden(call));
  if (named.length + calls.length === 0) return null;
  const types = await find([...named, ...calls].map(({ schema, name }) => ({ schema, name })));
  const hidden = types.filter((type) => type.extension === null && isOfHidden(type));
  const type = named.find((name) => isOneOf(name, hidden));
  if (type !== undefined) return refuseUndefinedType(type);
  const ranges = hidden.filter(({ kind }) => kind === "range" || kind === "multirange");
  const call = calls.find((name) => isOneOf(name, ranges));
  return call === undefined ? null : refuseUnknownFunction(call);
}

function isOneOf({ schema, name }: ObjectName, types: readonly TypeInfo[]): boolean {
  return types.some((type) => type.name === name && (schema === null || schema === type.schema));
}
