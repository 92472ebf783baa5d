// Calls a second over HTTP from several callers at once; they are another process, and
// PostgreSQL is on the same machine.

import type { Measurement } from "./measurement.ts";
import type { UnreadServe } from "./unread_serve.ts";

/** Options of {@linkcode measureHttpLoad}. */
export interface HttpLoadOptions {
  readonly serve: UnreadServe;
  readonly seconds: number;
}

const CALLERS = [1, 16, 64];
/** The number to reach, at 16 callers. */
const TARGET_CALLS_PER_SECOND = 1500;

/** Measures throughput. */
export async function measureHttpLoad(options: HttpLoadOptions): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const callers of CALLERS) {
    const { callsPerSecond, medianMs } = await load(options, callers);
    const name = `${callers} caller${callers === 1 ? "" : "s"}`;
    measurements.push(
      {
        section: "HTTP load",
        name,
        unit: "calls/s",
        value: callsPerSecond,
        ...(callers === 16 ? { target: TARGET_CALLS_PER_SECOND } : {}),
      },
      { section: "HTTP load", name: `${name}, a call`, unit: "ms", value: medianMs },
    );
  }
  return measurements;
}

async function load(
  options: HttpLoadOptions,
  callers: number,
): Promise<{ readonly callsPerSecond: number; readonly medianMs: number }> {
  const path = decodeURIComponent(new URL("./programs/http_load.ts", import.meta.url).pathname);
  const { success, stdout } = await new Deno.Command("deno", {
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only", "--allow-net=127.0.0.1", path],
      ...[options.serve.url, String(callers), String(options.seconds)],
    ],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure: ${callers} callers failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
