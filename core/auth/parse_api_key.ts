// Reads a key that somebody sent, without knowing whether it is one of ours: only whether
// it can be. What it is worth, the store says.

import { apiKeyChecksum, CHECKSUM_LENGTH } from "./api_key_checksum.ts";
import type { ApiKeyKind } from "./api_key_kind.ts";
import { ID_LENGTH, SECRET_LENGTH } from "./create_api_key.ts";

/** A text that has the form of a key, or why it has not. */
export type ParsedApiKey =
  | { readonly kind: "key"; readonly keyKind: ApiKeyKind; readonly id: string }
  | { readonly kind: "malformed"; readonly reason: string };

const FORM = /^pgmcp_(agent|client)_([0-9A-Za-z]+)$/;
const BODY_LENGTH = ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH;

/** Reads `text`; the reason holds nothing of it. */
export function parseApiKey(text: string): ParsedApiKey {
  const match = FORM.exec(text);
  if (match === null) {
    return malformed("it is not of the form pgmcp_client_… or pgmcp_agent_…");
  }
  const [, kind, body = ""] = match;
  if (body.length !== BODY_LENGTH) {
    return malformed(body.length < BODY_LENGTH ? "it is cut short" : "it is too long");
  }
  const end = text.length - CHECKSUM_LENGTH;
  if (apiKeyChecksum(text.slice(0, end)) !== text.slice(end)) {
    return malformed("it is mistyped: its checksum is wrong");
  }
  return {
    kind: "key",
    keyKind: kind === "agent" ? "agent" : "client",
    id: body.slice(0, ID_LENGTH),
  };
}

function malformed(reason: string): ParsedApiKey {
  return { kind: "malformed", reason };
}
