// Reads a table's name as a client gives it: `orders`, `shop.orders`,
// `"Order Items"`, `shop."Order Items"`. It looks nothing up.

import { PgmcpError } from "../errors.ts";

/** One part of a name. */
export interface NamePart {
  readonly text: string;
  /** Whether it stood in quotes, and so is meant to the letter. */
  readonly quoted: boolean;
}

/** A name, with its schema where that was given. */
export interface TableName {
  readonly schema: NamePart | null;
  readonly table: NamePart;
}

const PART = /^(?:"((?:[^"]|"")+)"|([^".]+))(\.|$)/u;

/** Reads `text`. Throws `PGMCP_INVALID_ARGUMENT`. */
export function parseTableName(text: string): TableName {
  const parts: NamePart[] = [];
  let rest = text.trim();
  let more = rest !== "";
  while (more) {
    const match = PART.exec(rest);
    if (match === null) throw notATableName(text);
    const [whole, quoted, plain, separator] = match;
    parts.push(
      quoted === undefined
        ? { text: (plain ?? "").trim(), quoted: false }
        : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    rest = rest.slice(whole.length);
    more = separator === ".";
  }
  const [first, second, ...others] = parts;
  if (first === undefined || others.length > 0) throw notATableName(text);
  if (parts.some((part) => part.text === "" || part.text.includes("\0"))) throw notATableName(text);
  return second === undefined ? { schema: null, table: first } : { schema: first, table: second };
}

/**
 * The names a part may stand for, the likeliest first: itself, and folded to
 * lower case as SQL does with a name that has no quotes.
 */
export function spellings(part: NamePart): readonly string[] {
  const folded = part.text.toLowerCase();
  return part.quoted || folded === part.text ? [part.text] : [part.text, folded];
}

function notATableName(text: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot read "${text.slice(0, 200).replaceAll(/\p{Cc}/gu, " ")}" as a table's name.`,
    hint:
      'Write it as table or schema.table; put parts with special characters in double quotes, as in shop."Order Items".',
  });
}
