// A small random source with a fixed seed, so that the demo's rows are the same
// on every machine and in every database. Not for secrets: anyone can replay it.
// The mixing step is the public-domain mulberry32 (32-bit integer arithmetic only).

/** A replayable source of choices. */
export interface SeededRandom {
  /** A number of [0, 1). */
  fraction(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of `choices`, each as likely as the next. */
  pick<T>(choices: readonly T[]): T;
  /** One of `choices`, as likely as its weight. */
  pickWeighted<T>(choices: readonly (readonly [T, number])[]): T;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
  /** `count` decimal digits. */
  digits(count: number): string;
}

/** Makes a source that gives the same choices for the same `seed`. Throws where there is nothing to choose from. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  function between(low: number, high: number): number {
    return low + Math.floor(fraction() * (high - low + 1));
  }

  function pick<T>(choices: readonly T[]): T {
    const index = between(0, choices.length - 1);
    for (const choice of choices.slice(index, index + 1)) return choice;
    throw new RangeError("Cannot pick: there are no choices");
  }

  function pickWeighted<T>(choices: readonly (readonly [T, number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let left = fraction() * total;
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return pick(choices)[0];
  }

  return {
    fraction,
    between,
    pick,
    pickWeighted,
    chance: (probability) => fraction() < probability,
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(""),
  };
}
