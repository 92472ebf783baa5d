// How Deno's engine is told to run pgmcp, measured: it keeps the young generation at 4 MB
// where it would grow to 32, and never optimises the parser's WASM, whose two largest
// functions take 25 MB and 0.2 s of another core to optimise and are no faster after it.
// Only the command line can say this.

/** The flags, as words of a command line. */
export const ENGINE_FLAGS: string =
  "--v8-flags=--min-semi-space-size=4,--max-semi-space-size=4,--wasm-tiering-budget=2000000000";
