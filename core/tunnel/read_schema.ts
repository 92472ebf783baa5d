// Reads what an agent says of a database's shape.

import type {
  ColumnDescription,
  ForeignKey,
  NamedDefinition,
  ReferencingKey,
  SchemaSummary,
  TableDescription,
  TablePage,
  TableSummary,
} from "../ports/schema_explorer.ts";
import {
  boolean,
  integer,
  listOf,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  text,
} from "./shape.ts";

const word = text();
const words = listOf(word);

const summary = {
  schema: word,
  name: word,
  kind: oneOf(
    "table",
    "view",
    "materialized view",
    "partitioned table",
    "partition",
    "foreign table",
  ),
  estimatedRows: nullable(number),
  sizeBytes: nullable(number),
  comment: nullable(word),
};

const definitions = listOf(object<NamedDefinition>({ name: word, definition: word }));

/** Reads the answer to `schema.list_schemas`. */
export const readSchemas: Reader<readonly SchemaSummary[]> = listOf(
  object<SchemaSummary>({ name: word, tableCount: integer(), comment: nullable(word) }),
);

/** Reads the answer to `schema.list_tables`. */
export const readTablePage: Reader<TablePage> = object<TablePage>({
  tables: listOf(object<TableSummary>(summary)),
  total: integer(),
  nextCursor: nullable(word),
});

/** Reads the answer to `schema.describe_table`. */
export const readTableDescription: Reader<TableDescription> = object<TableDescription>({
  ...summary,
  columns: listOf(object<ColumnDescription>({
    name: word,
    type: word,
    nullable: boolean,
    default: nullable(word),
    generated: nullable(oneOf("identity", "generated")),
    comment: nullable(word),
    enumValues: nullable(words),
    mask: optional(word),
  })),
  primaryKey: words,
  uniqueConstraints: listOf(
    object<TableDescription["uniqueConstraints"][number]>({ name: word, columns: words }),
  ),
  foreignKeys: listOf(object<ForeignKey>({
    name: word,
    columns: words,
    referencedSchema: word,
    referencedTable: word,
    referencedColumns: words,
    onDelete: word,
  })),
  referencedBy: listOf(object<ReferencingKey>({
    name: word,
    schema: word,
    table: word,
    columns: words,
    referencedColumns: words,
  })),
  checks: definitions,
  indexes: definitions,
  partitionKey: nullable(word),
  rowsFiltered: optional(boolean),
  partitions: nullable(
    object<NonNullable<TableDescription["partitions"]>>({ names: words, total: integer() }),
  ),
});
