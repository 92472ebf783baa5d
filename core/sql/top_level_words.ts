// Where words stand in a text outside of strings, quoted names, comments and brackets: the places of
// clauses, which no tree tells. It only proposes them: whoever splices there has the result parsed
// and held against what was meant.

/** A word and its place, in UTF-16 code units. */
export interface TopLevelWord {
  /** In lower case. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

// In the order in which PostgreSQL's lexer would take them. A comment inside a comment is not
// followed here: the first end of one ends it.
const TOKEN = new RegExp(
  [
    String.raw`--[^\n\r]*|\/\*[^]*?\*\/`,
    String.raw`[eE]'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"`,
    String.raw`(?<dollar>\$(?:[\p{L}_\u0080-\uffff][\p{L}\p{N}_\u0080-\uffff]*)?\$)[^]*?\k<dollar>`,
    String.raw`(?<word>[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*)`,
    String.raw`(?<bracket>[()[\]])`,
  ].join("|"),
  "gu",
);

/** The places of `words`, in lower case, in `sql`. */
export function topLevelWords(sql: string, words: ReadonlySet<string>): readonly TopLevelWord[] {
  const found: TopLevelWord[] = [];
  let depth = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const { bracket, word } = match.groups ?? {};
    if (bracket !== undefined) depth += "([".includes(bracket) ? 1 : -1;
    const lower = word?.toLowerCase();
    if (depth !== 0 || lower === undefined || !words.has(lower)) continue;
    found.push({ word: lower, start: match.index, end: match.index + match[0].length });
  }
  return found;
}
