// Nearest names by edit distance, for "did you mean": unknown tables, columns
// and functions. It only ranks what the caller hands in, so it can reveal
// nothing that the caller may not see.

import { editDistance } from "./edit_distance.ts";

/** How many names are offered by default. */
const DEFAULT_NEAREST_NAMES = 3;

/** Longer names are not compared: the distance is quadratic in them. */
const MAX_NAME_LENGTH = 128;

/**
 * The candidates nearest to `name`, nearest first, at most `limit`. Letter case
 * does not count; a candidate further away than about a third of the name is
 * left out unless one contains the other.
 */
export function nearestNames(
  name: string,
  candidates: Iterable<string>,
  limit: number = DEFAULT_NEAREST_NAMES,
): readonly string[] {
  const wanted = name.toLowerCase().slice(0, MAX_NAME_LENGTH);
  if (wanted === "" || limit <= 0) return [];
  const furthest = Math.max(1, Math.floor(wanted.length / 3) + 1);
  const ranked: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const other = candidate.toLowerCase().slice(0, MAX_NAME_LENGTH);
    const distance = other === "" ? Infinity : rank(wanted, other, furthest);
    if (distance <= furthest) ranked.push({ candidate, distance });
  }
  ranked.sort((left, right) =>
    left.distance - right.distance ||
    sharedStart(wanted, right.candidate) - sharedStart(wanted, left.candidate) ||
    compareText(left.candidate, right.candidate)
  );
  return ranked.slice(0, limit).map((entry) => entry.candidate);
}

function rank(wanted: string, other: string, furthest: number): number {
  const contains = Math.min(wanted.length, other.length) >= 3 &&
    (other.includes(wanted) || wanted.includes(other));
  // A name inside another one is a likely slip (`order` for `customer_orders`), but a typo of equal length comes first.
  const inside = contains
    ? Math.min(furthest, 1.5 + Math.abs(other.length - wanted.length) / 64)
    : Infinity;
  if (Math.abs(other.length - wanted.length) > furthest) return inside;
  return Math.min(inside, editDistance(wanted, other));
}

/** How long a start the two have in common: people get the end of a name wrong more often than its start. */
function sharedStart(wanted: string, candidate: string): number {
  const other = candidate.toLowerCase();
  let length = 0;
  while (length < wanted.length && wanted[length] === other[length]) length++;
  return length;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
