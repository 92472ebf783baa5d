// What names mean as far as the text tells: the columns of catalogue relations are known without
// asking, of users' relations nothing. Only where a judgement needs it: where a catalogue relation
// is read, and where something is called that constants from a sub-select could make huge.

import {
  BOUNDED_FUNCTIONS,
  BOUNDED_OPERATORS,
  BOUNDED_TYPE_MODIFIERS,
  CONSTANT_GROWTH,
  GROWING_FUNCTIONS,
} from "./allow_lists/bounded_functions.ts";
import { ARGUMENT_BOUNDS } from "./allow_lists/extensions/argument_bounds.ts";
import { CATALOGUE_COLUMNS } from "./allow_lists/catalogue_columns.gen.ts";
import { bindStatement } from "./bind/bind_statement.ts";
import type { BoundStatement, KnownRelation } from "./bind/bound_statement.ts";
import { MAX_FROM_ITEMS } from "./judge_names.ts";
import { builtinType } from "./bind/sql_type.ts";
import type { StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { comparesUnnamed } from "./judge_comparisons.ts";
import { mayFoldAtLength } from "./judge_folding.ts";
import { makesValues } from "./makes_values.ts";
import { textField, type TreeNode, type TypedNode } from "./tree.ts";

const GROWING: ReadonlySet<string> = new Set([
  ...[...BOUNDED_FUNCTIONS.keys(), ...BOUNDED_TYPE_MODIFIERS.keys(), ...CONSTANT_GROWTH.keys()],
  ...[...GROWING_FUNCTIONS, ...ARGUMENT_BOUNDS.keys()],
]);

const relations: ReadonlyMap<string, KnownRelation> = new Map(
  CATALOGUE_COLUMNS.map(([written, complete, columns]) => {
    const [schema = "", name = ""] = written.split(".");
    const known = columns.split(" ").map((column, index) => {
      const [own = "", type = ""] = column.split(":");
      return { name: own, attnum: index + 1, type: type === "*" ? null : builtinType(type) };
    });
    // Views have no system columns; which of them are tables makes no other difference here.
    return [written, { schema, name, kind: "r", complete, columns: known }];
  }),
);

/** Binds a statement where it is needed; null where not, and where the binder does not understand it. */
export function bindByText(root: TypedNode, facts: StatementFacts): BoundStatement | null {
  const needed = facts.relations.some((relation) => systemSchemaOf(relation) !== null) ||
    facts.functions.some(({ name }) => GROWING.has(name)) ||
    facts.operators.some(({ name }) => BOUNDED_OPERATORS.has(name)) ||
    facts.types.some(({ name }) => name === "jsonpath") || mayFoldAtLength(facts) ||
    makesValues(facts) || comparesUnnamed(facts);
  // What is refused for its length is not worth the time.
  if (!needed || facts.ranges.length > MAX_FROM_ITEMS) return null;
  const bound = bindStatement(root, { relation: catalogueRelation });
  return bound.kind === "bound" ? bound : null;
}

/** The catalogue relation that a `RangeVar` names; null for a user's. */
export function catalogueRelation(node: TreeNode): KnownRelation | null {
  const name = textField(node.relname) ?? "";
  const schema = systemSchemaOf({ schema: textField(node.schemaname), name });
  return schema === null ? null : relations.get(`${schema}.${name}`) ?? null;
}
