// Arguments that decide whether a reviewed function of an extension stays what the review took it
// for: one that opens the file it is told to, or makes as many points as it is told to, does so by
// one argument. Measured with PostGIS 3.3. Which calls are refused is said by judge_extension_calls.ts.

/** What an argument has to be. */
export interface ArgumentBound {
  /** Zero-based position of the argument. */
  readonly argument: number;
  /** The most arguments that the call may have; another overload takes more. */
  readonly mostArguments: number;
  /**
   * `integer`: surely a whole number, so that no overload for a text is meant. `segments`: a literal
   * number, or a text of options, with no number past {@linkcode MAX_SEGMENTS} in it. `fraction`:
   * where it is constant, a literal of at least {@linkcode MIN_FRACTION}.
   */
  readonly kind: "integer" | "segments" | "fraction";
  /** What else it would do, to follow the function's name. */
  readonly otherwise: string;
}

/** A quarter of a circle of more pieces tells nothing new; of 10 million it takes seconds, and gigabytes of more. */
export const MAX_SEGMENTS = 1_000;
/** A line in smaller parts: 30 million points took 1.6 GB. */
export const MIN_FRACTION = 0.0001;

const POINTS = "makes as many points as it is told to";

/** Bounds by the function's name. */
export const ARGUMENT_BOUNDS: ReadonlyMap<string, ArgumentBound> = new Map([
  // PROJ opens the file that +init= or +nadgrids= names, on the database's server.
  ["st_transform", {
    ...{ argument: 1, mostArguments: 2, kind: "integer" },
    otherwise: "reads files of the database's server that a projection in text names",
  }],
  ["st_buffer", { argument: 2, mostArguments: 3, kind: "segments", otherwise: POINTS }],
  ["st_offsetcurve", { argument: 2, mostArguments: 3, kind: "segments", otherwise: POINTS }],
  ["st_curvetoline", { argument: 1, mostArguments: 2, kind: "segments", otherwise: POINTS }],
  ["st_minimumboundingcircle", {
    ...{ argument: 1, mostArguments: 2, kind: "segments", otherwise: POINTS },
  }],
  ["st_lineinterpolatepoints", {
    ...{ argument: 1, mostArguments: 3, kind: "fraction", otherwise: POINTS },
  }],
]);
