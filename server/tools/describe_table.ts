// The tool `describe_table`: everything that is needed to write correct SQL for one
// table, so that a model does not guess.

import { z } from "zod";
import type { TableDescription } from "../../core/ports/schema_explorer.ts";
import { tableText } from "../../core/services/format/table_text.ts";
import { defineTool, type Tool } from "./tool.ts";

const keyPart = {
  name: z.string(),
  columns: z.array(z.string()),
};

/** Describes one table. */
export const describeTable: Tool = defineTool({
  name: "describe_table",
  title: "Describe a table",
  description:
    "Columns with types, defaults, enum values and comments; primary, unique and foreign keys in both directions; checks and indexes of one table or view. Call it before querying a table.",
  input: z.strictObject({
    table_name: z.string().min(1).describe("table or schema.table"),
    schema: z.string().min(1).optional().describe("Needed only if several schemas have the name"),
  }),
  output: z.object({
    schema: z.string(),
    name: z.string(),
    kind: z.string(),
    estimated_rows: z.number().nullable(),
    size_bytes: z.number().nullable(),
    comment: z.string().nullable(),
    columns: z.array(z.object({
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      default: z.string().nullable(),
      generated: z.string().nullable(),
      comment: z.string().nullable(),
      enum_values: z.array(z.string()).nullable(),
      mask: z.string().optional(),
    })),
    primary_key: z.array(z.string()),
    unique_constraints: z.array(z.object(keyPart)),
    foreign_keys: z.array(z.object({
      ...keyPart,
      referenced_schema: z.string(),
      referenced_table: z.string(),
      referenced_columns: z.array(z.string()),
      on_delete: z.string(),
    })),
    referenced_by: z.array(z.object({
      ...keyPart,
      schema: z.string(),
      table: z.string(),
      referenced_columns: z.array(z.string()),
    })),
    checks: z.array(z.object({ name: z.string(), definition: z.string() })),
    indexes: z.array(z.object({ name: z.string(), definition: z.string() })),
    partition_key: z.string().nullable(),
    partitions: z.object({ names: z.array(z.string()), total: z.int() }).nullable(),
    rows_filtered: z.boolean(),
  }).partial(),
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
    };
  },
});

function structured(table: TableDescription): Readonly<Record<string, unknown>> {
  return {
    schema: table.schema,
    name: table.name,
    kind: table.kind,
    estimated_rows: table.estimatedRows,
    size_bytes: table.sizeBytes,
    comment: table.comment,
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
