// Rows as JavaScript values, for programs that read structured content. A double
// holds 15 digits: numbers inside JSON documents that it would change become
// strings, as int8 and numeric columns are.

import type { QueryResult } from "../../ports/query_executor.ts";
import { PgmcpError } from "../../errors.ts";
import { uniqueColumnNames } from "./column_names.ts";
import { jsonValueText } from "./json_value.ts";

// Any decimal of up to 15 significant digits survives a double (DBL_DIG, C11 5.2.4.2.2).
const DOUBLE_DIGITS = 15;

function survivesDouble(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const digits = source.replace(/[eE].*$/, "").replace(/[-.]/g, "").replace(/^0+/, "");
  if (digits === "") return true;
  return (digits.length <= DOUBLE_DIGITS && value !== 0) || String(value) === source;
}

// The third argument is ECMAScript's "JSON.parse source text access".
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || context?.source === undefined) return value;
  return survivesDouble(context.source, value) ? value : context.source;
}

/** A row by column name. */
export type ValueRow = Readonly<Record<string, unknown>>;

/** Rows as objects of JSON values, at most `maxBytes` as JSON text; throws `PGMCP_RESULT_TOO_LARGE` where one row exceeds them. */
export function valueRows(result: QueryResult, maxBytes: number): readonly ValueRow[] {
  const names = uniqueColumnNames(result.columns.map((column) => column.name));
  const encoder = new TextEncoder();
  const rows: ValueRow[] = [];
  let bytes = 2;
  for (const row of result.rows) {
    const texts = result.columns.map((column, at) =>
      jsonValueText(column.typeOid, row[at] ?? null)
    );
    bytes += encoder.encode(texts.join(",")).byteLength + names.join().length + 3 * names.length;
    if (bytes > maxBytes) {
      if (rows.length === 0) throw new PgmcpError("PGMCP_RESULT_TOO_LARGE");
      break;
    }
    // fromEntries makes own properties, so a column named __proto__ is only a column.
    rows.push(
      Object.fromEntries(names.map((name, at) => [name, JSON.parse(texts[at] ?? "", keepDigits)])),
    );
  }
  return rows;
}
