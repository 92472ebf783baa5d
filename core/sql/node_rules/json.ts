// The SQL/JSON expressions and JSON_TABLE, which are syntax, not functions.
// After src/include/nodes/parsenodes.h and primnodes.h of PostgreSQL 18.

import { bare, frame, type NodeRule } from "./node_rule.ts";

/** The rules by node type. */
export const JSON_RULES: Readonly<Record<string, NodeRule>> = {
  JsonFormat: frame({ format_type: "value", encoding: "value" }),
  JsonReturning: { format: bare("JsonFormat") },
  JsonOutput: { typeName: bare("TypeName"), returning: bare("JsonReturning") },
  JsonValueExpr: { raw_expr: "nodes", format: bare("JsonFormat") },
  JsonBehavior: frame({ btype: "value", expr: "nodes", coerce: "value" }),
  JsonArgument: { val: bare("JsonValueExpr"), name: "value" },
  JsonKeyValue: { key: "nodes", value: bare("JsonValueExpr") },
  JsonIsPredicate: frame({
    expr: "nodes",
    format: bare("JsonFormat"),
    item_type: "value",
    unique_keys: "value",
  }),
  JsonFuncExpr: frame({
    op: ["JSON_EXISTS_OP", "JSON_QUERY_OP", "JSON_VALUE_OP"],
    column_name: "value",
    context_item: bare("JsonValueExpr"),
    pathspec: "nodes",
    passing: "nodes",
    output: bare("JsonOutput"),
    on_empty: bare("JsonBehavior"),
    on_error: bare("JsonBehavior"),
    wrapper: "value",
    quotes: "value",
  }),
  JsonParseExpr: frame({
    expr: bare("JsonValueExpr"),
    output: bare("JsonOutput"),
    unique_keys: "value",
  }),
  JsonScalarExpr: frame({ expr: "nodes", output: bare("JsonOutput") }),
  JsonSerializeExpr: frame({ expr: bare("JsonValueExpr"), output: bare("JsonOutput") }),
  JsonObjectConstructor: frame({
    exprs: "nodes",
    output: bare("JsonOutput"),
    absent_on_null: "value",
    unique: "value",
  }),
  JsonArrayConstructor: frame({
    exprs: "nodes",
    output: bare("JsonOutput"),
    absent_on_null: "value",
  }),
  JsonArrayQueryConstructor: frame({
    query: "nodes",
    output: bare("JsonOutput"),
    format: bare("JsonFormat"),
    absent_on_null: "value",
  }),
  JsonAggConstructor: frame({
    output: bare("JsonOutput"),
    agg_filter: "nodes",
    agg_order: "nodes",
    over: bare("WindowDef"),
  }),
  JsonObjectAgg: {
    constructor: bare("JsonAggConstructor"),
    arg: bare("JsonKeyValue"),
    absent_on_null: "value",
    unique: "value",
  },
  JsonArrayAgg: {
    constructor: bare("JsonAggConstructor"),
    arg: bare("JsonValueExpr"),
    absent_on_null: "value",
  },
  JsonTablePathSpec: frame({ string: "nodes", name: "value", name_location: "value" }),
  JsonTable: frame({
    context_item: bare("JsonValueExpr"),
    pathspec: bare("JsonTablePathSpec"),
    passing: "nodes",
    columns: "nodes",
    on_error: bare("JsonBehavior"),
    alias: bare("Alias"),
    lateral: "value",
  }),
  JsonTableColumn: frame({
    coltype: "value",
    name: "value",
    typeName: bare("TypeName"),
    pathspec: bare("JsonTablePathSpec"),
    format: bare("JsonFormat"),
    wrapper: "value",
    quotes: "value",
    columns: "nodes",
    on_empty: bare("JsonBehavior"),
    on_error: bare("JsonBehavior"),
  }),
};
