// Lists of names in a variable: separated by commas, white space around a name
// dropped, a name that holds a comma in double quotes, with "" for a quote in it.

/**
 * The names in order, each once; null where `text` holds none, an empty one, or
 * an unfinished quote. Letters keep their case.
 */
export function parseList(text: string): readonly string[] | null {
  const names: string[] = [];
  const item = /\s*(?:"((?:[^"]|"")+)"|([^",]*?))\s*(,|$)/y;
  while (item.lastIndex < text.length || names.length === 0) {
    const match = item.exec(text);
    if (match === null) return null;
    const name = match[1]?.replaceAll('""', '"') ?? match[2] ?? "";
    if (name === "") return null;
    if (!names.includes(name)) names.push(name);
    // A comma at the very end promises a name that is missing.
    if (match[3] === ",") {
      if (item.lastIndex === text.length) return null;
    } else break;
  }
  return names;
}
