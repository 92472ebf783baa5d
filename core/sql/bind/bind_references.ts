// Columns, rows and attribute notation: what `a`, `a.b`, `s.t.c`, `(x).y` mean, in the order in which
// PostgreSQL tries (transformColumnRef, ParseFuncOrColumn): a column, then the row of a range, then
// a function of the name.

import { nodeList, stringNode, type TreeNode, unwrapNode } from "../tree.ts";
import { deeper, read, readAll, readOpen, refer } from "./binding.ts";
import { bindExpression, bindOperand } from "./bind_expression.ts";
import type { Meaning } from "./bound_statement.ts";
import { computedValues } from "./computed_value.ts";
import { callResult } from "./builtin_results.ts";
import {
  columnOf,
  findColumn,
  findItem,
  type FoundColumn,
  type Level,
  type ScopeColumn,
  type ScopeItem,
} from "./scope.ts";
import type { SqlType } from "./sql_type.ts";

/** The value of an expression, as far as names in it and around it need it. */
export interface Value {
  readonly type: SqlType | null;
  /** The range whose row it is, not yet noted as read; null for any other value. */
  readonly row: ScopeItem | null;
  /** Its fields, where it is a composite value whose fields are known. */
  readonly fields: readonly { readonly name: string; readonly type: SqlType | null }[] | null;
}

/** A value of which no more than the type is known. */
export function valueOf(type: SqlType | null): Value {
  return { type, row: null, fields: null };
}

/** Notes that a value is used as it is: of a row all columns are read. */
export function useValue(value: Value, level: Level): Value {
  if (value.row !== null) readAll(level.binding, value.row, "row");
  return value;
}

/** Binds a `ColumnRef` that stands for one value. */
export function bindColumnRef(node: TreeNode, level: Level): Value {
  const fields = nodeList(node.fields);
  const [first] = fields;
  const last = fields.at(-1);
  if (unwrapNode(last)?.type === "A_Star") {
    return bindRow(node, qualifiedItem(fields.slice(0, -1), level), level);
  }
  const name = stringNode(last) ?? "";
  if (fields.length > 1) {
    const item = qualifiedItem(fields.slice(0, -1), level);
    if (item === null) return unknown(node, name, level);
    return projectRow(item, name, { node, level });
  }
  const found = findColumn(level, stringNode(first) ?? "");
  if (found.kind === "column") return useColumn(found, { node, level });
  if (found.kind === "unknown") return unknown(node, name, level, found.openScans);
  return bindRow(node, qualifiedItem(fields, level), level);
}

/** Binds an `A_Indirection`: subscripts and fields of a value. `parts` leaves out a star at its end. */
export function bindIndirection(
  node: TreeNode,
  level: Level,
  parts = nodeList(node.indirection).length,
): Value {
  let value = bindOperand(node.arg, level);
  nodeList(node.indirection).slice(0, parts).forEach((step, part) => {
    const name = stringNode(step);
    if (name !== null) {
      value = project(value, name, { node, part, level });
      return;
    }
    useValue(value, level);
    const subscript = unwrapNode(step);
    for (const bound of [subscript?.node.lidx, subscript?.node.uidx]) {
      if (bound !== undefined) deeper(level.binding, () => bindExpression(bound, level));
    }
    const { type } = value;
    const element = type?.array === true ? { ...type, array: false } : null;
    value = valueOf(subscript?.node.is_slice === true ? type : element);
  });
  return value;
}

/** The item that `alias`, `schema.table` or `database.schema.table` means; null for none that is sure. */
export function qualifiedItem(fields: readonly unknown[], level: Level): ScopeItem | null {
  const [name = "", schema = null] = fields.map((field) => stringNode(field) ?? "").toReversed();
  const found = findItem(level, (item) => {
    if (schema === null) return item.alias === name;
    const scan = item.scan === null ? undefined : level.binding.scans[item.scan];
    return scan !== undefined && scan.node.alias === undefined &&
      scan.relation?.schema === schema &&
      scan.relation.name === name;
  });
  return found === "ambiguous" ? null : found;
}

