// Conditions of the statement that may stand inside a fence beside the row filter, so that an index
// is used: `column = constant` and its like, where the comparison is leakproof and strict. They are
// written anew, qualified, from what the parser read; the client's own stay where they are.

import { quoteLiteral } from "../sql/quote.ts";
import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "../sql/tree.ts";
import { SCAN_ALIAS } from "./compile_policy.ts";
import { conjuncts } from "./conjuncts.ts";
import { innerJoinConditions } from "./inner_join_conditions.ts";
import { isComparison, isLeakproofComparison } from "./leakproof.ts";
import { scannedIn } from "./scanned_in.ts";
import { shortName } from "./short_name.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** The most conditions copied into one fence, and the most values of an IN list. */
const MAX_COPIES = 20;
const MAX_LIST = 200;

const FLIPPED: Readonly<Record<string, string>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
};

/** The conditions for each scan, by its place in the bound statement. */
export function copyConjuncts(
  meaning: StatementMeaning,
): ReadonlyMap<number, readonly string[]> {
  const copies = new Map<number, string[]>();
  for (const select of meaning.bound.outputs.keys()) {
    // Whatever joins there are: a row that fails here fails in the end, also where it is padded with NULL.
    const own = scannedIn(select.fromClause);
    const conditions = [select.whereClause, ...innerJoinConditions(select.fromClause)];
    for (const condition of conditions.flatMap(conjuncts)) {
      const copy = copyOf(condition, meaning);
      // A condition on a row of the query around it decides about other rows.
      if (copy === null || !own.has(meaning.bound.scans[copy.scan]?.node ?? select)) continue;
      const known = copies.get(copy.scan) ?? [];
      if (known.length < MAX_COPIES) known.push(copy.sql);
      copies.set(copy.scan, known);
    }
  }
  return copies;
}

interface Copy {
  readonly scan: number;
  readonly sql: string;
}

interface CopyColumn {
  readonly scan: number;
  readonly type: string;
  readonly sql: string;
}

function copyOf(condition: unknown, meaning: StatementMeaning): Copy | null {
  const node = nodeOfType(condition, "A_Expr");
  if (node === null) return null;
  const names = stringNodes(node.name);
  const operator = names.length === 1 || names[0] === "pg_catalog" ? names.at(-1) ?? "" : "";
  const left = columnOf(node.lexpr, meaning);
  const items = nodeList(nodeOfType(node.rexpr, "List")?.items);
  switch (node.kind) {
    case "AEXPR_OP": {
      if (!isComparison(operator)) return null;
      if (left !== null) return comparison(left, operator, node.rexpr, meaning);
      const right = columnOf(node.rexpr, meaning);
      const flipped = FLIPPED[operator];
      if (right === null || flipped === undefined) return null;
      return comparison(right, flipped, node.lexpr, meaning);
    }
    case "AEXPR_IN": {
      if (left === null || operator !== "=" || items.length > MAX_LIST) return null;
      const values = items.map((item) => constantOf(item, left.type, meaning));
      if (values.length === 0 || values.some((value) => value === null)) return null;
      const array = `ARRAY[${values.join(", ")}]`;
      return { scan: left.scan, sql: `${left.sql} OPERATOR(pg_catalog.=) ANY (${array})` };
    }
    case "AEXPR_BETWEEN": {
      const [least, most] = items;
      if (left === null || least === undefined || most === undefined) return null;
      const above = comparison(left, ">=", least, meaning);
      const below = comparison(left, "<=", most, meaning);
      if (above === null || below === null) return null;
      return { scan: left.scan, sql: `${above.sql} AND ${below.sql}` };
    }
    default:
      return null;
  }
}

function comparison(
  column: CopyColumn,
  operator: string,
  value: unknown,
  meaning: StatementMeaning,
): Copy | null {
  const constant = constantOf(value, column.type, meaning);
  if (constant === null) return null;
  const sql = `${column.sql} OPERATOR(pg_catalog.${operator}) ${constant}`;
  return { scan: column.scan, sql };
}

