// Which of two masks on one column shows less. Where neither does, both are withheld:
// what is shown then is a fixed mark.

import type { Mask } from "./policy.ts";
import { type PartialMask, shortestShown } from "./shortest_shown.ts";

/** The mask that shows no more than either; of two constants, the first. */
export function stricterMask(first: Mask, second: Mask): Mask {
  if (first.kind === "null" || second.kind === "null") return { kind: "null" };
  if (isConstant(first)) return first;
  if (isConstant(second)) return second;
  if (first.kind === "partial" && second.kind === "partial") return stricterPartial(first, second);
  if (first.kind === "bucket" && second.kind === "bucket") {
    const [small, large] = first.size < second.size ? [first, second] : [second, first];
    // Two grids that do not share their lines would show where a value is in both.
    return large.size % small.size === 0 ? large : { kind: "redact" };
  }
  return first.kind === second.kind ? first : { kind: "redact" };
}

function stricterPartial(first: PartialMask, second: PartialMask): Mask {
  // Of a text without @ one hides all where the other shows its ends.
  if (first.keepDomain !== second.keepDomain) return { kind: "redact" };
  const { keepDomain } = first;
  const keepFirst = Math.min(first.keepFirst, second.keepFirst);
  const keepLast = Math.min(first.keepLast, second.keepLast);
  if (keepFirst + keepLast === 0 && !keepDomain) return { kind: "redact" };
  // Shorter ends alone would be shown of texts that one of the two hides as a whole.
  const atLeast = Math.max(shortestShown(first), shortestShown(second));
  const both = { kind: "partial", keepFirst, keepLast, keepDomain } as const;
  return atLeast > shortestShown(both) ? { ...both, atLeast } : both;
}

function isConstant({ kind }: Mask): boolean {
  return kind === "literal" || kind === "redact" || kind === "null";
}
