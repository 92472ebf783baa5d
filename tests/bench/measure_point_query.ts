// One row by its key: through the bare driver, through MCP over stdio, and over HTTP,
// in turns. Every call has a text of its own, so the guard decides every time.

import pg from "pg";
import { connectHttpCaller } from "./http_caller.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { processUsage } from "./process_usage.ts";
import type { StdioClient } from "./stdio_client.ts";
import { takeTurns } from "./take_turns.ts";
import type { UnreadServe } from "./unread_serve.ts";

/** Options of {@linkcode measurePointQuery}. */
export interface PointQueryOptions {
  readonly databaseUrl: string;
  readonly stdio: StdioClient;
  readonly serve: UnreadServe;
  readonly rounds: number;
}

const WARM_UP_CALLS = 300;
/** How much longer than the bare driver a call over stdio may take, in milliseconds. */
const STDIO_OVERHEAD_MS = 0.6;

/** Measures calls one at a time. */
export async function measurePointQuery(
  options: PointQueryOptions,
): Promise<readonly Measurement[]> {
  const { stdio, serve, rounds } = options;
  const driver = new pg.Client({ connectionString: options.databaseUrl });
  await driver.connect();
  const http = await connectHttpCaller(serve.url);
  const ways = {
    "bare driver": (call: number) =>
      driver.query({ text: pointQuery(call), queryMode: "extended" }),
    "MCP over stdio": (call: number) => stdio.call("query", { sql: pointQuery(call) }),
    "MCP over stdio, text seen before": () => stdio.call("query", { sql: pointQuery(1) }),
    "MCP over HTTP": (call: number) => http.call("query", { sql: pointQuery(call) }),
  };
  const cpuBefore = await processUsage(stdio.pid);
  const samples = await takeTurns(ways, { calls: rounds, warmUpCalls: WARM_UP_CALLS });
  const cpuAfter = await processUsage(stdio.pid);
  http.close();
  await driver.end();

  const medians = new Map([...samples].map(([name, values]) => [name, median(values)]));
  const bareMs = medians.get("bare driver")?.value ?? NaN;
  const calls = 2 * (rounds + WARM_UP_CALLS);
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

function pointQuery(call: number): string {
  return `SELECT id, body FROM points WHERE id = ${1 + call * 7 % 100_000}`;
}
