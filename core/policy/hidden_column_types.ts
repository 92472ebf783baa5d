// The users' types that nothing is of but columns which are hidden in some way.

import type { CatalogueColumn } from "../ports/protection_catalogue.ts";
import type { RelationRule } from "./compiled_policy.ts";

/** Finds them among the columns of `relations`, by name, with their schemas; of an array the type of its elements. */
export function hiddenColumnTypes(
  relations: Iterable<RelationRule>,
  isHidden: (column: CatalogueColumn, rule: RelationRule) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const hidden = new Map<string, Set<string>>();
  const shown = new Map<string, Set<string>>();
  for (const rule of relations) {
    for (const column of rule.entry.columns) {
      const { typeName, typeSchema } = column;
      if (typeSchema === "pg_catalog") continue;
      const types = isHidden(column, rule) ? hidden : shown;
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
