// Measures what a client waits for: from starting `pgmcp stdio` to the answer of its
// first query, on a real PostgreSQL, in both protocol eras. Prints medians; it
// asserts nothing, for a shared machine's speed is no fact about the code.

import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";

const RUNS = 10;
const MOD = decodeURIComponent(new URL("../../mod.ts", import.meta.url).pathname);
const MODERN = "2026-07-28";
const LEGACY = "2025-11-25";
const QUERY = { name: "query", arguments: { sql: "SELECT 1 AS one" } };
const CLIENT = { name: "bench", version: "1.0.0" };

const modernMessages = [{
  jsonrpc: "2.0",
  id: 2,
  method: "tools/call",
  params: {
    ...QUERY,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": MODERN,
      "io.modelcontextprotocol/clientInfo": CLIENT,
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
}];
const legacyMessages = [
  {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT },
  },
  { jsonrpc: "2.0", method: "notifications/initialized" },
  { jsonrpc: "2.0", id: 2, method: "tools/call", params: QUERY },
];

/** One start: milliseconds to the first answered query, and to the end after the input's. */
async function measure(url: string, messages: readonly unknown[]): Promise<readonly number[]> {
  const started = performance.now();
  const child = new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "--cached-only", "-P=local", MOD, "stdio"],
    env: { DATABASE_URL: url },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = "";
  for (const message of messages) {
    await writer.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
    if (!JSON.stringify(message).includes('"id":1,')) continue;
    while (!text.includes("\n")) text += (await lines.next()).value ?? "\n";
  }
  while (!/"id":2\b.*\n/.test(text)) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Cannot measure: it ended after ${text}`);
    text += value;
  }
  const answered = performance.now() - started;
  if (!/one/.test(text) || /isError":true/.test(text)) throw new Error(`Cannot measure: ${text}`);
  await writer.close();
  await child.status;
  return [answered, performance.now() - started - answered];
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

const missing = postgresSkipReason();
if (missing !== null) {
  console.log(`skipped: ${missing}`);
} else {
  await using server = await startPostgres();
  for (const [era, messages] of [[MODERN, modernMessages], [LEGACY, legacyMessages]] as const) {
    await measure(server.url, messages); // fills the caches
    const runs: (readonly number[])[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await measure(server.url, messages));
    const answered = runs.map((run) => run[0] ?? NaN);
    console.log(
      `${era}: first answered query ${median(answered).toFixed(0)} ms median, ` +
        `${Math.min(...answered).toFixed(0)} to ${
          Math.max(...answered).toFixed(0)
        } ms of ${RUNS}; ` +
        `end after EOF ${median(runs.map((run) => run[1] ?? NaN)).toFixed(0)} ms`,
    );
  }
}
