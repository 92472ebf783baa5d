// How Deno's engine is told to run pgmcp, measured. The young generation begins with 4 MB,
// and ends at 8 where it would grow to 32: 15 MB less after thousands of calls, for a fifth
// more time on an answer of 10,000 rows. The old one grows by a tenth between collections: 6 MB
// less after 2,000 calls and 20 after 6,000, for no time that shows. The WASM of the parser is never optimised: that
// takes up to 40 MB and the other core, and gains 0.03 ms on a statement of 500 characters
// after thousands of them. Only a command line can say this.

/** The flags, as words of a command line. */
export const ENGINE_FLAGS: string =
  "--v8-flags=--liftoff-only,--min-semi-space-size=4,--max-semi-space-size=8,--heap-growing-percent=10";

/**
 * The flags of an agent, which stands beside a database and is to stay small: 95 MB after thousands
 * of calls where it takes 134 with {@linkcode ENGINE_FLAGS}, for 40 % more of its CPU time. The old
 * generation may grow by 8 MB before it is collected, whatever else is said; so collecting begins
 * when half of that is used. Code is not compiled to the last degree: that compiler and what it makes take 3 MB.
 */
export const AGENT_ENGINE_FLAGS: string = [
  "--v8-flags=--liftoff-only",
  "--min-semi-space-size=1",
  "--max-semi-space-size=1",
  "--heap-growing-percent=10",
  "--incremental-marking-soft-trigger=40",
  "--incremental-marking-hard-trigger=50",
  "--no-turbofan",
].join(",");

/**
 * A variable of every process, and its value. Deno itself asks its maker whether there is a newer
 * one, whatever hosts the program may reach.
 */
export const NO_UPDATE_CHECK: readonly [name: string, value: string] = [
  "DENO_NO_UPDATE_CHECK",
  "1",
];

/**
 * A variable of an agent's process, and its value: the C library gives memory back that was freed,
 * where it would keep it for each thread. 10 MB less; other libraries than glibc do not know it.
 */
export const AGENT_ALLOCATOR: readonly [name: string, value: string] = [
  "GLIBC_TUNABLES",
  "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=524288:glibc.malloc.trim_threshold=1048576",
];
