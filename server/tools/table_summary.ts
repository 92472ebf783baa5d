// What the tools say of every table, whether it is listed or described.

import type { TableSummary } from "../../core/ports/schema_explorer.ts";
import { nullable, number, text } from "./schema.ts";

/** The fields, as an output schema has them. */
export const TABLE_SUMMARY = {
  schema: text(),
  name: text(),
  kind: text(),
  estimated_rows: nullable(number()),
  size_bytes: nullable(number()),
  comment: nullable(text()),
} as const;

/** Them for `table`. */
export function tableSummary(table: TableSummary): Readonly<Record<string, unknown>> {
  return {
    schema: table.schema,
    name: table.name,
    kind: table.kind,
    estimated_rows: table.estimatedRows,
    size_bytes: table.sizeBytes,
    comment: table.comment,
  };
}
