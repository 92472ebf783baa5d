// The key that a request came with, from its Authorization header (RFC 6750, section 2.1)
// and from nowhere else: an address is written into logs and histories.

import { parseApiKey, type ParsedApiKey } from "../../core/auth/parse_api_key.ts";
import { PgmcpError } from "../../core/errors.ts";

/** A key that may be one of ours: its form and checksum are right. */
export interface BearerKey {
  /** The whole key. Secret. */
  readonly text: string;
  readonly parsed: Extract<ParsedApiKey, { kind: "key" }>;
}

/** The key in `request`, or what is wrong with it, in words that hold nothing of it. */
export function bearerKey(request: Request): BearerKey | PgmcpError {
  const header = request.headers.get("authorization");
  if (header === null) return new PgmcpError("PGMCP_KEY_REQUIRED");
  const text = /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
  if (text === undefined) {
    return new PgmcpError("PGMCP_KEY_REQUIRED", {
      message: "The Authorization header is not of the form Bearer <key>.",
    });
  }
  const parsed = parseApiKey(text);
  if (parsed.kind === "key") return { text, parsed };
  return new PgmcpError("PGMCP_KEY_NOT_VALID", {
    message: `The API key is not valid: ${parsed.reason}.`,
  });
}
