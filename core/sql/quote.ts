// Quoting for SQL that pgmcp itself writes: identifiers and string literals.
// It refuses NUL, which PostgreSQL cannot hold. Whether a name may be used at
// all is decided elsewhere.

import { PgmcpError } from "../errors.ts";

/** `name` as a quoted identifier, always with quotes so that no key word and no case folding matters. */
export function quoteIdentifier(name: string): string {
  if (name === "") {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", { message: "Cannot quote a name: it is empty" });
  }
  refuseNul(name, "a name");
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * `text` as a string literal that reads the same whatever `standard_conforming_strings`
 * says: with a backslash inside it is written as `E'…'` (PostgreSQL, section 4.1.2.2).
 */
export function quoteLiteral(text: string): string {
  refuseNul(text, "a text");
  const doubled = text.replaceAll("'", "''");
  // The leading space keeps the E from joining a word before it.
  return doubled.includes("\\") ? ` E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}

function refuseNul(text: string, what: string): void {
  if (text.includes("\0")) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot quote ${what}: it holds a NUL character`,
    });
  }
}
