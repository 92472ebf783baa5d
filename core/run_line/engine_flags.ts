// How Deno's engine is told to run pgmcp, measured: the young generation has 4 MB from the
// start, and stays there where it would grow to 32; the WASM of the parser is never
// optimised, for that takes up to 40 MB and the other core, and gains 0.03 ms on a
// statement of 500 characters after thousands of them. Only a command line can say this.

/** The flags, as words of a command line. */
export const ENGINE_FLAGS: string =
  "--v8-flags=--liftoff-only,--min-semi-space-size=4,--max-semi-space-size=4";
