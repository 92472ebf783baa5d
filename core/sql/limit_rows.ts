// The row cap: a query is wrapped as SELECT * FROM (…) LIMIT n, so that the
// planner knows of it. The client's text is spliced in as it is, never written
// anew from the tree; the result is parsed again and must be the wrap with the
// same tree inside. Anything else is refused.

import type { Parser } from "./parse.ts";
import type { ReadStatement } from "./read_statement.ts";
import { offsetOfByte } from "./text_positions.ts";
import { explainedStarts } from "./explained_starts.ts";
import { type Replacements, sameTree } from "./same_tree.ts";
import { bareNode, nodeOfType, unwrapNode } from "./tree.ts";

/** The name of the wrapped query; the client's own names cannot collide, for nothing outside refers to it. */
export const ROWS_ALIAS = "pgmcp_rows";

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
  const starts = statement.statement === "explain" ? explainedStarts(sql, start) : [start];
  for (const queryStart of starts) {
    const head = sql.slice(start, queryStart);
    // The line feed ends a comment that the client's text may end in.
    const wrapped = `${head}${OPENING}${sql.slice(queryStart, end)}\n) AS ${ROWS_ALIAS} LIMIT ${
      options.maxRows + 1
    }`;
    if (await isWrap(wrapped, statement, options)) {
      return {
        ...{ sql: wrapped, query: wrapped.slice(head.length) },
        offset: OPENING.length - start,
      };
    }
  }
  return null;
}

async function isWrap(
  wrapped: string,
  statement: ReadStatement,
  options: LimitRowsOptions,
): Promise<boolean> {
  const outcome = await options.parser.parse(wrapped);
  if (outcome.kind !== "tree" || outcome.statements.length !== 1) return false;
  const parsed = bareNode(outcome.statements[0])?.stmt;
  const query = { SelectStmt: statement.root?.node };
  return sameTree(unexplained(parsed, statement), {
    SelectStmt: {
      targetList: [{ ResTarget: { val: { ColumnRef: { fields: [{ A_Star: {} }] } } } }],
      fromClause: [{
        RangeSubselect: { subquery: query, alias: { aliasname: ROWS_ALIAS } },
      }],
      limitCount: { A_Const: { ival: { ival: options.maxRows + 1 } } },
      limitOption: "LIMIT_OPTION_COUNT",
      op: "SETOP_NONE",
    },
  }, options.replacements);
}

/** The query to compare: under EXPLAIN the inner one, if the options are the client's. */
function unexplained(parsed: unknown, statement: ReadStatement): unknown {
  if (statement.statement !== "explain") return parsed;
  const explain = nodeOfType(parsed, "ExplainStmt");
  if (explain === null || unwrapNode(explain.query) === null) return null;
  return sameTree(explain.options ?? [], statement.explainOptions) ? explain.query : null;
}
