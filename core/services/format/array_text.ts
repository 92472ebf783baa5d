// Reads PostgreSQL's text form of an array, as in `{1,NULL,"a \"b\""}` or
// `[0:1]={{1},{2}}` (PostgreSQL, "Arrays", section 8.15.6: Array Input and Output
// Syntax). Anything that is not exactly that gives null, and the caller keeps the text.

/** An element: text, SQL's NULL, or a nested array. */
export type ArrayElement = string | null | readonly ArrayElement[];

const BOUNDS = /^(?:\[[+-]?\d+:[+-]?\d+\])+=/;
// array_out quotes an element that holds any of these, so bare text never does.
const BARE = /[^{},"\\\s]+/y;
// PostgreSQL's MAXDIM (array.h).
const MAX_DEPTH = 6;

/** The elements of an array's text, lower bounds left out; null where the text is not an array's. */
export function parseArrayText(text: string): readonly ArrayElement[] | null {
  let at = BOUNDS.exec(text)?.[0].length ?? 0;

  function readQuoted(): string | null {
    let value = "";
    for (at++; at < text.length; at++) {
      if (text[at] === '"') {
        at++;
        return value;
      }
      if (text[at] === "\\") at++;
      value += text[at] ?? "";
    }
    return null;
  }

  function readArray(depth: number): readonly ArrayElement[] | null {
    if (text[at] !== "{" || depth > MAX_DEPTH) return null;
    at++;
    const elements: ArrayElement[] = [];
    if (text[at] === "}") {
      at++;
      return elements;
    }
    while (at < text.length) {
      if (text[at] === "{") {
        const nested = readArray(depth + 1);
        if (nested === null) return null;
        elements.push(nested);
      } else if (text[at] === '"') {
        const quoted = readQuoted();
        if (quoted === null) return null;
        elements.push(quoted);
      } else {
        BARE.lastIndex = at;
        const bare = BARE.exec(text)?.[0];
        if (bare === undefined) return null;
        at += bare.length;
        elements.push(bare.toUpperCase() === "NULL" ? null : bare);
      }
      const next = text[at++];
      if (next === "}") return elements;
      if (next !== ",") return null;
    }
    return null;
  }

  const elements = readArray(1);
  return at === text.length ? elements : null;
}
