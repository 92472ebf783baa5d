// A relation of the policy as the binder wants to be told of it: with all its columns, those too
// that the policy hides, for names bind against the full table first.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { KnownRelation } from "../sql/bind/bound_statement.ts";
import { builtinType } from "../sql/bind/sql_type.ts";
import type { RelationRule } from "./compiled_policy.ts";

/** What the binder knows of the relation; null where nobody knows it. */
export function knownRelation(rule: RelationRule | null): KnownRelation | null {
  return rule === null ? null : relationOfEntry(rule.entry);
}

/** What the binder knows of a relation of the database. */
export function relationOfEntry(entry: CatalogueEntry): KnownRelation {
  return {
    schema: entry.schema,
    name: entry.name,
    kind: entry.kind,
    complete: true,
    columns: entry.columns.map(({ name, number, typeSchema, typeName }) => ({
      name,
      attnum: number,
      type: typeSchema === "pg_catalog"
        ? builtinType(typeName)
        : { schema: typeSchema, name: typeName, array: false },
    })),
  };
}
