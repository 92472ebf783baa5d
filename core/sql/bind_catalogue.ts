// What names mean in a statement that reads catalogue relations, as far as the text tells: the
// columns of those relations are known without asking. Of users' relations nothing is known here.

import { CATALOGUE_COLUMNS } from "./allow_lists/catalogue_columns.gen.ts";
import { bindStatement } from "./bind/bind_statement.ts";
import type { BoundStatement, KnownRelation } from "./bind/bound_statement.ts";
import { builtinType } from "./bind/sql_type.ts";
import type { StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { textField, type TreeNode, type TypedNode } from "./tree.ts";

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

/** Binds a statement that reads a catalogue relation; null for any other, and where the binder does not understand it. */
export function bindCatalogue(root: TypedNode, facts: StatementFacts): BoundStatement | null {
  if (facts.relations.every((relation) => systemSchemaOf(relation) === null)) return null;
  const bound = bindStatement(root, { relation: catalogueRelation });
  return bound.kind === "bound" ? bound : null;
}

/** The catalogue relation that a `RangeVar` names; null for a user's. */
export function catalogueRelation(node: TreeNode): KnownRelation | null {
  const name = textField(node.relname) ?? "";
  const schema = systemSchemaOf({ schema: textField(node.schemaname), name });
  return schema === null ? null : relations.get(`${schema}.${name}`) ?? null;
}
