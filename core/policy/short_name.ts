// A name behind a dot or AS, where every key word may stand as it is: without quotes where it is
// plain, for what is spliced in is parsed with every statement.

import { quoteIdentifier } from "../sql/quote.ts";

const PLAIN = /^[a-z_][a-z0-9_]*$/;

/** `name` as it may stand behind a dot or AS. */
export function shortName(name: string): string {
  return PLAIN.test(name) ? name : quoteIdentifier(name);
}
