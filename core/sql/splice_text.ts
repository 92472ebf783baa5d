// Puts pieces into a text in place of others, which do not overlap.

/** A piece of text to replace, by its place in UTF-16 code units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `sql` with every splice made. */
export function spliceText(sql: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text } of splices.toSorted((one, other) => one.start - other.start)) {
    pieces.push(sql.slice(from, start), text);
    from = end;
  }
  return pieces.join("") + sql.slice(from);
}
