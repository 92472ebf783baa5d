// The tools, in the order a model meets them. Names and parameters are a contract.

import { describeTable } from "./describe_table.ts";
import { explain } from "./explain.ts";
import { listDatabases } from "./list_databases.ts";
import { listSchemas } from "./list_schemas.ts";
import { listTables } from "./list_tables.ts";
import { query } from "./query.ts";
import type { Tool } from "./tool.ts";

/** The tools of one database. */
export const ALL_TOOLS: readonly Tool[] = [
  listSchemas,
  listTables,
  describeTable,
  query,
  explain,
];

/** The tools where there are several databases. */
export const ALL_TOOLS_OF_SEVERAL: readonly Tool[] = [listDatabases, ...ALL_TOOLS];
