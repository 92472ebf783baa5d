// Turns at something that one can use at a time, in the order in which they were asked for.

/** The turns. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for a turn; calling what it gives ends the turn. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
