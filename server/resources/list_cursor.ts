// Where a list of resources goes on, as the opaque text that clients hand back
// (MCP, "Pagination"). What a client sends is checked like any argument.

import { PgmcpError } from "../../core/errors.ts";

/** A place in the list. */
export interface ListPlace {
  /** The database whose tables come next. */
  readonly database: string;
  /** Where in them, as its explorer says; the first page without. */
  readonly tables?: string;
}

/** The place as a cursor. */
export function writeListCursor(place: ListPlace): string {
  return new TextEncoder().encode(JSON.stringify([place.database, place.tables ?? null]))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The place in a cursor, which must be in one of `databases`. Throws `PGMCP_INVALID_ARGUMENT`. */
export function readListCursor(cursor: string, databases: readonly string[]): ListPlace {
  const [database, tables] = parts(cursor);
  if (typeof database !== "string" || !databases.includes(database)) throw notACursor();
  if (tables === null) return { database };
  if (typeof tables !== "string") throw notACursor();
  return { database, tables };
}

function parts(cursor: string): readonly unknown[] {
  try {
    const text = new TextDecoder().decode(
      Uint8Array.fromBase64(cursor, { alphabet: "base64url" }),
    );
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function notACursor(): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot go on with the list: the cursor is not one of this server's.",
    hint: "List again from the start, without a cursor.",
  });
}
