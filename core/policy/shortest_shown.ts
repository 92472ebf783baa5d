// How long a text has to be for `partial` to show its ends: of a shorter one they would be most of it.

import type { Mask } from "./policy.ts";

/** The mask that keeps ends. */
export type PartialMask = Extract<Mask, { readonly kind: "partial" }>;

/** So many characters are hidden, and as many as are shown; or all. */
const MIN_HIDDEN_CHARACTERS = 4;

/** The characters of the shortest text, its domain aside where that is kept, whose ends `mask` shows. */
export function shortestShown({ keepFirst, keepLast, atLeast = 0 }: PartialMask): number {
  const kept = keepFirst + keepLast;
  return Math.max(atLeast, kept + Math.max(MIN_HIDDEN_CHARACTERS, kept));
}
