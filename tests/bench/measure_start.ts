// What a client waits for: from starting `pgmcp stdio` to the answer of its first
// query, as a whole process; beside an empty Deno program, and one that only
// imports the protocol's package. Interleaved, so that a busy minute hits them all.

import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { type Era, startStdioClient } from "./stdio_client.ts";

/** Options of {@linkcode measureStart}. */
export interface MeasureStartOptions {
  readonly databaseUrl: string;
  readonly runs: number;
}

/** The number to reach, in milliseconds. */
const TARGET_MS = 250;

/** Measures starts. */
export async function measureStart(options: MeasureStartOptions): Promise<readonly Measurement[]> {
  const programs: Readonly<Record<string, () => Promise<number>>> = {
    "an empty Deno program": () => wholeProgram("empty"),
    "importing the MCP SDK only": () => wholeProgram("sdk_only"),
    "first answered query, 2026-07-28": () => firstAnswer(options.databaseUrl, "2026-07-28"),
    "first answered query, 2025-11-25": () => firstAnswer(options.databaseUrl, "2025-11-25"),
  };
  const samples = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
  for (const run of Object.values(programs)) await run(); // Deno fills its caches.
  for (let round = 0; round < options.runs; round++) {
    for (const [name, run] of Object.entries(programs)) samples.get(name)?.push(await run());
  }
  return [...samples].map(([name, values]) => ({
    section: "start",
    name,
    unit: "ms",
    ...median(values),
    ...(name.startsWith("first") ? { target: TARGET_MS } : {}),
  }));
}

async function firstAnswer(databaseUrl: string, era: Era): Promise<number> {
  const started = performance.now();
  const client = await startStdioClient({ env: { DATABASE_URL: databaseUrl }, era });
  await client.call("query", { sql: "SELECT 1 AS one" });
  const tookMs = performance.now() - started;
  await client.end();
  return tookMs;
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
