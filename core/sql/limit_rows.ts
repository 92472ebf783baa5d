// The row cap: a query is wrapped as SELECT * FROM (…) LIMIT n, so that the
// planner knows of it. The client's text is spliced in as it is, never written
// anew from the tree; the result is parsed again and must be the wrap with the
// same tree inside. Anything else is refused.

import type { Parser } from "./parse.ts";
import type { ReadStatement } from "./read_statement.ts";
import { offsetOfByte } from "./text_positions.ts";
import { explainedStarts } from "./explained_starts.ts";
import type { Replacements } from "./same_tree.ts";
import { replacedTreeText, treeText, withoutPlaces } from "./tree_text.ts";

/** The name of the wrapped query; the client's own names cannot collide, for nothing outside refers to it. */
const ROWS_ALIAS = "pgmcp_rows";

const OPENING = "SELECT * FROM (\n";

/** A statement with the cap around it. */
export interface LimitedStatement {
  /** The text to send. */
  readonly sql: string;
  /** Of an EXPLAIN the query in `sql` that it explains; else the same as `sql`. */
  readonly query: string;
  /** What was added before the client's text, minus what was left out of it: position in `sql` less this is the client's. */
  readonly offset: number;
}

/** What to wrap, and how. */
export interface LimitRowsOptions {
  readonly parser: Parser;
  /** The most rows that may leave; one more is fetched, to know whether there were more. */
  readonly maxRows: number;
  /** What stands in the text in place of nodes of the statement's tree; nothing by default. */
  readonly replacements?: Replacements;
}

/** Wraps the SELECT (or the SELECT under EXPLAIN) that `statement` says is in `sql`; null if the wrap would not mean the same. */
export async function limitRows(
  sql: string,
  statement: ReadStatement,
  options: LimitRowsOptions,
): Promise<LimitedStatement | null> {
  const start = offsetOfByte(sql, statement.start);
  const end = statement.length === 0
    ? sql.length
    : offsetOfByte(sql, statement.start + statement.length);
  const meant = wrapText(statement, options);
  if (meant === null) return null;
  const starts = statement.statement === "explain" ? explainedStarts(sql, start) : [start];
  for (const queryStart of starts) {
    const head = sql.slice(start, queryStart);
    // The line feed ends a comment that the client's text may end in.
    const wrapped = `${head}${OPENING}${sql.slice(queryStart, end)}\n) AS ${ROWS_ALIAS} LIMIT ${
      options.maxRows + 1
    }`;
    const made = await options.parser.parseToText(wrapped);
    if (made !== null && withoutPlaces(made).endsWith(meant)) {
      return {
        ...{ sql: wrapped, query: wrapped.slice(head.length) },
        offset: OPENING.length - start,
      };
    }
  }
  return null;
}

/** What the parser has to write of the wrap, behind its version; null where that is not known for sure. */
function wrapText(statement: ReadStatement, options: LimitRowsOptions): string | null {
  const { replacements = {}, maxRows } = options;
  const query = replacedTreeText({ SelectStmt: statement.root?.node }, replacements);
  if (query === null) return null;
  const limit = treeText({ A_Const: { ival: { ival: maxRows + 1 } } });
  const wrap =
    `{"SelectStmt":{"targetList":[{"ResTarget":{"val":{"ColumnRef":{"fields":[{"A_Star":{}}]}}}}],"fromClause":[{"RangeSubselect":{"subquery":${query},"alias":{"aliasname":"${ROWS_ALIAS}"}}}],"limitCount":${limit},"limitOption":"LIMIT_OPTION_COUNT","op":"SETOP_NONE"}}`;
  return `,"stmts":[{"stmt":${explained(wrap, statement)}}]}`;
}

/** Under EXPLAIN the query is the inner one, and the options are the client's. */
function explained(wrap: string, { statement, explainOptions }: ReadStatement): string {
  if (statement !== "explain") return wrap;
  const options = explainOptions.length === 0 ? "" : `,"options":${treeText(explainOptions)}`;
  return `{"ExplainStmt":{"query":${wrap}${options}}}`;
}
