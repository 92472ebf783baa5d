// Names without quotes are what the parser here reads only where they are ASCII: a database in an
// encoding of one byte a character turns É to é as well, and cuts names after 63 bytes of its own,
// so that SELECT * FROM VUÉ reads the view vué. In quotes a name is the same to every server.

import { quoteIdentifier } from "./quote.ts";
import type { TokenPlace } from "./tokens_among.ts";

/** PostgreSQL cuts a name after so many bytes (NAMEDATALEN less one). */
const MAX_NAME_BYTES = 63;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether there is anything to quote at all. */
export function mayNeedQuotes(sql: string): boolean {
  return /[^\0-\x7f]/.test(sql);
}

/** The text with each name that is not ASCII in quotes, as the parser reads it. */
export function quoteNames(sql: string, names: readonly TokenPlace[]): string {
  const bytes = encoder.encode(sql);
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of names) {
    const name = decoder.decode(bytes.subarray(start, end));
    if (!mayNeedQuotes(name)) continue;
    const read = asRead(name);
    if (read === name) continue;
    pieces.push(decoder.decode(bytes.subarray(from, start)), read);
    from = end;
  }
  return from === 0 ? sql : pieces.join("") + decoder.decode(bytes.subarray(from));
}

/** Whether surely no name among these tokens that is written as `U&"…"`, and stays so, is cut. */
export function areWhole(sql: string, tokens: readonly TokenPlace[]): boolean {
  const bytes = encoder.encode(sql);
  return tokens.every(({ start, end }) => {
    const token = decoder.decode(bytes.subarray(start, end));
    if (!/^u&"/i.test(token)) return true;
    const escape = escapeIn(decoder.decode(bytes.subarray(end)));
    return escapedLength(token.slice('U&"'.length, -1), escape) <= MAX_NAME_BYTES;
  });
}

/** The escape character of the name that `rest` is behind (section 4.1.2.3); null where that is not plain to see. */
function escapeIn(rest: string): string | null {
  const [, given] = /^\s*uescape\s*'(\P{Cc})'/iu.exec(rest) ?? [];
  if (given !== undefined) return given;
  // Behind comments, or in dollar quotes.
  return /^\s*(?:uescape|(?:--|\/\*)[^]*uescape)/i.test(rest) ? null : "\\";
}

/** How many bytes of UTF-8 a name has at most. */
function escapedLength(name: string, escape: string | null): number {
  if (escape === null) return encoder.encode(name).length;
  const own = `\\u{${escape.codePointAt(0)?.toString(16)}}`;
  const escaped = new RegExp(
    `${own}(?:${own}|\\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))`,
    "gu",
  );
  let length = 0;
  const plain = name.replaceAll(escaped, (_, six?: string, four?: string) => {
    const digits = six ?? four;
    // A doubled one stands for itself.
    length += digits === undefined
      ? encoder.encode(escape).length
      : bytesOf(Number.parseInt(digits, 16));
    return "";
  });
  return length + encoder.encode(plain).length;
}

/** How many bytes of UTF-8 a character has (RFC 3629). */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

// In the parser's encoding, UTF-8, only ASCII is turned to lower case, and whole characters are cut off.
function asRead(name: string): string {
  const isQuoted = name.startsWith('"');
  const meant = isQuoted
    ? name.slice(1, -1).replaceAll('""', '"')
    : name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let bytes = 0;
  let kept = "";
  for (const character of meant) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_NAME_BYTES) break;
    kept += character;
  }
  return quoteIdentifier(kept);
}
