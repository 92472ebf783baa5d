// What a client waits for: from starting `pgmcp stdio` to the answer of its first
// query, as a whole process; beside an empty Deno program, and one that only
// imports the protocol's package. Interleaved, so that a busy minute hits them all; the
// time on a CPU and the ratios suffer least from one.

import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { processUsage } from "./process_usage.ts";
import { type Era, startStdioClient } from "./stdio_client.ts";

/** Options of {@linkcode measureStart}. */
export interface MeasureStartOptions {
  readonly databaseUrl: string;
  readonly runs: number;
}

/** The number to reach, in milliseconds. */
const TARGET_MS = 250;
const SDK_ONLY = "importing the MCP SDK only";

/** Measures starts. */
export async function measureStart(options: MeasureStartOptions): Promise<readonly Measurement[]> {
  const cpuMs: number[] = [];
  const programs: Readonly<Record<string, () => Promise<number>>> = {
    "an empty Deno program": () => wholeProgram("empty"),
    [SDK_ONLY]: () => wholeProgram("sdk_only"),
    "first answered query, 2026-07-28": () => firstAnswer("2026-07-28"),
    "first answered query, 2025-11-25": () => firstAnswer("2025-11-25"),
  };
  const names = Object.keys(programs);
  const samples = new Map(names.map((name) => [name, new Array<number>()]));
  for (const run of Object.values(programs)) await run(); // Deno fills its caches.
  for (let round = 0; round < options.runs; round++) {
    // Each in each place: what ran before leaves its data in the core's caches.
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length] ?? "";
      samples.get(name)?.push(await programs[name]?.() ?? NaN);
    }
  }
  const sdkMs = median(samples.get(SDK_ONLY) ?? []).value;
  return [
    ...[...samples].map(([name, values]): Measurement => {
      const result = median(values);
      const line = { section: "start", name, unit: "ms", ...result } as const;
      if (!name.startsWith("first")) return line;
      return { ...line, target: TARGET_MS, ratio: { of: "SDK only", times: result.value / sdkMs } };
    }),
    { section: "start", name: "CPU of all threads till then", unit: "ms", ...median(cpuMs) },
  ];

  async function firstAnswer(era: Era): Promise<number> {
    const started = performance.now();
    const client = await startStdioClient({ env: { DATABASE_URL: options.databaseUrl }, era });
    await client.call("query", { sql: "SELECT 1 AS one" });
    const tookMs = performance.now() - started;
    cpuMs.push((await processUsage(client.pid)).cpuUs / 1000);
    await client.end();
    return tookMs;
  }
}

async function wholeProgram(name: string): Promise<number> {
  const path = decodeURIComponent(new URL(`./programs/${name}.ts`, import.meta.url).pathname);
  const started = performance.now();
  const { success } = await new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "--cached-only", "-P=local", path],
  }).output();
  if (!success) throw new Error(`Cannot measure: ${name} failed`);
  return performance.now() - started;
}
