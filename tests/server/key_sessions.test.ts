// What belongs to a key, ends with it: sessions and streams. And how often it may call.

import assert from "node:assert/strict";
import { type App, createApp } from "../../server/app.ts";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { keyedGate, withKey } from "../support/keyed_gate.ts";
import { connectClient } from "../support/mcp_client.ts";
import { modernPost } from "../support/modern_post.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { serveSeveral } from "../support/serve_several.ts";
import { until } from "../support/until.ts";

const LIST_SCHEMAS = { name: "list_schemas", arguments: {} };

/** A message of the 2025 era. */
function post(key: string, body: unknown, session?: string): Request {
  return withKey(key, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(session === undefined ? {} : { "mcp-session-id": session }),
    },
  });
}

async function openSession(app: App, key: string): Promise<string> {
  const response = await app.fetch(post(key, INITIALIZE_REQUEST));
  assert.equal(response.status, 200, await response.clone().text());
  await response.body?.cancel();
  return response.headers.get("mcp-session-id") ?? "";
}

Deno.test("a session belongs to the key that opened it: for another there is none", async () => {
  using keyed = keyedGate();
  await using app = createApp({ database: serveMemory(), gate: keyed.gate });
  const [mine, theirs] = [await keyed.issue(), await keyed.issue()];
  const session = await openSession(app, mine.text);
  const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
  const headers = { "mcp-session-id": session, accept: "text/event-stream" };
  for (
    const request of [
      post(theirs.text, list, session),
      withKey(theirs.text, { headers }),
      withKey(theirs.text, { method: "DELETE", headers }),
    ]
  ) {
    const response = await app.fetch(request);
    assert.equal(response.status, 404, request.method);
    const unknown = { ...headers, "mcp-session-id": crypto.randomUUID() };
    const lost = await app.fetch(withKey(theirs.text, { method: "DELETE", headers: unknown }));
    assert.equal(await response.text(), await lost.text());
  }
  const response = await app.fetch(post(mine.text, list, session));
  assert.equal(response.status, 200);
  await response.body?.cancel();
});

Deno.test("a session and its stream end with the key, and those of others do not", async () => {
  using keyed = keyedGate();
  await using app = createApp({ database: serveMemory(), gate: keyed.gate });
  const [gone, staying] = [await keyed.issue(), await keyed.issue()];
  async function listen(key: string): Promise<{ readonly ended: Promise<string> }> {
    const session = await openSession(app, key);
    const stream = await app.fetch(withKey(key, {
      headers: { "mcp-session-id": session, accept: "text/event-stream" },
    }));
    assert.equal(stream.status, 200);
    return { ended: stream.text() };
  }
  let otherEnded = false;
  const { ended } = await listen(gone.text);
  const other = (await listen(staying.text)).ended.finally(() => otherEnded = true);
  await keyed.store.revoke(gone.id, keyed.nowMs);
  let over = false;
  void ended.finally(() => over = true);
  await until("the end of the stream", () => over);
  assert.equal(otherEnded, false);
  await app.close();
  await other;
});

Deno.test("one key cannot take the room of all sessions", async () => {
  using keyed = keyedGate();
  let nowMs = 0;
  await using app = createApp({
    database: serveMemory(),
    gate: keyed.gate,
    maxSessions: 4,
    maxSessionsOfKey: 2,
    now: () => nowMs,
  });
  const [greedy, other] = [await keyed.issue(), await keyed.issue()];
  const first = await openSession(app, greedy.text);
  await openSession(app, greedy.text);
  const refused = await app.fetch(post(greedy.text, INITIALIZE_REQUEST));
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).error.data.code, "PGMCP_TOO_MANY_SESSIONS");
  await openSession(app, other.text);
  // One of its own that lies idle makes room.
  nowMs += 60_000;
  await openSession(app, greedy.text);
  const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
  assert.equal((await app.fetch(post(greedy.text, list, first))).status, 404);
});

