// The parser keeps comments as tokens, and so does not see the word after one where it must look
// ahead: `NOT /* … */ LIKE` and `NULLS -- …` are syntax errors to it, though not to PostgreSQL.
// Such a text is parsed again with blanks in the place of its comments, as its own lexer finds them.

/** A comment, in bytes of UTF-8. */
export interface CommentPlace {
  readonly start: number;
  readonly end: number;
}

/** The text with blanks, byte for byte, where comments stand: what comes after keeps its place. */
export function blankComments(sql: string, comments: readonly CommentPlace[]): string {
  const bytes = new TextEncoder().encode(sql);
  for (const { start, end } of comments) bytes.fill(BLANK, start, end);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

const BLANK = 0x20;

/** The comments among the lexer's tokens; none where it could not read the text to its end. */
export function commentsAmong(scanned: string): readonly CommentPlace[] {
  if (!scanned.startsWith("{")) return [];
  // The texts of the tokens hold line feeds and the like as they are.
  const result: unknown = JSON.parse(scanned.replaceAll(/\p{Cc}/gu, " "));
  const tokens = typeof result === "object" && result !== null && "tokens" in result
    ? result.tokens
    : null;
  if (!Array.isArray(tokens)) return [];
  return tokens.filter(({ tokenName }) => tokenName === "C_COMMENT" || tokenName === "SQL_COMMENT")
    .map(({ start, end }) => ({ start: Number(start), end: Number(end) }));
}
