// The parser keeps comments as tokens, and so does not see the word after one where it must look
// ahead: `NOT /* … */ LIKE` and `NULLS -- …` are syntax errors to it, though not to PostgreSQL.
// Such a text is parsed again with blanks in the place of its comments, as its own lexer finds them.

import type { TokenPlace } from "./tokens_among.ts";

/** The text with blanks, byte for byte, where comments stand: what comes after keeps its place. */
export function blankComments(sql: string, comments: readonly TokenPlace[]): string {
  const bytes = new TextEncoder().encode(sql);
  for (const { start, end } of comments) bytes.fill(BLANK, start, end);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

const BLANK = 0x20;
