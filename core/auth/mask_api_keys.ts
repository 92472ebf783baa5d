// Takes keys out of a text that is about to be shown or logged, whoever put them there.

import { ID_LENGTH } from "./create_api_key.ts";

// Also cut and mistyped ones: they hold most of a secret.
const KEY = /(pgmcp_(?:agent|client)_)([0-9A-Za-z]+)/g;

/** `text` with every key cut to what is no secret: its kind and its id. */
export function maskApiKeys(text: string): string {
  return text.replace(
    KEY,
    (_, prefix: string, body: string) => `${prefix}${body.slice(0, ID_LENGTH)}…`,
  );
}
