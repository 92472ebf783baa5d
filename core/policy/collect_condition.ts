// What a row filter holds: places for values, calls, and sub-queries. A sub-query is one plain SELECT
// from tables, and holds no other: what stands in it runs for every statement that reads the table.

import type { ObjectName } from "../ports/catalogue.ts";
import { bareNode, isTreeNode, nodeList, stringNodes, type TreeNode } from "../sql/tree.ts";

/** What was found. */
export interface ConditionParts {
  /** The `$n` in it. */
  readonly parameters: readonly TreeNode[];
  /** The functions it calls, and what may be one: `x.name`. */
  readonly calls: readonly ObjectName[];
  /** The tables that its sub-queries read: their `RangeVar`s. */
  readonly tables: readonly TreeNode[];
  /** Why it cannot be a row filter; null where it can. */
  readonly refused: string | null;
}

/** The most tables that the sub-queries of one filter may read. */
const MAX_FILTER_TABLES = 8;

/** Looks through the parsed condition. */
export function collectCondition(condition: unknown): ConditionParts {
  const parameters: TreeNode[] = [];
  const calls: ObjectName[] = [];
  const tables: TreeNode[] = [];
  let refused: string | null = null;
  const open: { readonly value: unknown; readonly inside: boolean }[] = [
    { value: condition, inside: false },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, inside } = next;
    if (Array.isArray(value)) open.push(...value.map((each) => ({ value: each, inside })));
    if (!isTreeNode(value)) continue;
    for (const [type, content] of Object.entries(value)) {
      const node = bareNode(content);
      if (node === null) {
        if (Array.isArray(content)) open.push({ value: content, inside });
        continue;
      }
      open.push({ value: content, inside: inside || type === "SubLink" });
      refused ??= reasonToRefuse(type, node, inside);
      if (type === "ParamRef") parameters.push(node);
      if (type === "RangeVar") tables.push(node);
      if (type === "FuncCall") calls.push(objectName(stringNodes(node.funcname)));
      if (type === "A_Indirection") {
        calls.push(...stringNodes(node.indirection).map((name) => objectName([name])));
      }
    }
  }
  if (tables.length > MAX_FILTER_TABLES) {
    refused ??= `reads more than ${MAX_FILTER_TABLES} tables in sub-queries`;
  }
  return { parameters, calls, tables, refused };
}

/** Sub-queries that give rows to compare with, one value, or whether there are any. */
const SUB_QUERIES: ReadonlySet<unknown> = new Set([
  ...["EXISTS_SUBLINK", "ANY_SUBLINK", "ALL_SUBLINK", "EXPR_SUBLINK"],
]);

const SELECT_FIELDS: ReadonlySet<string> = new Set([
  ...["targetList", "fromClause", "whereClause", "groupClause", "havingClause", "distinctClause"],
  ...["limitOption", "op"],
]);

const TABLE_FIELDS: ReadonlySet<string> = new Set(
  "schemaname relname inh relpersistence alias location".split(" "),
);

function reasonToRefuse(type: string, node: TreeNode, inside: boolean): string | null {
  switch (type) {
    case "ColumnRef": {
      const star = stringNodes(node.fields).length !== nodeList(node.fields).length;
      return star ? "holds a *: name the columns" : null;
    }
    case "SubLink":
      if (inside) return "holds a sub-query in a sub-query: join its tables instead";
      return SUB_QUERIES.has(node.subLinkType) ? null : `holds a sub-query that is ${PLAIN}`;
    case "SelectStmt": {
      const plain = node.op === "SETOP_NONE" &&
        Object.keys(node).every((field) => SELECT_FIELDS.has(field));
      if (!plain) return `holds a sub-query that is ${PLAIN}`;
      return node.fromClause === undefined ? "holds a sub-query that reads no table" : null;
    }
    case "RangeVar": {
      const plain = node.inh === true && bareNode(node.alias)?.colnames === undefined &&
        Object.keys(node).every((field) => TABLE_FIELDS.has(field));
      return plain ? null : "names a table otherwise than as schema.table alias";
    }
    case "JoinExpr":
      return node.isNatural === true || node.usingClause !== undefined || node.alias !== undefined
        ? "joins with USING, NATURAL JOIN or under a name: write JOIN … ON"
        : null;
    case "RangeSubselect":
    case "RangeFunction":
    case "RangeTableSample":
    case "RangeTableFunc":
    case "JsonTable":
      return "reads something else than tables in a sub-query: name tables in FROM";
    default:
      return null;
  }
}

const PLAIN =
  "more than EXISTS (SELECT …), = or IN (SELECT …) of one plain SELECT without WITH, UNION, ORDER BY and LIMIT";

function objectName(parts: readonly string[]): ObjectName {
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? "" };
}