Deno.test("a stream of the 2026 era ends with the key", async () => {
  await using several = serveSeveral('databases: [{name: sales, url: "pglite:"}]');
  using keyed = keyedGate();
  const { databases: database, listChanges } = several;
  await using app = createApp({ database, listChanges, gate: keyed.gate });
  const { id, text } = await keyed.issue();
  const response = await app.fetch(withKey(text, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "subscriptions/listen",
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  }));
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let over = false;
  const body = response.text().finally(() => over = true);
  // Nothing ends it but the key.
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(over, false);
  await keyed.store.revoke(id, keyed.nowMs);
  await until("the end of the stream", () => over);
  assert.match(await body, /acknowledged/);
});

Deno.test("a rate counts calls, not handshakes, and says when to call again", async () => {
  const served = serveMemory({ schemas: [{ name: "app", tableCount: 1, comment: null }] });
  using keyed = keyedGate();
  await using app = createApp({ database: served, gate: keyed.gate });
  const { text } = await keyed.issue({ rate: { amount: 2, windowMs: 60_000 } });
  const other = await keyed.issue();
  await using connection = await connectClient(app, "modern", { key: text });
  for (let asked = 0; asked < 5; asked++) await connection.client.listTools();
  for (let asked = 0; asked < 2; asked++) {
    assert.ok((await connection.client.callTool(LIST_SCHEMAS)).isError !== true);
  }
  const session = await openSession(app, text);
  const request = { jsonrpc: "2.0", id: 2, method: "tools/call", params: LIST_SCHEMAS };
  const refused = await app.fetch(post(text, request, session));
  assert.equal(refused.status, 429);
  const { error } = await refused.json();
  assert.equal(error.data.code, "PGMCP_RATE_LIMITED");
  assert.match(error.message, /may make 2\/min calls/);
  const seconds = Number(refused.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 61, String(seconds));
  const batch = await app.fetch(post(text, [request], session));
  assert.equal(batch.status, 429);
  await batch.body?.cancel();
  await using unhindered = await connectClient(app, "modern", { key: other.text });
  await unhindered.client.callTool(LIST_SCHEMAS);
  keyed.nowMs += seconds * 1_000;
  assert.ok((await connection.client.callTool(LIST_SCHEMAS)).isError !== true);
});

Deno.test("every way to MCP asks for the key before it reads the body", async () => {
  using keyed = keyedGate();
  await using app = createApp({ database: serveMemory(), gate: keyed.gate });
  for (const method of ["GET", "DELETE"]) {
    const response = await app.fetch(withKey(null, { method }));
    assert.equal(response.status, 401, method);
    await response.body?.cancel();
  }
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1_000));
    },
  }, { highWaterMark: 0 });
  const response = await app.fetch(withKey(null, { method: "POST", body: endless }));
  assert.equal(response.status, 401);
  assert.equal(pulled, 0);
  const body = await response.json();
  assert.match(body.error.data.hint, /Authorization: Bearer pgmcp_client_….*pgmcp keys create/);
});

Deno.test("a key listens on so many streams and no more, and others are not kept from it", async () => {
  using keyed = keyedGate();
  await using app = createApp({
    ...{ database: serveMemory(), gate: keyed.gate },
    maxSessionsOfKey: 2,
  });
  const [greedy, other] = [await keyed.issue(), await keyed.issue()];
  async function listen(key: string, notifications: unknown = { toolsListChanged: true }) {
    const call = { method: "subscriptions/listen", params: { notifications } };
    const request = modernPost(call);
    request.headers.set("authorization", `Bearer ${key}`);
    return await app.fetch(request);
  }
  // What opens no stream counts for nothing.
  for (let call = 0; call < 3; call++) await (await listen(greedy.text, 1)).body?.cancel();
  const open = [await listen(greedy.text), await listen(greedy.text)];
  for (const response of open) {
    assert.equal(response.headers.get("content-type"), "text/event-stream");
  }
  const refused = await listen(greedy.text);
  assert.equal(refused.status, 503);
  assert.match(await refused.text(), /listens on too many streams\..*PGMCP_TOO_MANY_SESSIONS/);
  const theirs = await listen(other.text);
  assert.equal(theirs.status, 200);
  await open[0]?.body?.cancel();
  await until("room for one more", async () => {
    const again = await listen(greedy.text);
    open.push(again);
    return again.status === 200;
  }, 2_000);
  for (const { body } of [...open.slice(1), theirs]) await body?.cancel();
});
