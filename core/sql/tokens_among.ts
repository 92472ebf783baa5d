// Reads what the parser's lexer says of a text: which tokens stand where.

/** A token, in bytes of UTF-8. */
export interface TokenPlace {
  readonly start: number;
  readonly end: number;
}

/** The tokens of these kinds among the lexer's; none where it could not read the text to its end. */
export function tokensAmong(
  scanned: string,
  kinds: readonly string[],
): readonly TokenPlace[] {
  if (!scanned.startsWith("{")) return [];
  // The texts of the tokens hold line feeds and the like as they are.
  const result: unknown = JSON.parse(scanned.replaceAll(/\p{Cc}/gu, " "));
  const tokens = typeof result === "object" && result !== null && "tokens" in result
    ? result.tokens
    : null;
  if (!Array.isArray(tokens)) return [];
  return tokens.filter(({ tokenName }) => kinds.includes(tokenName))
    .map(({ start, end }) => ({ start: Number(start), end: Number(end) }));
}
