// The tool `describe_table`: everything that is needed to write correct SQL for one
// table, so that a model does not guess.

import type { TableDescription } from "../../core/ports/schema_explorer.ts";
import { tableText } from "../../core/services/format/table_text.ts";
import { boolean, integer, list, nullable, object, optional, text } from "./schema.ts";
import { TABLE_SUMMARY, tableSummary } from "./table_summary.ts";
import { defineTool, type Tool } from "./tool.ts";

const keyPart = {
  name: text(),
  columns: list(text()),
};

/** Describes one table. */
export const describeTable: Tool = defineTool({
  name: "describe_table",
  title: "Describe a table",
  description:
    "Columns with types, defaults, enum values and comments; primary, unique and foreign keys in both directions; checks and indexes of one table or view. Call it before querying a table.",
  input: {
    table_name: text({ min: 1, about: "table or schema.table" }),
    schema: optional(text({ min: 1, about: "Needed only if several schemas have the name" })),
  },
  output: {
    ...TABLE_SUMMARY,
    columns: list(object({
      name: text(),
      type: text(),
      nullable: boolean(),
      default: nullable(text()),
      generated: nullable(text()),
      comment: nullable(text()),
      enum_values: nullable(list(text())),
      mask: optional(text()),
    })),
    primary_key: list(text()),
    unique_constraints: list(object(keyPart)),
    foreign_keys: list(object({
      ...keyPart,
      referenced_schema: text(),
      referenced_table: text(),
      referenced_columns: list(text()),
      on_delete: text(),
    })),
    referenced_by: list(object({
      ...keyPart,
      schema: text(),
      table: text(),
      referenced_columns: list(text()),
    })),
    checks: list(object({ name: text(), definition: text() })),
    indexes: list(object({ name: text(), definition: text() })),
    partition_key: nullable(text()),
    partitions: nullable(object({ names: list(text()), total: integer() })),
    rows_filtered: boolean(),
  },
  async call({ table_name, schema }, { database, call }) {
    const table = await database().explorer.describeTable({
      table: table_name,
      ...(schema === undefined ? {} : { schema }),
    }, call);
    return {
      kind: "answer",
      texts: [tableText(table)],
      structured: structured(table),
      count: table.columns.length,
      noun: "column",
    };
  },
});

function structured(table: TableDescription): Readonly<Record<string, unknown>> {
  return {
    ...tableSummary(table),
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      default: column.default,
      generated: column.generated,
      comment: column.comment,
      enum_values: column.enumValues,
      ...(column.mask === undefined ? {} : { mask: column.mask }),
    })),
    primary_key: table.primaryKey,
    unique_constraints: table.uniqueConstraints,
    foreign_keys: table.foreignKeys.map((key) => ({
      name: key.name,
      columns: key.columns,
      referenced_schema: key.referencedSchema,
      referenced_table: key.referencedTable,
      referenced_columns: key.referencedColumns,
      on_delete: key.onDelete,
    })),
    referenced_by: table.referencedBy.map((key) => ({
      name: key.name,
      schema: key.schema,
      table: key.table,
      columns: key.columns,
      referenced_columns: key.referencedColumns,
    })),
    checks: table.checks,
    indexes: table.indexes,
    partition_key: table.partitionKey,
    partitions: table.partitions,
    ...(table.rowsFiltered === undefined ? {} : { rows_filtered: table.rowsFiltered }),
  };
}
