// A page of tables as tab-separated text: the fewest tokens for a list that can
// have a hundred lines. Comments are cut, because anybody may have written a novel.

import type { TablePage, TableSummary } from "../../ports/schema_explorer.ts";
import { byteSize } from "./byte_size.ts";
import { rowEstimate } from "./row_estimate.ts";
import { visibleText } from "./visible_text.ts";

/** The longest comment in a list, in UTF-16 code units; describe_table has it whole. */
const LISTED_COMMENT_LENGTH = 120;

/** A comment as lists show it. */
export function listedComment(comment: string | null): string | null {
  if (comment === null || comment.length <= LISTED_COMMENT_LENGTH) return comment;
  return `${comment.slice(0, LISTED_COMMENT_LENGTH - 1).trimEnd().toWellFormed()}…`;
}

/** The page as text: a header, a line a table, and how to get the rest. */
export function tableListText(page: TablePage): string {
  const lines = ["schema\ttable\tkind\trows\tsize\tcomment", ...page.tables.map(line)];
  if (page.nextCursor !== null) {
    lines.push(
      `${page.tables.length} of ${page.total} tables. Narrow with schema or name, or ask for more with cursor: ${
        JSON.stringify(page.nextCursor)
      }`,
    );
  }
  return lines.join("\n");
}

function line(table: TableSummary): string {
  return [
    visibleText(table.schema),
    visibleText(table.name),
    table.kind,
    table.estimatedRows === null ? "" : rowEstimate(table.estimatedRows),
    table.sizeBytes === null ? "" : byteSize(table.sizeBytes),
    visibleText(listedComment(table.comment) ?? ""),
  ].join("\t").trimEnd();
}
