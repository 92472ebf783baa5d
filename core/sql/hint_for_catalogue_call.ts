// What to ask instead, where a catalogue function may not be called with what it was given.

import type { NamePolicy } from "./name_policy.ts";
import { RELATION_FUNCTIONS } from "./named_objects.ts";

const LIMITED =
  "Give it a column of a catalogue relation, written as alias.column, or the name of a table as a literal; or use describe_table and list_tables.";

/** A hint for a call of the function `name`. */
export function hintForCatalogueCall(
  name: string,
  { shown = null }: Pick<NamePolicy, "shown">,
): string {
  if (shown === null) return LIMITED;
  if (RELATION_FUNCTIONS.get(name)?.tells === "rows") {
    return `The size of a table that is shown as it is may be asked by name: ${name}('schema.table').`;
  }
  if (name === "obj_description" || name === "col_description") {
    return "Read the comments there are in pg_catalog.pg_description, by objoid, objsubid and classoid = 'pg_class'::regclass; or use describe_table.";
  }
  if (name === "pg_get_expr") {
    return "Give it two columns of one row, as in pg_get_expr(d.adbin, d.adrelid).";
  }
  return "Give it the OID column of a catalogue relation, as in c.oid, or the name of a table as a literal; or use describe_table and list_tables.";
}
