// The sentence that says rows were cut, and how to ask for what is wanted.

import type { QueryLimits } from "../../core/ports/query_executor.ts";

/** Says what cut the rows and what to do; for the model that asked. */
export function truncationNote(
  truncatedBy: "rows" | "bytes",
  rowCount: number,
  limits: QueryLimits,
): string {
  const shown = `Truncated: these are the first ${rowCount} rows, there are more`;
  const page = "page with ORDER BY key LIMIT n and WHERE key > the last one";
  switch (truncatedBy) {
    case "rows":
      return `${shown} (limit ${
        Math.min(limits.maxRows, rowCount)
      } rows). Do not count or sum these: aggregate in SQL, narrow with WHERE, or ${page}.`;
    case "bytes":
      return `${shown} (limit ${limits.maxBytes} bytes). Select fewer or shorter columns, such as left(text, 200), aggregate, narrow with WHERE, or ${page}.`;
  }
}
