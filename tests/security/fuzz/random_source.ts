// Random numbers from a seed, so that what a run of the fuzz found can be found again.

/** Draws from one sequence of random numbers. */
export interface RandomSource {
  /** A whole number from 0 up to and without `below`. */
  below(limit: number): number;
  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** Whether, in one of `times` cases. */
  oneIn(times: number): boolean;
}

/** Makes the sequence of a 32-bit seed (the "mulberry32" generator: small, and good enough to mix). */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("Cannot pick: nothing to pick from");
      return item;
    },
    oneIn: (times) => below(times) === 0,
  };
}
