// The port through which the shape of a database is read: schemas, tables, and
// one table in full. Only schemas that the configuration allows exist here.

import type { CallOptions } from "./query_executor.ts";

/** A schema that may be read. */
export interface SchemaSummary {
  /** The schema's name. */
  readonly name: string;
  /** How many tables, views, materialised views, partitioned and foreign tables it holds (partitions not counted). */
  readonly tableCount: number;
  /** Its COMMENT; null where it has none. */
  readonly comment: string | null;
}

/** What a relation is. */
export type TableKind =
  | "table"
  | "view"
  | "materialized view"
  | "partitioned table"
  | "partition"
  | "foreign table";

/** One line of a list of tables. */
export interface TableSummary {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly kind: TableKind;
  /** The planner's estimate (`pg_class.reltuples`); null where there is none, as for views and never analysed tables. */
  readonly estimatedRows: number | null;
  /** Size on disk with indexes and TOAST, in bytes; null where it has no storage of its own. */
  readonly sizeBytes: number | null;
  /** Its COMMENT; null where it has none. */
  readonly comment: string | null;
}

/** Which tables to list. */
export interface ListTablesRequest {
  /** Only this schema; all allowed ones by default. */
  readonly schema?: string;
  /** Only names that contain this text, whatever its case; `%` and `*` stand for any run of characters. */
  readonly nameFilter?: string;
  /** Only these, by OID in digits, whatever else is asked; all by default. For whoever stands before an adapter. */
  readonly among?: readonly string[];
  /** The most tables of a page. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** A page of tables, ordered by schema and name. */
export interface TablePage {
  /** The page's tables. */
  readonly tables: readonly TableSummary[];
  /** How many tables match in all. */
  readonly total: number;
  /** Ask with it for the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** A column of a table. */
export interface ColumnDescription {
  /** The column's name. */
  readonly name: string;
  /** The type as PostgreSQL writes it, with modifiers: `numeric(10,2)`. */
  readonly type: string;
  /** Whether it may hold NULL. */
  readonly nullable: boolean;
  /** The default's or the generation expression, as SQL. */
  readonly default: string | null;
  /** `identity`, `generated`, or null for an ordinary column. */
  readonly generated: "identity" | "generated" | null;
  /** Its COMMENT; null where it has none. */
  readonly comment: string | null;
  /** The labels in order, where the type (or its element type) is an enum. */
  readonly enumValues: readonly string[] | null;
  /** How a policy masks its values; left out where it does not. */
  readonly mask?: string;
}

/** A foreign key of this table to another. */
export interface ForeignKey {
  /** The constraint's name. */
  readonly name: string;
  /** This table's columns, in the key's order. */
  readonly columns: readonly string[];
  /** The schema of the table it points to. */
  readonly referencedSchema: string;
  /** The table it points to. */
  readonly referencedTable: string;
  /** That table's columns, in the same order. */
  readonly referencedColumns: readonly string[];
  /** `NO ACTION`, `CASCADE`, … */
  readonly onDelete: string;
}

/** A foreign key of another table to this one. */
export interface ReferencingKey {
  /** The constraint's name. */
  readonly name: string;
  /** The schema of the other table. */
  readonly schema: string;
  /** The other table. */
  readonly table: string;
  /** The other table's columns, in the key's order. */
  readonly columns: readonly string[];
  /** This table's columns, in the same order. */
  readonly referencedColumns: readonly string[];
}

/** A named constraint or index, with its definition as SQL. */
export interface NamedDefinition {
  /** Its name. */
  readonly name: string;
  /** Its definition as PostgreSQL writes it. */
  readonly definition: string;
}

/** One table in full. */
export interface TableDescription extends TableSummary {
  /** The columns, in order. */
  readonly columns: readonly ColumnDescription[];
  /** The primary key's columns; empty where there is none. */
  readonly primaryKey: readonly string[];
  /** Unique constraints other than the primary key. */
  readonly uniqueConstraints: readonly {
    readonly name: string;
    readonly columns: readonly string[];
  }[];
  /** Keys of this table to others. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Keys of other tables to this one. */
  readonly referencedBy: readonly ReferencingKey[];
  /** CHECK constraints. */
  readonly checks: readonly NamedDefinition[];
  /** Indexes, those of constraints too. */
  readonly indexes: readonly NamedDefinition[];
  /** How a partitioned table is partitioned, such as `RANGE (created_at)`. */
  readonly partitionKey: string | null;
  /** The first partitions by name, at most 20, and how many there are. */
  readonly partitions: { readonly names: readonly string[]; readonly total: number } | null;
  /** Whether a policy leaves rows out; left out where it does not. */
  readonly rowsFiltered?: boolean;
}

/** Which table to describe. */
export interface DescribeTableRequest {
  /** A table's name, also as `schema.table`; quoted parts as in SQL. */
  readonly table: string;
  /** The schema, where `table` does not name it. */
  readonly schema?: string;
}

/** Reads the shape of one database. */
export interface SchemaExplorer {
  /** The schemas that may be read, by name. */
  listSchemas(options?: CallOptions): Promise<readonly SchemaSummary[]>;

  /** A page of tables. Throws `PGMCP_SCHEMA_NOT_FOUND` with the nearest names, `PGMCP_INVALID_ARGUMENT` for a bad cursor. */
  listTables(request: ListTablesRequest, options?: CallOptions): Promise<TablePage>;

  /**
   * One table in full. A name without schema is resolved if one allowed schema
   * has it; otherwise throws `PGMCP_TABLE_AMBIGUOUS` with the candidates or
   * `PGMCP_TABLE_NOT_FOUND` with the nearest names.
   */
  describeTable(request: DescribeTableRequest, options?: CallOptions): Promise<TableDescription>;
}
