// Relations that a statement names in text: `'app.orders'::regclass`, `pg_relation_size('orders')`.
// Whether they exist for the role is asked where the names in FROM are asked for.

import { splitNames } from "./allow_lists/split_names.ts";
import type { FunctionFact, NamedObject } from "./facts.ts";
import { castType, constantText, relationName, withoutObjectCasts } from "./object_name.ts";
import { locationOf, type TreeNode } from "./tree.ts";

/** A catalogue function that tells of a relation. */
export interface RelationFunction {
  /** The place of the argument that names it; from the end where it is negative. */
  readonly place: number;
  readonly tells: NamedObject["tells"];
}

/** Catalogue functions that tell of a relation and of nothing beside it. */
export const RELATION_FUNCTIONS: ReadonlyMap<string, RelationFunction> = new Map([
  ...telling("name", 0, "pg_get_indexdef pg_table_is_visible to_regclass"),
  ...telling("name", -2, "has_any_column_privilege has_sequence_privilege has_table_privilege"),
  // What is said of a table, or of a column by its number or name.
  ...telling("columns", 0, "col_description obj_description pg_get_serial_sequence"),
  ...telling("columns", -3, "has_column_privilege"),
  ...telling("rows", 0, "pg_indexes_size pg_relation_size pg_table_size pg_total_relation_size"),
]);

/** The relations that calls and casts name in text. */
export function namedObjects(
  functions: readonly FunctionFact[],
  casts: readonly TreeNode[],
): readonly NamedObject[] {
  const found: NamedObject[] = [];
  for (const cast of casts) {
    if (castType(cast) === "regclass") found.push(...named(cast.arg, "name", locationOf(cast)));
  }
  for (const { name, args, location } of functions) {
    const told = RELATION_FUNCTIONS.get(name);
    if (told === undefined) continue;
    found.push(...named(args.at(told.place), told.tells, location));
  }
  return found;
}

/** The text that names the relation an expression is, through casts; null where it is none. */
export function textOfObject(expression: unknown): string | null {
  return constantText(withoutObjectCasts(expression));
}

function named(
  expression: unknown,
  tells: NamedObject["tells"],
  location: number | null,
): readonly NamedObject[] {
  const name = relationName(textOfObject(expression) ?? "");
  return name === null ? [] : [{ ...name, tells, location }];
}

function telling(
  tells: NamedObject["tells"],
  place: number,
  names: string,
): readonly (readonly [string, RelationFunction])[] {
  return [...splitNames(names)].map((name) => [name, { place, tells }] as const);
}
