// Searches the memory of a process that runs, by a program of its own, for texts.

/** Which of the texts it found, and how much it read; null where this machine lets nobody look. */
export interface MemorySearch {
  readonly found: readonly string[];
  readonly searchedBytes: number;
}

const PROGRAM = decodeURIComponent(
  new URL("./search_memory_program.ts", import.meta.url).pathname,
);

/** Searches it. */
export async function searchMemory(
  pid: number,
  texts: readonly string[],
): Promise<MemorySearch | null> {
  if (Deno.build.os !== "linux") return null;
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "-A", PROGRAM, String(pid), ...texts],
  }).output();
  const decoder = new TextDecoder();
  // Another user's process, or one that a hardened kernel keeps to itself (ptrace_scope).
  if (/PermissionDenied|Permission denied/.test(decoder.decode(stderr))) return null;
  if (code !== 0) throw new Error(`Cannot search: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}
