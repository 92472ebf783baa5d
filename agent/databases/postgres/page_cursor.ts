// The cursor of a page of tables: the last name shown, as one opaque word. It is
// bound as a value, so a forged one can only name another place to go on from.

import { PgmcpError } from "../../../core/errors.ts";

/** Where a page ended. */
export interface PagePlace {
  readonly schema: string;
  readonly name: string;
}

/** The longest cursor read: two names of 63 bytes, as JSON, in base64. */
const MAX_CURSOR_LENGTH = 1_024;

/** Writes a cursor. */
export function encodeCursor(place: PagePlace): string {
  const bytes = new TextEncoder().encode(JSON.stringify([place.schema, place.name]));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Reads a cursor. Throws `PGMCP_INVALID_ARGUMENT`. */
export function decodeCursor(cursor: string): PagePlace {
  const place = cursor.length > MAX_CURSOR_LENGTH ? null : read(cursor);
  if (place !== null) return place;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot go on from this cursor: it is not one that list_tables gave.",
    hint: "Call without a cursor to start again.",
  });
}

function read(cursor: string): PagePlace | null {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [schema, name] = value;
    if (typeof schema !== "string" || typeof name !== "string") return null;
    return (schema + name).includes("\0") ? null : { schema, name };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
