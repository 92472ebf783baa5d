// The users' types that nothing is of but columns whose values are not shown.

import type { CompiledPolicy } from "./compiled_policy.ts";

/** Finds them, by name, with their schemas; of an array the type of its elements. */
export function hiddenColumnTypes(
  { hiddenOrigins, relations }: Pick<CompiledPolicy, "hiddenOrigins" | "relations">,
): ReadonlyMap<string, ReadonlySet<string>> {
  const hidden = new Map<string, Set<string>>();
  const shown = new Map<string, Set<string>>();
  for (const { entry: { columns, oid } } of relations.values()) {
    for (const { number, typeName, typeSchema } of columns) {
      if (typeSchema === "pg_catalog") continue;
      const types = hiddenOrigins.has(`${oid}.${number}`) ? hidden : shown;
      const name = typeName.replace(/^_+/, "");
      types.set(name, (types.get(name) ?? new Set()).add(typeSchema));
    }
  }
  for (const [name, schemas] of shown) {
    for (const schema of schemas) hidden.get(name)?.delete(schema);
    if (hidden.get(name)?.size === 0) hidden.delete(name);
  }
  return hidden;
}
