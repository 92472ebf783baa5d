// Standard error as the agent's log uses it. Where it cannot be written to, for its reader is gone
// or its disk full, nobody can be told, and a database must not be away on that account.

/** Writes `text`, or as much of it as can be written. */
export function writeStandardError(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno.stderr.writeSync(bytes.subarray(written));
    }
  } catch {
    // There is no other place to say so.
  }
}
