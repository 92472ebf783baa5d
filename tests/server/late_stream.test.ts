// A quick answer is one JSON body with its own status; a slow one an event stream.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { LATE_MS, streamIfLate } from "../../server/mcp/late_stream.ts";
import { modernPost } from "../support/modern_post.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { until } from "../support/until.ts";

const ENDLESS = "SELECT pg_sleep(1000)";

function query(sql: string): Request {
  return modernPost({
    method: "tools/call",
    params: { name: "query", arguments: { sql } },
    name: "query",
  });
}

/** An answer that was quick: on a busy machine, and while it loads its modules, it may take longer. */
async function quickly(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const startedMs = performance.now();
    const response = await ask();
    if (performance.now() - startedMs < LATE_MS) return response;
    await response.body?.cancel();
  }
}

Deno.test("a quick answer is one JSON body", async () => {
  await using app = createApp({ database: serveMemory({ results: { "SELECT 1": {} } }) });
  const response = await quickly(() => app.fetch(query("SELECT 1")));
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal((await response.json()).result.isError, undefined);
});

Deno.test("a refused request keeps its HTTP status", async () => {
  await using app = createApp({ database: serveMemory() });
  const response = await quickly(() =>
    app.fetch(modernPost({ method: "no/such/method", params: {} }))
  );
  assert.equal(response.status, 404);
  assert.equal((await response.json()).error.code, -32601);
});

Deno.test("a slow answer comes as the one event of a stream", async () => {
  const served = serveMemory({ endless: [ENDLESS] });
  const app = createApp({ database: served });
  const response = await app.fetch(query(ENDLESS));
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  const text = response.text();
  await app.close();
  const [event, data] = (await text).trim().split("\n");
  assert.equal(event, "event: message");
  const answer = JSON.parse(data?.slice("data: ".length) ?? "");
  assert.equal(answer.id, 1);
  assert.match(JSON.stringify(answer.result), /PGMCP_SHUTTING_DOWN/);
});

Deno.test("progress opens the stream, and the answer follows on it", async () => {
  const served = serveMemory({ endless: [ENDLESS] });
  const app = createApp({ database: served, progressEveryMs: 20 });
  const { method, url, headers } = query(ENDLESS);
  const message = await query(ENDLESS).json();
  message.params._meta.progressToken = "p";
  const request = new Request(url, { method, headers, body: JSON.stringify(message) });
  const response = await app.fetch(request);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  const read = (async () => {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
    }
  })();
  await until("progress", () => text.includes("data: "));
  await app.close();
  await read;
  const messages = text.split("\n").filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)));
  assert.equal(messages[0].method, "notifications/progress");
  assert.equal(messages[0].params.progressToken, "p");
  assert.equal(messages.at(-1).id, 1);
});

Deno.test("an answer that fails late ends its stream with an error, and without its text", async () => {
  const answer = new Promise<Response>((_resolve, reject) => {
    setTimeout(() => reject(new Error("row 4711")), LATE_MS + 20);
  });
  const request = new Request("http://localhost/mcp", { headers: { accept: "text/event-stream" } });
  const response = await streamIfLate(request, answer);
  const text = await response.text();
  assert.match(text, /^event: message\ndata: .*PGMCP_INTERNAL/);
  assert.doesNotMatch(text, /4711/);
});
