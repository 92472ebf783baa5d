// Rows as tab-separated text: a header line, then a line a row, for fewer tokens
// than JSON. Escapes are those of COPY's text format (PostgreSQL, COPY, "Text
// Format"): NULL is \N, and no value can hold a bare tab or newline, so none can
// forge a column or a row.

import type { QueryResult } from "../../ports/query_executor.ts";
import { PgmcpError } from "../../errors.ts";
import { uniqueColumnNames } from "./column_names.ts";
import type { FormattedRows } from "./formatted_rows.ts";
import { valueKind } from "./value_kind.ts";
import { escapedText } from "./visible_text.ts";

function cell(typeOid: number, text: string | null): string {
  if (text === null) return "\\N";
  if (valueKind(typeOid) === "boolean") return text === "t" ? "true" : "false";
  return escapedText(text);
}

/** Formats rows as TSV of at most `maxBytes`; throws `PGMCP_RESULT_TOO_LARGE` where one row exceeds them. */
export function tsvRows(result: QueryResult, maxBytes: number): FormattedRows {
  const encoder = new TextEncoder();
  const names = uniqueColumnNames(result.columns.map((column) => column.name));
  const lines = [names.map(escapedText).join("\t")];
  let bytes = encoder.encode(lines[0]).byteLength;
  for (const row of result.rows) {
    const line = result.columns.map((column, at) => cell(column.typeOid, row[at] ?? null))
      .join("\t");
    bytes += encoder.encode(line).byteLength + 1;
    if (bytes > maxBytes) {
      if (lines.length === 1) throw new PgmcpError("PGMCP_RESULT_TOO_LARGE");
      break;
    }
    lines.push(line);
  }
  return { text: lines.join("\n"), rowCount: lines.length - 1 };
}
