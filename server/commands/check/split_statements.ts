// Cuts a file of SQL into its statements, at the offsets that PostgreSQL's own
// parser reports: a semicolon in a string, a comment or a function body is none.
// What the statements may do is the guard's to say.

import { PgmcpError } from "../../../core/errors.ts";
import type { Parser } from "../../../core/sql/parse.ts";

/** A statement of a file. */
export interface SplitStatement {
  readonly sql: string;
  /** The line its first word is on, from 1. */
  readonly line: number;
}

/**
 * The statements of `text` in order. A text that does not parse comes back whole,
 * as one statement, for the guard to say what is wrong with it.
 */
export async function splitStatements(
  text: string,
  parser: Parser,
): Promise<readonly SplitStatement[]> {
  if (text.includes("\0")) return [wholeText(text)];
  const outcome = await parser.parse(text);
  if (outcome.kind !== "tree") return [wholeText(text)];
  // The parser counts in bytes of UTF-8.
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let line = 1;
  let counted = 0;
  return outcome.statements.map((statement) => {
    const start = offsetOf(statement, "stmt_location");
    const length = offsetOf(statement, "stmt_len") || bytes.length - start;
    const sql = decoder.decode(bytes.subarray(start, start + length));
    // Since PostgreSQL 18 a statement's location is its first word: comments before it are left out.
    for (; counted < start; counted++) if (bytes[counted] === 0x0a) line++;
    return { sql: sql.trim(), line };
  });
}

function wholeText(text: string): SplitStatement {
  return { sql: text, line: 1 };
}

function offsetOf(statement: unknown, field: "stmt_location" | "stmt_len"): number {
  const value: unknown = Object(statement)[field] ?? 0;
  if (typeof value === "number") return value;
  throw new PgmcpError("PGMCP_INTERNAL", { message: `Cannot split SQL: ${field} is no number` });
}
