// What a process has used, from /proc (Linux only): CPU time of all of its threads, and
// memory. Read by a shell, for Deno lets only a program with every permission read /proc.

/** Use of a process so far. */
export interface ProcessUsage {
  /** Time on a CPU, in microseconds. */
  readonly cpuUs: number;
  /** Resident memory now, in megabytes. */
  readonly residentMb: number;
  /** The most resident memory so far, in megabytes. */
  readonly peakMb: number;
}

/** Reads it. */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", 'cat "/proc/$1/status" /proc/$1/task/*/schedstat', "usage", String(pid)],
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  // A thread's line: nanoseconds on the CPU, nanoseconds of waiting, slices.
  const threads = text.matchAll(/^(\d+) \d+ \d+$/gm).map(([, ns]) => Number(ns) / 1000);
  return {
    cpuUs: threads.reduce((sum, us) => sum + us, 0),
    residentMb: kilobytes(text, "VmRSS") / 1024,
    peakMb: kilobytes(text, "VmHWM") / 1024,
  };
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? NaN);
}
