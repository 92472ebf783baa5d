// Where a name ends that the parser found in a text. The places come from the parser; what is read
// here by pattern is checked afterwards, when the result is parsed again.

const NAME = /(?:"(?:[^"]|"")+"|[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*)/u;
const DOT = /\s*\.\s*/;

/** Where the dotted name of so many parts at `at` ends; null where its text is not plain. */
export function endOfName(sql: string, at: number, parts: number): number | null {
  return endOf(Array.from({ length: parts }, () => NAME.source).join(DOT.source), sql, at);
}

/** Where the first parts of the name at `at` end, with the dot behind them; null where they are not plain. */
export function endOfQualifier(sql: string, at: number, parts: number): number | null {
  return endOf(`(?:${NAME.source}${DOT.source}){${parts}}`, sql, at);
}

/** Where the alias behind what ends at `at` ends, with AS or without; null where it is not plain. */
export function endOfAlias(sql: string, at: number): number | null {
  return endOf(`\\s*(?:[Aa][Ss](?=[\\s"])\\s*)?${NAME.source}`, sql, at);
}

function endOf(source: string, sql: string, at: number): number | null {
  const pattern = new RegExp(source, "yu");
  pattern.lastIndex = at;
  return pattern.exec(sql) === null ? null : pattern.lastIndex;
}