interface Place {
  readonly node: TreeNode;
  readonly level: Level;
  readonly part?: number;
}

function bindRow(node: TreeNode, item: ScopeItem | null, level: Level): Value {
  const range = item?.alias ?? null;
  if (item === null || range === null) return unknown(node, "", level);
  const definitions = computedValues(item.columns.flatMap((column) => column.definitions));
  refer(level.binding, { node, means: { kind: "row", range, scan: item.scan, definitions } });
  return { type: item.scalar?.type ?? rowType(item, level), row: item, fields: null };
}

function rowType(item: ScopeItem, level: Level): SqlType | null {
  const relation = item.scan === null ? undefined : level.binding.scans[item.scan]?.relation;
  if (relation === undefined || relation === null) return null;
  return { schema: relation.schema, name: relation.name, array: false };
}

function project(value: Value, name: string, place: Place): Value {
  const { level } = place;
  if (value.row !== null) return projectRow(value.row, name, place);
  const fields = value.fields ??
    (value.type === null || value.type.array
      ? null
      : level.binding.options.fieldsOf?.(value.type) ?? null);
  const named = fields?.filter((field) => field.name === name) ?? [];
  const [field, another] = named;
  if (field !== undefined && another === undefined) {
    refer(level.binding, { ...place, means: { kind: "field", name, type: field.type } });
    return valueOf(field.type);
  }
  // A user's type may be composite, and a domain over such a type.
  const scalar = value.type !== null && (value.type.array || value.type.schema === "pg_catalog") &&
    value.type.name !== "record";
  if (another !== undefined || (fields === null && !scalar)) return unknownPart(name, place);
  return call(name, { argument: value.type, ofRow: fields !== null }, place);
}

function projectRow(item: ScopeItem, name: string, place: Place): Value {
  const { level } = place;
  const found = columnOf(item, name, level);
  if (found.kind === "column") return useColumn(found, place);
  readAll(level.binding, item, "row");
  if (found.kind === "unknown") return unknownPart(name, place);
  const scalar = item.scalar !== null;
  const argument = item.scalar?.type ?? rowType(item, level);
  return call(name, { argument, ofRow: !scalar }, place);
}

function call(
  name: string,
  { argument, ofRow }: { readonly argument: SqlType | null; readonly ofRow: boolean },
  place: Place,
): Value {
  const { binding } = place.level;
  refer(binding, { ...place, means: { kind: "call", name, argument, ofRow } });
  return valueOf(callResult({ schema: null, name }, binding.options)?.type ?? null);
}

/** Notes that a column is read by its name. */
function useColumn(
  { item, column }: Extract<FoundColumn, { kind: "column" }>,
  { node, level, part }: Place,
): Value {
  read(level.binding, column.base, "name");
  const means = meaningOf(item, column, level);
  refer(level.binding, part === undefined ? { node, means } : { node, part, means });
  return valueOf(column.type);
}

function meaningOf(item: ScopeItem, column: ScopeColumn, level: Level): Meaning {
  const { name, type, base, origin, definitions } = column;
  if (base === null) return { kind: "derived", range: item.alias, name, type, origin, definitions };
  const relation = level.binding.scans[base.scan]?.relation;
  const own = relation?.columns.find(({ attnum }) => attnum === base.attnum)?.name ?? name;
  return { kind: "column", ...base, name: own, type };
}

function unknown(
  node: TreeNode,
  name: string,
  level: Level,
  openScans: readonly number[] = [],
): Value {
  readOpen(level.binding, openScans);
  refer(level.binding, { node, means: { kind: "unknown", name } });
  return valueOf(null);
}

function unknownPart(name: string, place: Place): Value {
  refer(place.level.binding, { ...place, means: { kind: "unknown", name } });
  return valueOf(null);
}
