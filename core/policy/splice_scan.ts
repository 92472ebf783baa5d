// Where a table's name stands in the client's text, and what replaces it. The places come from the
// parser; what is read here by pattern is checked afterwards, when the result is parsed again.

import { endOfName, endOfQualifier } from "../sql/end_of_name.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Splice } from "../sql/splice_text.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import { locationOf, nodeList, textField, type TreeNode } from "../sql/tree.ts";

/** The relation of `node` replaced by `query`; null where that cannot be done. */
export function spliceRelation(sql: string, node: TreeNode, query: string): Splice | null {
  const location = locationOf(node);
  const name = textField(node.relname);
  if (location === null || name === null) return null;
  const parts =
    [node.catalogname, node.schemaname, node.relname].filter((part) => typeof part === "string")
      .length;
  const at = offsetOfByte(sql, location);
  const end = endOfName(sql, at, parts);
  if (end === null) return null;
  const own = node.alias === undefined ? ` AS ${quoteIdentifier(name)}` : "";
  // ONLY stands before the name and goes into the sub-select; TABLE t is SELECT * FROM t.
  const only = node.inh === true ? null : /\bonly\s+$/i.exec(sql.slice(0, at));
  if (node.inh !== true && only === null) return null;
  const start = only === null ? at : only.index;
  const table = /\btable\s+$/i.exec(sql.slice(0, start));
  const before = table === null ? "" : "SELECT * FROM ";
  return { start: table?.index ?? start, end, text: `${before}(${query})${own}` };
}

/** A reference `schema.table.column` as `table.column`; null where its text is not plain. */
export function spliceReference(
  sql: string,
  node: TreeNode,
): { readonly splice: Splice; readonly fields: readonly unknown[] } | null {
  const location = locationOf(node);
  const fields = nodeList(node.fields);
  const dropped = fields.length - 2;
  if (location === null || dropped < 1) return null;
  const start = offsetOfByte(sql, location);
  const end = endOfQualifier(sql, start, dropped);
  if (end === null) return null;
  return {
    splice: { start, end, text: "" },
    fields: fields.slice(dropped),
  };
}

/** Where a reference `column` or `table.column` stands; null where its text is not plain. */
export function spanOfName(
  sql: string,
  node: TreeNode,
): { readonly start: number; readonly end: number } | null {
  const location = locationOf(node);
  const parts = nodeList(node.fields).length;
  if (location === null || parts < 1 || parts > 2) return null;
  const start = offsetOfByte(sql, location);
  const end = endOfName(sql, start, parts);
  return end === null ? null : { start, end };
}
