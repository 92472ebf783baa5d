// Sessions of the 2025 era: begun, ended, capped, expired.

import assert from "node:assert/strict";
import { type App, createApp } from "../../server/app.ts";
import { serveMemory } from "../support/serve_memory.ts";

const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

function request(method: string, session?: string): Request {
  return new Request("http://localhost/mcp", {
    method,
    headers: session === undefined ? HEADERS : { ...HEADERS, "mcp-session-id": session },
    ...(method === "POST"
      ? {
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          ...(session === undefined
            ? {
              method: "initialize",
              params: {
                protocolVersion: "2025-06-18",
                capabilities: {},
                clientInfo: { name: "test", version: "1" },
              },
            }
            : { method: "tools/list" }),
        }),
      }
      : {}),
  });
}

async function begin(app: App): Promise<string> {
  const response = await app.fetch(request("POST"));
  assert.equal(response.status, 200);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

async function status(app: App, method: string, session: string): Promise<number> {
  const response = await app.fetch(request(method, session));
  await response.text();
  return response.status;
}

Deno.test("a session lives until DELETE, and is not found afterwards", async () => {
  await using app = createApp({ database: null });
  const session = await begin(app);
  assert.equal(await status(app, "POST", session), 200);
  assert.equal(await status(app, "DELETE", session), 200);
  assert.equal(await status(app, "POST", session), 404);
  assert.equal(await status(app, "POST", crypto.randomUUID()), 404);
});

Deno.test("a call without a session is refused", async () => {
  await using app = createApp({ database: null });
  const response = await app.fetch(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: HEADERS,
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    }),
  );
  assert.equal(response.status, 400);
});

Deno.test("an idle session expires; one that is used or listens does not", async () => {
  let nowMs = 0;
  await using app = createApp({ database: null, sessionIdleMs: 1_000, now: () => nowMs });
  const idle = await begin(app);
  const used = await begin(app);
  const listening = await begin(app);
  const gone = new AbortController();
  const stream = await app.fetch(
    new Request(request("GET", listening), { signal: gone.signal }),
  );
  assert.equal(stream.status, 200);
  nowMs = 900;
  assert.equal(await status(app, "POST", used), 200);
  nowMs = 1_500;
  assert.equal(await status(app, "POST", idle), 404);
  assert.equal(await status(app, "POST", used), 200);
  nowMs = 5_000;
  assert.equal(await status(app, "POST", listening), 200);
  gone.abort();
  await stream.body?.cancel();
  nowMs = 7_000;
  assert.equal(await status(app, "POST", listening), 404);
});

Deno.test("at the cap the longest idle session makes room, but none that is at work", async () => {
  let nowMs = 0;
  await using app = createApp({ database: null, maxSessions: 2, now: () => nowMs });
  const first = await begin(app);
  const second = await begin(app);
  const refused = await app.fetch(request("POST"));
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).error.data.code, "PGMCP_TOO_MANY_SESSIONS");
  nowMs = 50_000;
  assert.equal(await status(app, "POST", first), 200);
  nowMs = 61_000;
  await begin(app);
  assert.equal(await status(app, "POST", first), 200);
  assert.equal(await status(app, "POST", second), 404);
});

Deno.test("a session that waits for an answer is not idle, however long it takes", async () => {
  const sql = "SELECT pg_sleep(1000)";
  const served = serveMemory({ endless: [sql] });
  let nowMs = 0;
  await using app = createApp({ database: served, sessionIdleMs: 1_000, now: () => nowMs });
  const session = await begin(app);
  const post = (message: Readonly<Record<string, unknown>>) =>
    app.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: { ...HEADERS, "mcp-session-id": session },
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      }),
    );
  const answer = await post({
    id: 2,
    method: "tools/call",
    params: { name: "query", arguments: { sql } },
  });
  await served.database.endlessStarted;
  nowMs = 1_000_000;
  await begin(app);
  assert.deepEqual(served.database.cancelled, []);
  await post({ method: "notifications/cancelled", params: { requestId: 2 } });
  await answer.text();
  assert.deepEqual(served.database.cancelled, [sql]);
  const refused = await app.fetch(
    new Request(request("POST", session), {
      headers: { ...HEADERS, "mcp-session-id": session, accept: "text/html" },
    }),
  );
  assert.equal(refused.status, 406);
  nowMs = 2_000_000;
  assert.equal(await status(app, "POST", session), 404);
});
