// SchemaExplorer over PostgreSQL: the tables of the allowed schemas that the role
// may read. What it may not read does not exist here.

import type { CallOptions } from "../../../core/ports/query_executor.ts";
import type { SchemaExplorer } from "../../../core/ports/schema_explorer.ts";
import { type CatalogueReader, createCatalogueReader } from "./catalogue_reader.ts";
import { describeTable } from "./describe_table.ts";
import { listSchemas, listTables } from "./list_tables.ts";
import type { TransactionRunner } from "./transaction_runner.ts";

/** Options of {@linkcode createPostgresExplorer}. */
export interface PostgresExplorerOptions {
  readonly runner: TransactionRunner;
  /** The schemas that may be read; null for all but the system's. */
  readonly schemas: readonly string[] | null;
}

/** Makes the explorer. */
export function createPostgresExplorer(options: PostgresExplorerOptions): SchemaExplorer {
  function reader(call: CallOptions | undefined): CatalogueReader {
    return createCatalogueReader(options, call ?? {});
  }
  return {
    listSchemas: (call) => listSchemas(reader(call)),
    listTables: (request, call) => listTables(reader(call), request),
    describeTable: (request, call) => describeTable(reader(call), request),
  };
}
