// What an expression comes to, for the estimate of weigh_folding.ts: how long its value is and how
// many steps lead to it. How weights are put together; what weighs what is said elsewhere.

/** What an expression comes to. */
export interface Weight {
  /** The characters, digits or elements of its value; 0 for a column of a table. */
  readonly size: number;
  /** The steps to it, those of its parts included. */
  readonly work: number;
  /** Whether the statement makes it when it runs, perhaps far longer than its size says. */
  readonly made: boolean;
  /** Whether it is what a recursive query gave in its last round: what is added to it adds up. */
  readonly grows: boolean;
}

/** Of what is not there. */
export const NOTHING: Weight = { size: 0, work: 0, made: false, grows: false };

/** Of what cannot be weighed. */
export const ENDLESS: Weight = { ...NOTHING, size: Infinity, work: Infinity };

/**
 * Of what is made of rows, or by a count that is no constant: so long that two of them may not be
 * compared piece by piece, and one of them with some thousand pieces may.
 */
export const MADE: Weight = { ...NOTHING, size: 20_000, made: true };

/** Of a constant of that size. */
export function sized(size: number): Weight {
  return { ...NOTHING, size, work: size };
}

/** Of a value of that size made of `parts`: it takes as many steps to write it down. */
export function after(parts: Weight, size: number, work = parts.work): Weight {
  // What only the run tells does not grow any longer by being doubled.
  const length = parts.made ? Math.min(size, 2 * MADE.size) : size;
  return { ...parts, size: length, work: work + length };
}

/** Of several that stand side by side. */
export function together(weights: readonly Weight[]): Weight {
  let [size, work, made, grows] = [0, 0, false, false];
  for (const each of weights) {
    size += each.size;
    work += each.work;
    made ||= each.made;
    grows ||= each.grows;
  }
  return { size, work, made, grows };
}
