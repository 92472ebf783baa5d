// Functions in FROM, alone and as ROWS FROM (addRangeTableEntryForFunction): how their columns are
// called. What a user's function gives back is not known, and its range stays open.

import { bareNode, nodeList, nodeOfType, stringNodes, textField, type TreeNode } from "../tree.ts";
import { bindExpression } from "./bind_expression.ts";
import { laterally, readAlias } from "./bind_from.ts";
import { callResult } from "./builtin_results.ts";
import { computedValues } from "./computed_value.ts";
import { outputColumnName, UNNAMED_COLUMN } from "./output_column_name.ts";
import {
  type Level,
  renamedColumns,
  type ScopeColumn,
  type ScopeItem,
  scopeItem,
} from "./scope.ts";
import { builtinType, namedType, type SqlType } from "./sql_type.ts";

/** PostgreSQL's functions that give sets of scalars. */
const SET_RETURNING: ReadonlySet<string> = new Set(
  `generate_series generate_subscripts json_array_elements json_array_elements_text json_object_keys
  jsonb_array_elements jsonb_array_elements_text jsonb_object_keys jsonb_path_query
  jsonb_path_query_tz regexp_matches regexp_split_to_table string_to_table unnest`.split(/\s+/),
);

/** Binds a `RangeFunction`. */
export function bindFunctionRange(node: TreeNode, level: Level): ScopeItem {
  const alias = readAlias(node.alias);
  const calls = nodeList(node.functions).flatMap((entry) => {
    const [expression, definitions] = nodeList(nodeOfType(entry, "List")?.items);
    return splitUnnest(expression).map((each) => ({ expression: each, definitions }));
  });
  const alone = calls.length === 1;
  const functions = calls.map(({ expression, definitions }) => {
    const listed = alone ? node.coldeflist ?? definitions : definitions;
    return bindFunction(expression, {
      level,
      definitions: nodeOfType(listed, "List")?.items ?? listed,
      alias: alone ? alias.name : null,
    });
  });
  const [first] = functions;
  const ordinal = node.ordinality === true ? [derived("ordinality", builtinType("int8"))] : [];
  const open = functions.some((each) => each.open);
  const columns = [...functions.flatMap((each) => each.columns), ...ordinal];
  const scalar = alone && ordinal.length === 0 && first !== undefined && first.scalar &&
    !first.open;
  return scopeItem({
    alias: alias.name ?? first?.name ?? null,
    columns: renamedColumns(columns, alias.columns),
    open,
    scalar: scalar ? { type: first.columns[0]?.type ?? null } : null,
  });
}

interface FunctionColumns {
  readonly name: string;
  readonly columns: readonly ScopeColumn[];
  readonly open: boolean;
  readonly scalar: boolean;
}

interface FunctionPlace {
  readonly level: Level;
  /** The alias, where it names the column too. */
  readonly alias: string | null;
  readonly definitions: unknown;
}

function bindFunction(expression: unknown, place: FunctionPlace): FunctionColumns {
  const { level, alias, definitions } = place;
  const { type, fields } = laterally(level, () => bindExpression(expression, level));
  const name = outputColumnName(expression, level.binding.outputs);
  const written = nodeList(definitions).map((entry) => nodeOfType(entry, "ColumnDef"))
    .filter((definition) => definition !== null);
  const parts = computedValues([expression]);
  if (written.length > 0) {
    return rowOf(name, written.map((definition) => definedColumn(definition, parts)));
  }
  if (fields !== null) {
    return rowOf(name, fields.map((field) => derived(field.name, field.type, parts)));
  }
  const call = nodeOfType(expression, "FuncCall");
  const own = alias ?? (name === UNNAMED_COLUMN ? "" : name);
  const [functionName = "", schema = null] = stringNodes(call?.funcname).toReversed();
  // A set is made when the statement runs, one value before.
  const definitionsBy = call !== null && SET_RETURNING.has(functionName) ? parts : [expression];
  const result = call === null
    ? null
    : callResult({ schema, name: functionName }, level.binding.options);
  if (result?.shape === "scalar") {
    const column = derived(result.columnName ?? own, result.type, definitionsBy);
    return { name, columns: [column], open: false, scalar: true };
  }
  const composite = type === null ? null : level.binding.options.fieldsOf?.(type) ?? null;
  if (composite !== null && type?.array === false) {
    return rowOf(name, composite.map((field) => derived(field.name, field.type, parts)));
  }
  // What is no row for sure is one column; of anything else the columns are not known.
  const scalar = type !== null && (type.array || type.schema === "pg_catalog");
  const columns = scalar || result !== null ? [derived(own, type, definitionsBy)] : [];
  return { name, columns, open: !scalar, scalar };
}

function rowOf(name: string, columns: readonly ScopeColumn[]): FunctionColumns {
  return { name, columns, open: false, scalar: false };
}

function definedColumn(definition: TreeNode, parts: readonly unknown[]): ScopeColumn {
  const typeName = bareNode(definition.typeName);
  return derived(
    textField(definition.colname) ?? "",
    typeName === null ? null : namedType(typeName),
    parts,
  );
}

function derived(
  name: string,
  type: SqlType | null,
  definitions: readonly unknown[] = [],
): ScopeColumn {
  return { name, type, base: null, origin: null, definitions };
}

/** unnest(a, b) in FROM is ROWS FROM (unnest(a), unnest(b)). */
function splitUnnest(expression: unknown): readonly unknown[] {
  const call = nodeOfType(expression, "FuncCall");
  const args = nodeList(call?.args);
  const name = stringNodes(call?.funcname);
  if (call === null || name.join(".") !== "unnest" || args.length < 2) return [expression];
  const plain = ["agg_order", "agg_filter", "over", "agg_star", "agg_distinct", "func_variadic"]
    .every((field) => call[field] === undefined);
  return plain ? args.map((arg) => ({ FuncCall: { ...call, args: [arg] } })) : [expression];
}
