// What a compiled policy leaves of the database for PostgreSQL's own catalogue to tell of.

import type { CatalogueColumn } from "../ports/protection_catalogue.ts";
import type { ShownObjects, ShownPart } from "../sql/shown_objects.ts";
import type { CompiledPolicy, RelationRule } from "./compiled_policy.ts";

/** Says what is shown; `schemas` are those that may be seen at all, null for every one. */
export function shownObjects(
  compiled: Pick<CompiledPolicy, "relations" | "hiddenColumnTypes">,
  schemas: readonly string[] | null,
): ShownObjects {
  const { relations } = compiled;
  const shown = [...relations.values()].flatMap((rule) =>
    rule.kind === "denied" || schemas?.includes(rule.entry.schema) === false ? [] : [rule]
  );
  const rowTypes = deniedRowTypes(relations.values());
  const whole: string[] = [];
  const parts: ShownPart[] = [];
  for (const rule of shown) {
    const { entry } = rule;
    const columns = rule.kind === "open"
      ? entry.columns.map((column) => ({ column, mask: null }))
      : rule.shown;
    // The type of such a column is called as the table is.
    const named = columns.filter(({ column }) => !isDeniedRow(column, rowTypes));
    const hidesColumns = named.length < entry.columns.length;
    if (rule.kind === "open" && !hidesColumns) whole.push(entry.oid);
    else {
      parts.push({
        oid: entry.oid,
        columns: named.map(({ column, mask }) => ({ name: column.name, masked: mask !== null })),
        hidesColumns,
      });
    }
  }
  return {
    schemas: [...new Set(shown.map(({ entry }) => entry.schema))],
    ...{ whole, parts },
    hidesTypes: compiled.hiddenColumnTypes.size > 0,
    plainNames: shown.every(({ entry }) => isPlain(entry.schema) && isPlain(entry.name)),
  };
}

/** The names of denied relations, by schema, as the types of their rows and of arrays of them are called: `name`, `_name`. */
function deniedRowTypes(rules: Iterable<RelationRule>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, entry } of rules) {
    if (kind !== "denied") continue;
    const names = found.get(entry.schema) ?? [];
    names.push(withoutUnderscores(entry.name));
    found.set(entry.schema, names);
  }
  return found;
}

function isDeniedRow(
  { typeSchema, typeName }: CatalogueColumn,
  denied: ReadonlyMap<string, readonly string[]>,
): boolean {
  const wanted = withoutUnderscores(typeName);
  const cut = encoder.encode(typeName).length >= MAY_BE_CUT_BYTES;
  return (denied.get(typeSchema) ?? []).some((name) =>
    name === wanted || (cut && name.startsWith(wanted))
  );
}

/** The array's name is cut at 63 bytes, and what its underscores push out is lost. */
const MAY_BE_CUT_BYTES = 60;

const encoder = new TextEncoder();

function withoutUnderscores(name: string): string {
  return name.replace(/^_+/, "");
}

/** Whether the name means the same where nobody quotes it; key words are no matter inside a text. */
function isPlain(name: string): boolean {
  return /^[a-z_][a-z0-9_]*$/.test(name);
}
