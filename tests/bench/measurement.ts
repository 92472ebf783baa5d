// One line of the benchmark's table.

/** What was measured. */
export interface Measurement {
  /** Which part of the benchmark it belongs to. */
  readonly section: string;
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "µs" | "calls/s" | "MB";
  /** The number to reach: at most, or for `calls/s` at least; none for what is only compared with. */
  readonly target?: number;
  /** Half of the samples' spread: the quartiles; absent where there is one sample. */
  readonly quartiles?: readonly [number, number];
  /** How many samples it is the median of. */
  readonly samples?: number;
  /** How often the value of `of` it is. */
  readonly ratio?: { readonly of: string; readonly times: number };
}
