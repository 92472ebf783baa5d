// Which of two masks on one column shows less. Where neither does, both are withheld:
// what is shown then is a fixed mark.

import type { Mask } from "./policy.ts";

/** The mask that shows no more than either; of two constants, the first. */
export function stricterMask(first: Mask, second: Mask): Mask {
  if (first.kind === "null" || second.kind === "null") return { kind: "null" };
  if (isConstant(first)) return first;
  if (isConstant(second)) return second;
  if (first.kind === "partial" && second.kind === "partial") {
    const kept = {
      keepFirst: Math.min(first.keepFirst, second.keepFirst),
      keepLast: Math.min(first.keepLast, second.keepLast),
      keepDomain: first.keepDomain && second.keepDomain,
    };
    const nothing = kept.keepFirst + kept.keepLast === 0 && !kept.keepDomain;
    return nothing ? { kind: "redact" } : { kind: "partial", ...kept };
  }
  if (first.kind === "bucket" && second.kind === "bucket") {
    const [small, large] = first.size < second.size ? [first, second] : [second, first];
    // Two grids that do not share their lines would show where a value is in both.
    return large.size % small.size === 0 ? large : { kind: "redact" };
  }
  return first.kind === second.kind ? first : { kind: "redact" };
}

function isConstant({ kind }: Mask): boolean {
  return kind === "literal" || kind === "redact" || kind === "null";
}
