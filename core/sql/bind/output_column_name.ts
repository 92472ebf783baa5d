// The name that PostgreSQL gives an output column without AS (FigureColname).

import {
  nodeList,
  stringNode,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "../tree.ts";
import type { BoundOutput } from "./bound_statement.ts";

/** What an expression without a name of its own is called. */
export const UNNAMED_COLUMN = "?column?";

/** Names of nodes that are always called the same. */
const FIXED: Readonly<Record<string, string>> = {
  GroupingFunc: "grouping",
  MergeSupportFunc: "merge_action",
  A_ArrayExpr: "array",
  RowExpr: "row",
  CoalesceExpr: "coalesce",
  XmlSerialize: "xmlserialize",
  JsonParseExpr: "json",
  JsonScalarExpr: "json_scalar",
  JsonSerializeExpr: "json_serialize",
  JsonObjectConstructor: "json_object",
  JsonArrayConstructor: "json_array",
  JsonArrayQueryConstructor: "json_array",
  JsonObjectAgg: "json_objectagg",
  JsonArrayAgg: "json_arrayagg",
};

/** Names by node and kind. */
const BY_KIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  A_Expr: { AEXPR_NULLIF: "nullif" },
  MinMaxExpr: { IS_GREATEST: "greatest", IS_LEAST: "least" },
  XmlExpr: {
    IS_XMLCONCAT: "xmlconcat",
    IS_XMLELEMENT: "xmlelement",
    IS_XMLFOREST: "xmlforest",
    IS_XMLPARSE: "xmlparse",
    IS_XMLPI: "xmlpi",
    IS_XMLROOT: "xmlroot",
  },
  JsonFuncExpr: {
    JSON_EXISTS_OP: "json_exists",
    JSON_QUERY_OP: "json_query",
    JSON_VALUE_OP: "json_value",
  },
  SQLValueFunction: {
    SVFOP_CURRENT_DATE: "current_date",
    SVFOP_CURRENT_TIME: "current_time",
    SVFOP_CURRENT_TIME_N: "current_time",
    SVFOP_CURRENT_TIMESTAMP: "current_timestamp",
    SVFOP_CURRENT_TIMESTAMP_N: "current_timestamp",
    SVFOP_LOCALTIME: "localtime",
    SVFOP_LOCALTIME_N: "localtime",
    SVFOP_LOCALTIMESTAMP: "localtimestamp",
    SVFOP_LOCALTIMESTAMP_N: "localtimestamp",
    SVFOP_CURRENT_ROLE: "current_role",
    SVFOP_CURRENT_USER: "current_user",
    SVFOP_USER: "user",
    SVFOP_SESSION_USER: "session_user",
    SVFOP_CURRENT_CATALOG: "current_catalog",
    SVFOP_CURRENT_SCHEMA: "current_schema",
  },
};

/** The name of an expression's column; `outputs` are those of the queries inside it, already bound. */
export function outputColumnName(
  expression: unknown,
  outputs: ReadonlyMap<TreeNode, BoundOutput>,
): string {
  return figure(expression, outputs)?.name ?? UNNAMED_COLUMN;
}

/** A name, and whether a better one would replace it. */
interface Figured {
  readonly name: string;
  readonly weak: boolean;
}

function figure(
  expression: unknown,
  outputs: ReadonlyMap<TreeNode, BoundOutput>,
): Figured | null {
  const typed = unwrapNode(expression);
  if (typed === null) return null;
  const { type, node } = typed;
  const fixed = FIXED[type] ?? BY_KIND[type]?.[textField(node.kind ?? node.op) ?? ""];
  if (fixed !== undefined) return { name: fixed, weak: false };
  switch (type) {
    case "ColumnRef":
      return strong(stringNodes(node.fields).at(-1));
    case "A_Indirection": {
      const field = nodeList(node.indirection).findLast((step) => stringNode(step) !== null);
      return strong(stringNode(field) ?? undefined) ?? figure(node.arg, outputs);
    }
    case "FuncCall":
      return strong(stringNodes(node.funcname).at(-1));
    case "CollateClause":
      return figure(node.arg, outputs);
    case "TypeCast": {
      const inner = figure(node.arg, outputs);
      if (inner !== null && !inner.weak) return inner;
      const names = unwrapNode({ TypeName: node.typeName })?.node.names;
      const name = stringNodes(names).at(-1);
      return name === undefined ? inner : { name, weak: true };
    }
    case "CaseExpr": {
      const inner = figure(node.defresult, outputs);
      return inner !== null && !inner.weak ? inner : { name: "case", weak: true };
    }
    case "SubLink":
      return figureSubLink(node, outputs);
    default:
      return null;
  }
}

function figureSubLink(
  node: TreeNode,
  outputs: ReadonlyMap<TreeNode, BoundOutput>,
): Figured | null {
  if (node.subLinkType === "EXISTS_SUBLINK") return { name: "exists", weak: false };
  if (node.subLinkType === "ARRAY_SUBLINK") return { name: "array", weak: false };
  if (node.subLinkType !== "EXPR_SUBLINK") return null;
  const query = unwrapNode(node.subselect)?.node;
  return strong(query === undefined ? undefined : outputs.get(query)?.columns[0]?.name);
}

function strong(name: string | undefined): Figured | null {
  return name === undefined ? null : { name, weak: false };
}
