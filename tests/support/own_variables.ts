// The variables of this process that Deno itself needs to find its cache, for a process that is
// started with no others but its own.

/** Those that are set. */
export function ownVariables(): Record<string, string> {
  return Object.fromEntries(["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
