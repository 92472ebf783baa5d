// Takes keys and passwords out of a text that is about to be shown or logged, whoever put them
// there: a value that was given for the wrong variable stands in the error about it.

import { maskApiKeys } from "./mask_api_keys.ts";

// Up to the last @ of the word, for a password may itself hold : / @ or #; or to where a long
// value was cut. Bounded, so that no text takes much longer than another of its length.
const LOGIN = /\b([a-z][a-z0-9+.-]{0,31}:\/\/)([^\s:@/]{0,256}):\S{0,1024}([@…])/gi;
const PARAMETER = /([?&](?:password|sslpassword)=)[^&\s]*/gi;

/** `text` with every API key cut to its id, and the password of every URL replaced. */
export function maskSecrets(text: string): string {
  return maskApiKeys(text.replace(LOGIN, "$1$2:***$3").replace(PARAMETER, "$1***"));
}
