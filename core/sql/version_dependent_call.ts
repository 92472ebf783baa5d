// Syntax that PostgreSQL 18's grammar reads as syntax, and an older server as a
// call of whatever function has that name: `json_scalar(x)` is built in for us,
// and may be a user's function there. So it is held against users' functions.

import { textField, type TreeNode } from "./tree.ts";

const NODES_READ_AS_CALLS: Readonly<Record<string, string>> = {
  JsonScalarExpr: "json_scalar",
  JsonSerializeExpr: "json_serialize",
  JsonParseExpr: "json",
  JsonObjectConstructor: "json_object",
  JsonArrayConstructor: "json_array",
  JsonArrayQueryConstructor: "json_array",
  JsonObjectAgg: "json_objectagg",
  JsonArrayAgg: "json_arrayagg",
  MergeSupportFunc: "merge_action",
};

const JSON_CALLS: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: "json_exists",
  JSON_QUERY_OP: "json_query",
  JSON_VALUE_OP: "json_value",
};

/** The name of the function that an older server would call for the node; null for all other nodes. */
export function versionDependentCall(type: string, node: TreeNode): string | null {
  const name = type === "JsonFuncExpr"
    ? JSON_CALLS[textField(node.op) ?? ""]
    : NODES_READ_AS_CALLS[type];
  return name ?? null;
}
