// Where the statement under EXPLAIN may start: the tree does not say. This only
// proposes places; limit_rows.ts tries them and believes the parser.

const TRIVIA = /(?:\s+|--[^\n\r]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\/)*/y;
const WORD = /explain|analy[sz]e|verbose/iy;
const OPTIONS = /\((?:[^()']|'[^']*')*\)/y;

/** Offsets in `sql`, likeliest first, for the EXPLAIN that starts at `start`. */
export function explainedStarts(sql: string, start: number): readonly number[] {
  const starts: number[] = [];
  let at = skip(TRIVIA, sql, start);
  for (let next = skip(WORD, sql, at); next > at; next = skip(WORD, sql, at)) {
    at = skip(TRIVIA, sql, next);
    starts.unshift(at);
  }
  const afterOptions = skip(OPTIONS, sql, at);
  if (afterOptions > at) starts.unshift(afterOptions);
  return starts;
}

function skip(pattern: RegExp, sql: string, from: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(sql);
  return match === null ? from : from + match[0].length;
}
