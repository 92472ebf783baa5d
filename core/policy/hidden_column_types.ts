// The users' types that nothing is of but columns which are hidden in some way, what those are made
// of, and what is made of them: a cast to a domain over a hidden enum tells of the enum.

import type {
  CatalogueColumn,
  CatalogueType,
  ProtectionSnapshot,
} from "../ports/protection_catalogue.ts";
import type { RelationRule } from "./compiled_policy.ts";

/** Where they are looked for. */
export interface HiddenColumnTypesOptions {
  readonly relations: Iterable<RelationRule>;
  /** The types there are. */
  readonly types: NonNullable<ProtectionSnapshot["types"]>;
  isHidden(column: CatalogueColumn, rule: RelationRule): boolean;
}

/** Finds them, by name, with their schemas; of an array the type of its elements. */
export function hiddenColumnTypes(
  { relations, types, isHidden }: HiddenColumnTypesOptions,
): ReadonlyMap<string, ReadonlySet<string>> {
  const hidden = new Map<string, Set<string>>();
  const shown = new Map<string, Set<string>>();
  const [schemasShown, schemasDenied] = [new Set<string>(), new Set<string>()];
  for (const rule of relations) {
    (rule.kind === "denied" ? schemasDenied : schemasShown).add(rule.entry.schema);
    // The rows of a table are a type too.
    const whole = rule.kind === "open" || (rule.kind === "protected" && rule.hidden.size === 0);
    if (!whole) add(rule.entry, hidden);
    // What it was made of has the same fields.
    if (rule.entry.ofType !== undefined) add(rule.entry.ofType, whole ? shown : hidden);
    for (const column of rule.entry.columns) {
      const into = isHidden(column, rule) ? hidden : shown;
      for (const type of typesOf(column)) add(type, into);
    }
  }
  const closed = schemasDenied.difference(schemasShown);
  for (const type of types) if (closed.has(type.schema)) add(type, hidden);
  for (const [name, schemas] of shown) {
    for (const schema of schemas) hidden.get(name)?.delete(schema);
    if (hidden.get(name)?.size === 0) hidden.delete(name);
  }
  // Each tells what it is made of at any depth: nothing new follows from what is added here.
  const over = types.filter(({ parts }) => parts.some((part) => has(part, hidden)));
  for (const type of over) add(type, hidden);
  return hidden;
}

function typesOf({ typeName, typeSchema, types = [] }: CatalogueColumn): readonly CatalogueType[] {
  return typeSchema === "pg_catalog" ? types : [{ schema: typeSchema, name: typeName }, ...types];
}

function add({ schema, name }: CatalogueType, to: Map<string, Set<string>>): void {
  const bare = withoutUnderscores(name);
  to.set(bare, (to.get(bare) ?? new Set()).add(schema));
}

function has(
  { schema, name }: CatalogueType,
  types: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  return types.get(withoutUnderscores(name))?.has(schema) === true;
}

function withoutUnderscores(name: string): string {
  return name.replace(/^_+/, "");
}
