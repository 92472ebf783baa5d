// A policy held against a database, for one role: what each relation is for it. What a name in a
// statement means is looked up here; a name that is not here is treated as one that does not exist.

import type { CatalogueColumn, CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { MaskExpression } from "./mask_expression.ts";
import type { RowFilter } from "./row_filter.ts";

/** A column that exists for the role. */
export interface ShownColumn {
  readonly column: CatalogueColumn;
  /** What stands in for its value; null where the value itself is shown. */
  readonly mask: (MaskExpression & { readonly rule: string }) | null;
}

/** A relation that is shown as it is. */
export interface OpenRelation {
  readonly kind: "open";
  readonly entry: CatalogueEntry;
  readonly writable: boolean;
}

/** A relation that does not exist for the role. */
export interface DeniedRelation {
  readonly kind: "denied";
  readonly entry: CatalogueEntry;
  readonly rule: string;
}

/** A relation of which columns, values or rows are hidden. */
export interface ProtectedRelation {
  readonly kind: "protected";
  readonly entry: CatalogueEntry;
  readonly writable: boolean;
  readonly shown: readonly ShownColumn[];
  /** The columns that do not exist for the role, with the rules that hide them. */
  readonly hidden: ReadonlyMap<string, string>;
  /** All of them have to hold for a row. */
  readonly filters: readonly (RowFilter & { readonly rule: string; readonly text: string })[];
}

/** What a relation is for the role. */
export type RelationRule = OpenRelation | DeniedRelation | ProtectedRelation;

/** What follows from a rule for something that the policy does not name. */
export interface LineageNote {
  /** The relation, or the column as `schema.table.column`. */
  readonly object: string;
  readonly effect: "denied" | "protected";
  /** Why, as a sentence. */
  readonly reason: string;
}

/** A rule that cannot be applied. */
export interface CompileProblem {
  /** The rule's path, such as `tables.customers.mask_columns.email`. */
  readonly rule: string;
  readonly message: string;
}

/** A policy for one role and one database. */
export interface CompiledPolicy {
  /** By {@linkcode relationKey}. */
  readonly relations: ReadonlyMap<string, RelationRule>;
  /** The names of relations that are not wholly shown, which are types too, with their schemas. */
  readonly hiddenTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The types that nothing is of but columns whose values are not shown, by name, with their schemas. */
  readonly hiddenColumnTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those among them that nothing is of but columns which do not exist for the role. */
  readonly deniedColumnTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The schemas whose names are no secret: those that are there, but where all tables are denied. */
  readonly openSchemas: ReadonlySet<string>;
  /** The OIDs of relations that others are partitions or inheritance children of. */
  readonly parents: ReadonlySet<string>;
  /** The OIDs of views that are shown as they are over what is not: of their plans only the shape is. */
  readonly viewsOverHidden: ReadonlySet<string>;
  /** The OIDs of relations whose rows could come in the order of a hidden value of another one. */
  readonly inHiddenOrder: ReadonlySet<string>;
  /** The names of relations that do not exist for the role, and of none that does. */
  readonly deniedNames: ReadonlySet<string>;
  /** Whether anything of the database is hidden, values and rows included. */
  readonly hides: boolean;
  /** Columns whose own values nobody of the role sees, as `table OID.number`. */
  readonly hiddenOrigins: ReadonlySet<string>;
  /** With any of these nothing may run. */
  readonly problems: readonly CompileProblem[];
  readonly lineage: readonly LineageNote[];
  /** The policy's hash. */
  readonly hash: string;
}

/** The key of a relation in {@linkcode CompiledPolicy.relations}. */
export function relationKey(relation: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([relation.schema, relation.name]);
}
