// Choices at random that are the same again for the same seed.

/** Ways to choose. */
export interface Choices {
  /** At least 0 and less than 1. */
  random(): number;
  /** True in that share of the cases. */
  chance(share: number): boolean;
  pick<Choice>(choices: readonly Choice[]): Choice;
  /** What `make` makes, one to `most` times. */
  several<Result>(most: number, make: () => Result): readonly Result[];
}

/** Starts a series of choices. */
export function createChoices(seed: number): Choices {
  let state = seed >>> 0;

  function random(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  function chance(share: number): boolean {
    return random() < share;
  }
  function pick<Choice>(choices: readonly Choice[]): Choice {
    const chosen = choices[Math.floor(random() * choices.length)];
    if (chosen === undefined) throw new RangeError("Cannot pick: there is nothing");
    return chosen;
  }
  function several<Result>(most: number, make: () => Result): readonly Result[] {
    return Array.from({ length: 1 + Math.floor(random() * most) }, make);
  }

  return { random, chance, pick, several };
}
