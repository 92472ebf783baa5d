// One mutant of an attack: written otherwise, put somewhere else, and written otherwise again.

import { placeQuery } from "./place_query.ts";
import type { RandomSource } from "./random_source.ts";
import { rewriteEnd, REWRITES } from "./rewrite_text.ts";

const MAX_DEPTH = 4;
const MAX_REWRITES = 4;

/** Draws one. It does what `sql` does, or is no SQL at all. */
export function mutateAttack(sql: string, random: RandomSource): string {
  let mutant = sql.replace(/[;\s]+$/, "");
  for (let count = random.below(MAX_REWRITES); count > 0; count--) {
    mutant = random.pick(REWRITES)(mutant, random);
  }
  // A comment at the end would swallow what comes after it.
  if (!/--[^\n]*$/.test(mutant)) mutant = placeQuery(mutant, random.below(MAX_DEPTH + 1), random);
  for (let count = random.below(MAX_REWRITES); count > 0; count--) {
    mutant = random.pick(REWRITES)(mutant, random);
  }
  return rewriteEnd(mutant, random);
}
