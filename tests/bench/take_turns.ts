// Times several ways to do one thing against each other: ten calls in a row each, in an order that
// turns with every round. A call made by a process that has just been waiting pays for the waking
// of its core and caches; with single calls in a fixed order the first way would always pay.

/** A way to do it; `call` counts its calls from 1, so that each can have a text of its own. */
export type Way = (call: number) => Promise<unknown>;

/** Options of {@linkcode takeTurns}. */
export interface TakeTurnsOptions {
  /** Timed calls of each way. */
  readonly calls: number;
  /** Calls of each way before, which nobody times. */
  readonly warmUpCalls: number;
}

const CALLS_IN_A_ROW = 10;

/** The times of the calls in milliseconds, by way, in the order of `ways`. */
export async function takeTurns<Name extends string>(
  ways: Readonly<Record<Name, Way>>,
  options: TakeTurnsOptions,
): Promise<ReadonlyMap<Name, readonly number[]>> {
  const names = Object.keys(ways) as Name[]; // Object.keys forgets which strings they are.
  const samples = new Map(names.map((name) => [name, new Array<number>()]));
  const rounds = Math.ceil((options.warmUpCalls + options.calls) / CALLS_IN_A_ROW);
  for (let round = 0; round < rounds; round++) {
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length];
      if (name === undefined) continue;
      for (let inRow = 1; inRow <= CALLS_IN_A_ROW; inRow++) {
        const call = round * CALLS_IN_A_ROW + inRow;
        const sentMs = performance.now();
        await ways[name](call);
        const tookMs = performance.now() - sentMs;
        if (call > options.warmUpCalls) samples.get(name)?.push(tookMs);
      }
    }
  }
  return samples;
}
