// Rows as a JSON array of objects, one object a line: what a model reads best and a
// program can parse. The text itself keeps to a byte limit, because names repeat
// in every row and can outweigh the values that the adapter counted.

import type { QueryResult } from "../../ports/query_executor.ts";
import { PgmcpError } from "../../errors.ts";
import { uniqueColumnNames } from "./column_names.ts";
import type { FormattedRows } from "./formatted_rows.ts";
import { jsonValueText } from "./json_value.ts";
import { visibleLines } from "./visible_text.ts";

/** Formats rows as JSON text of at most `maxBytes`; throws `PGMCP_RESULT_TOO_LARGE` where one row exceeds them. */
export function jsonRows(result: QueryResult, maxBytes: number): FormattedRows {
  const names = uniqueColumnNames(result.columns.map((column) => column.name));
  const keys = names.map((name) => visibleLines(JSON.stringify(name)));
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let bytes = 2;
  for (const row of result.rows) {
    const members = result.columns.map((column, at) =>
      `${keys[at]}:${jsonValueText(column.typeOid, row[at] ?? null)}`
    );
    const line = visibleLines(`{${members.join(",")}}`);
    bytes += encoder.encode(line).byteLength + 2;
    if (bytes > maxBytes) {
      if (lines.length === 0) throw new PgmcpError("PGMCP_RESULT_TOO_LARGE");
      break;
    }
    lines.push(line);
  }
  return { text: `[${lines.join(",\n")}]`, rowCount: lines.length };
}
