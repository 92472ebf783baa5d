// The tunnel by HTTP: what is at /agent, at /mcp/{database} and in /ready; in this process.

import assert from "node:assert/strict";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { createApp } from "../../../server/app.ts";
import { ListChanges } from "../../../server/list_changes.ts";
import { createTunnel } from "../../../server/tunnel/tunnel.ts";
import { keyedGate } from "../../support/keyed_gate.ts";
import { modernPost } from "../../support/modern_post.ts";
import { serveMemory } from "../../support/serve_memory.ts";
import { connectAgent, offeredDatabases } from "../../support/tunnel_agents.ts";
import { until } from "../../support/until.ts";

function served() {
  const keyed = keyedGate();
  const listChanges = new ListChanges();
  const tunnel = createTunnel({ own: { list: [], lease: () => null }, listChanges });
  const app = createApp({ database: tunnel.databases, listChanges, tunnel, gate: keyed.gate });
  return {
    keyed,
    tunnel,
    app,
    async [Symbol.asyncDispose]() {
      await app.close();
      keyed[Symbol.dispose]();
    },
  };
}

function callTool(
  path: string,
  options: {
    readonly key: string;
    readonly method?: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Request {
  const { key, method = "tools/list", params = {} } = options;
  const name = typeof params.name === "string" ? { name: params.name } : {};
  const request = modernPost({ method, params, ...name });
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${key}`);
  for (const [header, value] of Object.entries(options.headers ?? {})) headers.set(header, value);
  return new Request(`http://localhost${path}`, { method: "POST", headers, body: request.body });
}

Deno.test("/agent asks for an agent's key first, and for an upgrade then", async () => {
  await using server = served();
  const { text: client } = await server.keyed.issue();
  const { text: agent } = await server.keyed.issue({ kind: "agent" });
  async function dial(key: string | null, headers: Readonly<Record<string, string>> = {}) {
    const authorization: Record<string, string> = key === null
      ? {}
      : { authorization: `Bearer ${key}` };
    const request = new Request("http://localhost/agent", {
      headers: { ...authorization, ...headers },
    });
    const response = await server.app.fetch(request);
    const body: { readonly error: { readonly code: string } } = await response.json();
    return [response.status, body.error.code];
  }
  assert.equal((await dial(null))[0], 401);
  assert.ok([401, 403].includes(Number((await dial(client))[0])));
  assert.deepEqual(await dial(agent), [426, "PGMCP_TUNNEL_VERSION"]);
  const otherProtocol = { upgrade: "websocket", "sec-websocket-protocol": "pgmcp.v9" };
  assert.deepEqual(await dial(agent, otherProtocol), [426, "PGMCP_TUNNEL_VERSION"]);
  assert.deepEqual(await dial(agent, { host: "evil.example" }), [403, "PGMCP_HOST_NOT_ALLOWED"]);
  assert.deepEqual(await dial(agent, { origin: "https://evil.example" }), [
    403,
    "PGMCP_ORIGIN_NOT_ALLOWED",
  ]);
});

Deno.test("a server without keys takes no agents", async () => {
  await using app = createApp({ database: null });
  assert.equal((await app.fetch(new Request("http://localhost/agent"))).status, 404);
});

Deno.test("one database of several is at its own address, without a database to name", async () => {
  await using server = served();
  const { text: key } = await server.keyed.issue();
  const { text: few } = await server.keyed.issue({ databases: ["shop"] });
  const databases = { shop: serveMemory({}), warehouse: serveMemory({}) };
  await connectAgent(server.tunnel, { databases });
  async function toolsAt(path: string, of: string) {
    const response = await server.app.fetch(callTool(path, { key: of }));
    const text = await response.text();
    return { status: response.status, text };
  }
  assert.match((await toolsAt("/mcp", key)).text, /list_databases/);
  for (const [path, of] of [["/mcp/shop", key], ["/mcp", few], ["/mcp/shop", few]] as const) {
    const { status, text } = await toolsAt(path, of);
    assert.equal(status, 200);
    assert.doesNotMatch(text, /list_databases|"database"/, path);
  }
  const missing = await toolsAt("/mcp/nowhere", few);
  const hidden = await toolsAt("/mcp/warehouse", few);
  assert.equal(missing.status, 404);
  assert.deepEqual(hidden, missing);
});

Deno.test("ready lists the agents, and to a key only those of its databases", async () => {
  await using server = served();
  const { text: few } = await server.keyed.issue({ databases: ["shop"] });
  await connectAgent(server.tunnel, {
    databases: { shop: serveMemory({}), warehouse: serveMemory({}) },
  });
  await connectAgent(server.tunnel, { databases: { warehouse: serveMemory({}) } });
  async function ready(headers: Readonly<Record<string, string>>) {
    const response = await server.app.fetch(new Request("http://localhost/ready", { headers }));
    return await response.json();
  }
  assert.deepEqual(await ready({}), { status: "ready" });
  const { agents } = await ready({ authorization: `Bearer ${few}` });
  assert.equal(agents.length, 1);
  const [{ agent, since, ...listed }] = agents;
  assert.deepEqual(listed, {
    version: "0.1.0",
    databases: ["shop"],
    status: "connected",
    calls: 0,
  });
  assert.ok(agent.length > 0 && !Number.isNaN(Date.parse(since)));
});

Deno.test("the trace that a request is part of goes with the call, and nonsense does not", async () => {
  await using server = served();
  const { text: key, id } = await server.keyed.issue({ role: "support" });
  const shop = serveMemory({});
  const heard: CallOptions[] = [];
  await connectAgent(server.tunnel, {
    databases: {
      shop: {
        ...shop,
        explorer: {
          ...shop.explorer,
          listSchemas(options = {}) {
            heard.push(options);
            return Promise.resolve([]);
          },
        },
      },
    },
  });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  for (const sent of [traceparent, "00-nonsense"]) {
    const response = await server.app.fetch(callTool("/mcp", {
      key,
      method: "tools/call",
      params: { name: "list_schemas", arguments: {} },
      headers: { traceparent: sent },
    }));
    assert.match(await response.text(), /no schema/);
  }
  assert.deepEqual(heard.map((options) => options.traceparent), [traceparent, undefined]);
  assert.deepEqual(heard.map(({ principal }) => [principal?.id, principal?.role]), [
    [id, "support"],
    [id, "support"],
  ]);
});

Deno.test("lists change when an agent comes, brings other databases, and goes", async () => {
  const listChanges = new ListChanges();
  const tunnel = createTunnel({ own: { list: [], lease: () => null }, listChanges });
  const announced: string[] = [];
  listChanges.listen((kind) => announced.push(kind));
  const all = ["tools", "prompts", "resources"];
  const { link } = await connectAgent(tunnel, { databases: { shop: serveMemory({}) } });
  await until("the agent's lists", () => announced.length >= 3);
  assert.deepEqual(announced, all);
  link.offer(offeredDatabases({ shop: serveMemory({}), more: serveMemory({}) }));
  await until("the other databases' lists", () => announced.length >= 6);
  assert.deepEqual(announced, [...all, ...all]);
  link.close();
  await until("the lists without them", () => announced.length >= 9);
  assert.deepEqual(announced, [...all, ...all, ...all]);
  tunnel.close();
});
