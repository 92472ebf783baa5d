// Whether a key's list of databases covers a name. The list holds names and globs: `*`
// stands for any run of characters, and nothing else is special.

/** Whether one of `patterns` is `database`, or matches it; letters keep their case. */
export function grantsDatabase(patterns: readonly string[], database: string): boolean {
  return patterns.some((pattern) => matches(pattern, database));
}

function matches(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
