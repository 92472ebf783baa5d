// The names of tables in a policy: `orders` (in whichever schema), `app.orders`, and with
// `*` for any run of characters `app.*` or `*_log`. They mean what stands there to the
// letter: nothing is folded to lower case. A part in double quotes may hold dots.

import type { TablePattern } from "./policy.ts";

/** A table as the catalogue names it. */
export interface NamedTable {
  readonly schema: string;
  readonly name: string;
}

const PART = /^(?:"((?:[^"]|"")+)"|([^".\s][^".]*))(\.|$)/u;

/** Reads `text`; null where it is no such name. */
export function parseTablePattern(text: string): TablePattern | null {
  const parts: string[] = [];
  let rest = text.trim();
  let more = rest !== "";
  while (more) {
    const match = PART.exec(rest);
    if (match === null) return null;
    const [whole, quoted, plain, separator] = match;
    // A star in quotes would be a table's own character, which a pattern cannot tell from any run.
    if (quoted?.includes("*")) return null;
    parts.push(quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    more = separator === ".";
  }
  const [first, second, ...others] = parts;
  if (first === undefined || others.length > 0 || text.includes("\0")) return null;
  return second === undefined
    ? { schema: null, name: first }
    : { schema: first === "*" ? null : first, name: second };
}

/** Whether `pattern` names `table`. */
export function matchesTable(pattern: TablePattern, table: NamedTable): boolean {
  return (pattern.schema === null || matchesName(pattern.schema, table.schema)) &&
    matchesName(pattern.name, table.name);
}

/** Whether it may name more than one table of a schema. */
export function isGlob(pattern: TablePattern): boolean {
  return pattern.name.includes("*") || (pattern.schema?.includes("*") ?? false);
}

/** The pattern as a policy writes it. */
export function patternText({ schema, name }: TablePattern): string {
  return schema === null ? name : `${schema}.${name}`;
}

// By hand: a pattern of many stars made into a regular expression can take for ever.
function matchesName(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop() ?? "";
  if (name.length < first.length + last.length) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
