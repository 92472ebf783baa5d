// The places of a statement where its text may be changed without changing what it says: outside
// of literals, quoted names and comments.

/** Literals in every notation, quoted names and comments, as PostgreSQL's lexer ends them (section 4.1). */
export const QUOTED =
  /[eE]'(?:[^'\\]|\\.|'')*'|[uUbBxXnN]&?'(?:[^']|'')*'|'(?:[^']|'')*'|[uU]&"(?:[^"]|"")*"|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** `sql` with `change` applied to what stands between those. */
export function outsideQuotes(sql: string, change: (text: string) => string): string {
  let end = 0;
  let changed = "";
  for (const match of sql.matchAll(QUOTED)) {
    changed += change(sql.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return changed + change(sql.slice(end));
}
