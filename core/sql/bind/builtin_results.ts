// What PostgreSQL's own functions give back, as far as names depend on it: in FROM the columns, in
// an expression the type. Of a name that may mean another function nothing is said.

import { splitNames } from "../allow_lists/split_names.ts";
import { BUILT_IN_COLUMNS, BUILT_IN_RESULTS } from "./builtin_results.gen.ts";
import type { BindOptions } from "./bound_statement.ts";
import { builtinType, type SqlType } from "./sql_type.ts";

/** What a function gives back. */
export interface CallResult {
  /** `either`: its argument's type decides; `record`: columns are written out behind the call. */
  readonly shape: "scalar" | "row" | "either" | "record";
  /** Of a scalar; null where overloads differ. */
  readonly type: SqlType | null;
  /** Of a row. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType | null }[] | null;
  /** The name of its one output parameter, which names the column in FROM before an alias does. */
  readonly columnName: string | null;
}

const results: ReadonlyMap<string, CallResult> = new Map([
  ...BUILT_IN_RESULTS.flatMap(([type, names]) =>
    [...splitNames(names)].map((name) => [name, resultOf(type)] as const)
  ),
  ...BUILT_IN_COLUMNS.map(([name, columns]) => [name, resultWithColumns(columns)] as const),
]);

/** What a call gives back; null where that is not known. */
export function callResult(
  { schema, name }: { readonly schema: string | null; readonly name: string },
  options: BindOptions,
): CallResult | null {
  if (schema !== null && schema !== "pg_catalog") return null;
  if (schema === null && options.isOverloaded?.(name) === true) return null;
  return results.get(name) ?? null;
}

function resultOf(type: string): CallResult {
  const nothing = { type: null, columns: null, columnName: null };
  if (type === "either" || type === "record") return { ...nothing, shape: type };
  return { ...nothing, shape: "scalar", type: type === "*" ? null : builtinType(type) };
}

function resultWithColumns(written: string): CallResult {
  const columns = written.split(" ").map((column) => {
    const [name = "", type = "*"] = column.split(":");
    return { name, type: type === "*" ? null : builtinType(type) };
  });
  const [only, another] = columns;
  if (only !== undefined && another === undefined) {
    return { shape: "scalar", type: only.type, columns: null, columnName: only.name };
  }
  return { shape: "row", type: null, columns, columnName: null };
}
