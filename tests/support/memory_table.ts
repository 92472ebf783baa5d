// A table with nothing in it, for tests that need only its name.

import type { TableDescription } from "../../core/ports/schema_explorer.ts";

/** The table `schema.name`, with what is given. */
export function memoryTable(
  name: string,
  options: Partial<TableDescription> = {},
): TableDescription {
  return {
    schema: "public",
    name,
    kind: "table",
    estimatedRows: null,
    sizeBytes: null,
    comment: null,
    columns: [],
    primaryKey: [],
    uniqueConstraints: [],
    foreignKeys: [],
    referencedBy: [],
    checks: [],
    indexes: [],
    partitionKey: null,
    partitions: null,
    ...options,
  };
}
