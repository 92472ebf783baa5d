// What the names in a row filter mean, bound once against the whole tables: columns of the filtered
// table, and those of the tables that its sub-queries read. Those tables are named with their schema,
// so that they are the same ones for whoever asks. What is not surely a column of a table is refused.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { bindStatement } from "../sql/bind/bind_statement.ts";
import type { BoundStatement } from "../sql/bind/bound_statement.ts";
import { nodeList, stringNode, textField, type TreeNode } from "../sql/tree.ts";
import { relationOfEntry } from "./known_relation.ts";

/** A table's name. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** Where a condition stands. */
export interface BindConditionOptions {
  /** The table it filters. */
  readonly entry: CatalogueEntry;
  /** The name that the condition gives it: its own, or that of a table whose rules are its own too. */
  readonly name: TableName;
  readonly lookups: LookupTables;
}

/** The tables that sub-queries may read. */
export interface LookupTables {
  /** The relation of that name; undefined where there is none. */
  named(table: TableName): CatalogueEntry | undefined;
  /** Whether reading it runs nothing: a table or materialised view, of which no part is foreign. */
  isPlain(entry: CatalogueEntry): boolean;
}

/** What the names mean. */
export interface BoundCondition {
  /** The columns, by the nodes that name them: of the filtered table, or of one that is read in a sub-query. */
  readonly columns: ReadonlyMap<
    TreeNode,
    { readonly table: TreeNode | null; readonly name: string }
  >;
  /** The tables that sub-queries read, by the nodes that name them. */
  readonly tables: ReadonlyMap<TreeNode, CatalogueEntry>;
}

/** Binds the parsed condition; or says why it cannot. */
export function bindCondition(
  condition: unknown,
  { entry, name, lookups }: BindConditionOptions,
): BoundCondition | string {
  const named = { schema: name.schema, name: name.name };
  const own: TreeNode = { schemaname: named.schema, relname: named.name, inh: true };
  const tables = new Map<TreeNode, CatalogueEntry>();
  let refused: string | null = null;
  const select = { targetList: [], fromClause: [{ RangeVar: own }], whereClause: condition };
  const bound = bindStatement({ type: "SelectStmt", node: select }, {
    relation(node) {
      if (node === own) return { ...relationOfEntry(entry), ...named };
      const found = findTable(node, lookups);
      if (typeof found === "string") {
        refused ??= found;
        return null;
      }
      tables.set(node, found);
      return relationOfEntry(found);
    },
  });
  if (bound.kind === "unbound") return refused ?? `cannot be read for sure: ${bound.reason}`;
  if (refused !== null) return refused;
  const columns = columnsOf(bound, own);
  if (columns instanceof Map) return { columns, tables };
  const others = tables.size === 0 ? "" : " or of one table that its sub-query reads";
  return `names ${columns}, which is no column of ${entry.name}${others}`;
}

function findTable(
  node: TreeNode,
  lookups: LookupTables,
): CatalogueEntry | string {
  const [schema, name = ""] = [textField(node.schemaname), textField(node.relname) ?? ""];
  if (schema === null) return `reads ${name} in a sub-query: write its schema too, schema.${name}`;
  const found = lookups.named({ schema, name });
  if (found === undefined) return `reads ${schema}.${name}, which is no table of the database`;
  return lookups.isPlain(found)
    ? found
    : `reads ${schema}.${name}, which is a view or is foreign: name the tables under it`;
}

/** The columns; or the first name that is none. */
function columnsOf(
  bound: BoundStatement,
  own: TreeNode,
): Map<TreeNode, { readonly table: TreeNode | null; readonly name: string }> | string {
  const columns = new Map<TreeNode, { readonly table: TreeNode | null; readonly name: string }>();
  for (const { node, part, means } of bound.references) {
    // A field of a composite value; what else it may be is the guard's to judge.
    if (part !== null) continue;
    const table = means.kind === "column" ? bound.scans[means.scan]?.node : undefined;
    // System columns are other ones after every UPDATE.
    if (means.kind !== "column" || table === undefined || means.attnum < 0) {
      return nodeList(node.fields).map((field) => stringNode(field) ?? "*").join(".");
    }
    columns.set(node, { table: table === own ? null : table, name: means.name });
  }
  return columns;
}