/** A column of a protected scan whose own value is shown. */
function columnOf(expression: unknown, meaning: StatementMeaning): CopyColumn | null {
  const node = nodeOfType(expression, "ColumnRef");
  const means = node === null ? null : meaning.of(node);
  const found = meaning.protectedColumn(expression);
  if (means?.kind !== "column" || found === null || found.shown.mask !== null) return null;
  // What computes it would be tried on hidden rows.
  if (meaning.isComputed(found)) return null;
  const { column } = found.shown;
  if (column.typeSchema !== "pg_catalog") return null;
  return {
    scan: means.scan,
    type: column.typeName,
    sql: `${SCAN_ALIAS}.${shortName(column.name)}`,
  };
}

/** A constant to compare a column of `type` with, as SQL of a type whose comparison is leakproof. */
function constantOf(
  expression: unknown,
  type: string,
  meaning: StatementMeaning,
): string | null {
  if (!isLeakproofComparison(type, type)) return null;
  const { type: kind, node } = unwrapNode(expression) ?? {};
  if (node === undefined) return null;
  if (kind === "A_Const") return literalOf(node, type);
  if (kind === "TypeCast") {
    const own = meaning.typeOf(expression);
    const text = bareNode(nodeOfType(node.arg, "A_Const")?.sval);
    if (own === null || text === null || !isLeakproofComparison(type, own)) return null;
    if (nodeList(bareNode(node.typeName)?.typmods).length > 0) return null;
    return typed(textField(text.sval) ?? "", own);
  }
  const moment = momentOf(expression);
  const momentType = moment === null ? null : meaning.typeOf(expression);
  return momentType !== null && isLeakproofComparison(type, momentType) ? moment : null;
}

function literalOf(node: TreeNode, type: string): string | null {
  const integer = bareNode(node.ival);
  if (integer !== null) {
    const number = typeof integer.ival === "number" ? integer.ival : 0;
    return ["int2", "int4", "int8"].includes(type) ? String(number) : null;
  }
  const text = bareNode(node.sval);
  return text === null ? null : typed(textField(text.sval) ?? "", type);
}

function typed(text: string, type: string): string {
  return `${quoteLiteral(text)}::pg_catalog.${shortName(type)}`;
}

/** `now()`, `CURRENT_DATE` and the like, with an interval more or less. */
function momentOf(expression: unknown): string | null {
  const { type, node } = unwrapNode(expression) ?? {};
  if (node === undefined) return null;
  if (type === "SQLValueFunction") return MOMENTS[String(node.op)] ?? null;
  if (type === "FuncCall") {
    return stringNodes(node.funcname).at(-1) === "now" && node.args === undefined
      ? "pg_catalog.now()"
      : null;
  }
  if (type !== "A_Expr" || node.kind !== "AEXPR_OP") return null;
  const operator = stringNodes(node.name).join(".");
  const moment = momentOf(node.lexpr);
  const span = spanOf(node.rexpr);
  if (moment === null || span === null || !["+", "-"].includes(operator)) return null;
  return `(${moment} OPERATOR(pg_catalog.${operator}) ${span})`;
}

const MOMENTS: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: "CURRENT_DATE",
  SVFOP_CURRENT_TIMESTAMP: "CURRENT_TIMESTAMP",
  SVFOP_LOCALTIMESTAMP: "LOCALTIMESTAMP",
};

function spanOf(expression: unknown): string | null {
  const constant = nodeOfType(expression, "A_Const");
  const days = bareNode(constant?.ival);
  if (days !== null) return typeof days.ival === "number" ? String(days.ival) : "0";
  const cast = nodeOfType(expression, "TypeCast");
  const typeName = bareNode(cast?.typeName);
  const text = bareNode(nodeOfType(cast?.arg, "A_Const")?.sval);
  if (text === null || nodeList(typeName?.typmods).length > 0) return null;
  const isInterval = stringNodes(typeName?.names).join(".") === "pg_catalog.interval" &&
    typeName?.arrayBounds === undefined;
  return isInterval ? typed(textField(text.sval) ?? "", "interval") : null;
}
