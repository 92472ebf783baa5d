// The tools, in the order a model meets them. Names and parameters are a contract.

import { describeTable } from "./describe_table.ts";
import { explain } from "./explain.ts";
import { listSchemas } from "./list_schemas.ts";
import { listTables } from "./list_tables.ts";
import { query } from "./query.ts";
import type { Tool } from "./tool.ts";

/** Every tool that is served. */
export const ALL_TOOLS: readonly Tool[] = [
  listSchemas,
  listTables,
  describeTable,
  query,
  explain,
];
