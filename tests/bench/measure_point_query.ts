// One row by its key: through the bare driver, through MCP over stdio, and over HTTP,
// in turns. Every call has a text of its own, so the guard decides every time.

import type { ServeProcess } from "../support/serve_process.ts";
import pg from "pg";
import { connectHttpCaller } from "./http_caller.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { processUsage } from "./process_usage.ts";
import type { StdioClient } from "./stdio_client.ts";

/** Options of {@linkcode measurePointQuery}. */
export interface PointQueryOptions {
  readonly databaseUrl: string;
  readonly stdio: StdioClient;
  readonly serve: ServeProcess;
  readonly rounds: number;
}

const WARM_UP_ROUNDS = 300;
/** How much longer than the bare driver a call over stdio may take, in milliseconds. */
const STDIO_OVERHEAD_MS = 0.6;

/** Measures calls one at a time. */
export async function measurePointQuery(
  options: PointQueryOptions,
): Promise<readonly Measurement[]> {
  const { stdio, serve } = options;
  const driver = new pg.Client({ connectionString: options.databaseUrl });
  await driver.connect();
  const http = await connectHttpCaller(serve.url);
  const ways: Readonly<Record<string, (sql: string) => Promise<unknown>>> = {
    "bare driver": (sql) => driver.query({ text: sql, queryMode: "extended" }),
    "MCP over stdio": (sql) => stdio.call("query", { sql }),
    "MCP over stdio, text seen before": () => stdio.call("query", { sql: pointQuery(1) }),
    "MCP over HTTP": (sql) => http.call("query", { sql }),
  };
  const samples = new Map<string, number[]>();
  const cpuBefore = await processUsage(stdio.pid);
  for (let round = -WARM_UP_ROUNDS; round < options.rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const sql = pointQuery(1 + (round + WARM_UP_ROUNDS) * 7 % 100_000);
      const sent = performance.now();
      await way(sql);
      const tookMs = performance.now() - sent;
      if (round < 0) continue;
      const values = samples.get(name) ?? [];
      values.push(tookMs);
      samples.set(name, values);
    }
  }
  const cpuAfter = await processUsage(stdio.pid);
  http.close();
  await driver.end();

  const medians = new Map([...samples].map(([name, values]) => [name, median(values)]));
  const bareMs = medians.get("bare driver")?.value ?? NaN;
  const calls = 2 * (options.rounds + WARM_UP_ROUNDS);
  return [
    ...[...medians].map(([name, result]): Measurement => ({
      section: "point query",
      name,
      unit: "ms",
      ...result,
      ...(name === "MCP over stdio" ? { target: bareMs + STDIO_OVERHEAD_MS } : {}),
      ratio: { of: "bare driver", times: result.value / bareMs },
    })),
    {
      section: "point query",
      name: "CPU of the stdio process a call",
      unit: "µs",
      value: (cpuAfter.cpuUs - cpuBefore.cpuUs) / calls,
    },
  ];
}

function pointQuery(id: number): string {
  return `SELECT id, body FROM points WHERE id = ${id}`;
}
