// Whether a path still leads to the file that was opened. SQLite goes on with a file that
// was removed or replaced; what is revoked in the new one would never be heard of.

/** How long an answer holds, in milliseconds. */
const HOLDS_MS = 100;

/** Looks at `path` now; the result throws a TypeError once something else is there. */
export function watchIdentity(path: string): () => void {
  const { ino, dev } = Deno.statSync(path);
  let lookedMs = -Infinity;

  return function check() {
    // Windows has no such numbers, and lets no open file be replaced.
    if (ino === null || performance.now() - lookedMs < HOLDS_MS) return;
    const now = identity(path);
    if (now?.ino !== ino || now.dev !== dev) {
      throw new TypeError("it was removed or replaced; restart after it is back");
    }
    lookedMs = performance.now();
  };
}

function identity(path: string): { readonly ino: number | null; readonly dev: number } | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
