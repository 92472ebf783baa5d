// Keys as a client of the whole application meets them: which databases there are for it,
// whose a session is, what ends with a key, and how often it may call.

import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { type App, createApp } from "../../server/app.ts";
import { keyedGate, withKey } from "../support/keyed_gate.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { type ServedSeveral, serveSeveral } from "../support/serve_several.ts";
import { until } from "../support/until.ts";

const THREE = `
databases:
  - {name: sales, url: "pglite:"}
  - {name: sales_eu, url: "pglite:"}
  - {name: stock, url: "pglite:"}
`;
const ENDLESS = "SELECT pg_sleep(1000)";
const INITIALIZE = {
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

function appOf(
  { databases, listChanges }: ServedSeveral,
  keyed: ReturnType<typeof keyedGate>,
): App {
  return createApp({ database: databases, listChanges, gate: keyed.gate });
}

async function call(
  client: Client,
  name: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { content } = await client.callTool({ name, arguments: { ...input } });
  return content.map((part) => part.type === "text" ? part.text : "").join("\n");
}

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
  const response = await app.fetch(post(key, { jsonrpc: "2.0", id: 1, ...INITIALIZE }));
  assert.equal(response.status, 200, await response.clone().text());
  await response.body?.cancel();
  return response.headers.get("mcp-session-id") ?? "";
}

for (const era of ERAS) {
  Deno.test(`${era}: a key for one database of several sees one, and no argument to choose`, async () => {
    await using several = serveSeveral(THREE);
    using keyed = keyedGate();
    await using app = appOf(several, keyed);
    const { text } = await keyed.issue({ databases: ["stock"] });
    await using connection = await connectClient(app, era, { key: text });
    const { tools } = await connection.client.listTools();
    assert.ok(!tools.some(({ name }) => name === "list_databases"));
    for (const { inputSchema, name } of tools) {
      assert.ok(!("database" in (inputSchema.properties ?? {})), name);
    }
    assert.match(await call(connection.client, "list_schemas"), /^stock\b/m);
    // Those that clients believe to know do not exist for it, and are named nowhere.
    for (const database of ["sales", "nothing"]) {
      const answer = await call(connection.client, "list_schemas", { database });
      assert.match(answer, /PGMCP_DATABASE_NOT_FOUND/);
      assert.doesNotMatch(answer.replaceAll(JSON.stringify(database), ""), /sales/);
    }
    assert.equal(several.memory("sales"), undefined);
    const { resources } = await connection.client.listResources();
    assert.doesNotMatch(JSON.stringify(resources), /sales/);
    await assert.rejects(connection.client.readResource({ uri: "pgmcp://sales/schemas" }));
  });

  Deno.test(`${era}: a key with a glob sees what it matches, and chooses among them`, async () => {
    await using several = serveSeveral(THREE);
    using keyed = keyedGate();
    await using app = appOf(several, keyed);
    const { text } = await keyed.issue({ databases: ["sales*"] });
    await using connection = await connectClient(app, era, { key: text });
    assert.equal(
      (await call(connection.client, "list_databases")).replaceAll(/ .*/g, ""),
      "sales\nsales_eu",
    );
    assert.match(
      await call(connection.client, "list_schemas", { database: "sales_eu" }),
      /sales_eu/,
    );
    const answers = [];
    for (const database of ["stock", "stick"]) {
      const answer = await call(connection.client, "list_schemas", { database });
      answers.push(answer.replaceAll(database, "…"));
    }
    assert.equal(answers[0], answers[1]);
    const { completion } = await connection.client.complete({
      ref: { type: "ref/resource", uri: "pgmcp://{database}/schemas" },
      argument: { name: "database", value: "" },
    });
    assert.deepEqual(completion.values, ["sales", "sales_eu"]);
  });

  Deno.test(`${era}: a key that is revoked has its running call cancelled in the database`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    using keyed = keyedGate();
    await using app = createApp({ database: served, gate: keyed.gate });
    const { id, text } = await keyed.issue();
    const connection = await connectClient(app, era, { key: text });
    const answer = call(connection.client, "query", { sql: ENDLESS });
    await served.database.endlessStarted;
    await keyed.store.revoke(id, keyed.nowMs);
    assert.match(await answer, /PGMCP_KEY_NOT_VALID: The API key was revoked/);
    assert.deepEqual(served.database.cancelled, [ENDLESS]);
    await assert.rejects(connection.client.listTools());
    // A session that is over cannot be ended.
    await connection.client.close();
  });

  Deno.test(`${era}: a stop cancels calls of everybody, with its own code`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    using keyed = keyedGate();
    await using app = createApp({ database: served, gate: keyed.gate });
    const { text } = await keyed.issue();
    await using connection = await connectClient(app, era, { key: text });
    const answer = call(connection.client, "query", { sql: ENDLESS });
    await served.database.endlessStarted;
    await keyed.store.setLockdown({ sinceMs: keyed.nowMs, reason: null });
    assert.match(await answer, /PGMCP_LOCKED_DOWN/);
    await keyed.store.setLockdown(null);
    await using again = await connectClient(app, era, { key: text });
    assert.equal((await again.client.listTools()).tools.length, 5);
  });
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

Deno.test("a stream of the 2026 era ends with the key", async () => {
  await using several = serveSeveral(THREE);
  using keyed = keyedGate();
  await using app = appOf(several, keyed);
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
    assert.match(await call(connection.client, "list_schemas"), /app/);
  }
  const session = await openSession(app, text);
  const request = { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "list_schemas" } };
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
  await call(unhindered.client, "list_schemas");
  keyed.nowMs += seconds * 1_000;
  assert.match(await call(connection.client, "list_schemas"), /app/);
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

Deno.test("readiness is told to everybody as yes or no, and by name to a key for its own", async () => {
  await using several = serveSeveral(THREE);
  using keyed = keyedGate();
  await using app = appOf(several, keyed);
  const { text } = await keyed.issue({ databases: ["sales*"] });
  const ready = async (key: string | null) => {
    const { headers } = withKey(key);
    return await (await app.fetch(new Request("http://localhost/ready", { headers }))).json();
  };
  assert.deepEqual(await ready(null), { status: "ready" });
  assert.deepEqual(await ready("pgmcp_client_wrong"), { status: "ready" });
  assert.deepEqual(await ready(text), {
    status: "ready",
    databases: [{ name: "sales", status: "ready" }, { name: "sales_eu", status: "ready" }],
  });
  const health = await app.fetch(new Request("http://localhost/health"));
  assert.deepEqual(await health.json(), { status: "ok" });
});
