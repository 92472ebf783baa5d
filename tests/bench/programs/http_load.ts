// Callers over HTTP in a process of their own: each asks again as soon as it is
// answered. Arguments: URL, callers, seconds, and an API key where one is needed. Prints calls a second and the median
// call in milliseconds as JSON.

import { connectHttpCaller } from "../http_caller.ts";
import { median } from "../median.ts";

const [url = "", callers = "", seconds = "", key] = Deno.args;
const WARM_UP_MS = 500;
const started = performance.now();
const counting = started + WARM_UP_MS;
const end = counting + Number(seconds) * 1000;
const latencies: number[] = [];

async function keepCalling(number: number): Promise<void> {
  const caller = await connectHttpCaller(url, key);
  for (let n = number; performance.now() < end; n += 64) {
    const sent = performance.now();
    await caller.call("query", {
      sql: `SELECT id, body FROM points WHERE id = ${1 + n % 100_000}`,
    });
    const now = performance.now();
    if (sent >= counting && now <= end) latencies.push(now - sent);
  }
  caller.close();
}

await Promise.all(Array.from({ length: Number(callers) }, (_, number) => keepCalling(number)));
console.log(JSON.stringify({
  callsPerSecond: latencies.length / Number(seconds),
  medianMs: median(latencies).value,
}));
