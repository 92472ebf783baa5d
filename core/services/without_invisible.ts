// Takes out of a result what nobody sees and a model reads all the same: text of outsiders
// can hold instructions in it.

import type { QueryResult } from "../ports/query_executor.ts";

/** What stands in no text for people: controls, formats, and what Unicode says to ignore (section 5.21). */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The result without characters that nobody sees. */
export function withoutInvisible(result: QueryResult): QueryResult {
  const rows = result.rows.map((row) =>
    row.map((value) => value === null ? null : value.replaceAll(INVISIBLE, ""))
  );
  return { ...result, rows };
}
