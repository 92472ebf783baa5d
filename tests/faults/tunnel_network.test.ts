// What a network does to a tunnel: it forgets connections, carries half of them, and slows one
// side down. Real sockets, with heartbeats as short as a test can wait; defaults are in seconds
// what they are here in tens of milliseconds.

import assert from "node:assert/strict";
import { serveMemory } from "../support/serve_memory.ts";
import { listenForAgents, stayingAgent } from "../support/listening_tunnel.ts";
import { startTcpRelay } from "../support/tcp_relay.ts";
import { until } from "../support/until.ts";
import { CLOSE_CODES } from "../../core/tunnel/protocol.ts";
import { dial } from "../../agent/tunnel/dial.ts";

const HEARTBEAT = { everyMs: 60, missedIntervals: 3 };
const ENDLESS = "SELECT 2";

Deno.test("a black hole is noticed by both sides, and the agent is back once there is a way", async () => {
  await using server = await listenForAgents({ heartbeat: HEARTBEAT });
  await using relay = startTcpRelay(server.port);
  const shop = serveMemory({ endless: [ENDLESS] });
  await using agent = stayingAgent({
    port: relay.port,
    key: server.agentKey,
    databases: { shop },
    heartbeat: HEARTBEAT,
  });
  await until("the agent", () => server.tunnel.agents.size === 1);
  const call = server.tunnel.databases.lease("shop")?.served.queries.query({ sql: ENDLESS });
  await shop.database.endlessStarted;
  relay.swallow();
  await assert.rejects(call ?? Promise.resolve(), { code: "PGMCP_AGENT_LOST" });
  assert.equal(server.tunnel.agents.size, 0);
  // The other side notices for itself, and ends the query: nobody waits for it.
  assert.equal((await agent.links[0]?.ended)?.code, CLOSE_CODES.silent);
  await until("the end of the query", () => shop.database.cancelled.length === 1);
  relay.heal();
  await until("the agent", () => server.tunnel.agents.size === 1);
  // The server knows of it before the agent has heard so.
  await until("the agent's link", () => agent.links.length === 2);
});

Deno.test("a link that carries one way only is ended by the side that hears nothing", async () => {
  await using server = await listenForAgents({ heartbeat: HEARTBEAT });
  // An agent that hears, and says nothing after its hello.
  const socket = await dial(`ws://127.0.0.1:${server.port}/agent`, { key: server.agentKey });
  const ended = Promise.withResolvers<number>();
  socket.listen({ frame() {}, end: ({ code }) => ended.resolve(code) });
  socket.send(JSON.stringify({
    jsonrpc: "2.0",
    id: 0,
    method: "hello",
    params: {
      protocol: { min: 1, max: 1 },
      software: "test",
      agentId: "half",
      databases: [{
        name: "shop",
        description: null,
        readOnly: true,
        limits: { maxRows: 1, maxBytes: 1, timeoutMs: 1 },
        engine: "PostgreSQL",
        problem: null,
      }],
      capabilities: [],
    },
  }));
  await until("the agent", () => server.tunnel.agents.size === 1);
  assert.equal(await ended.promise, CLOSE_CODES.silent);
  assert.equal(server.tunnel.agents.size, 0);
});

Deno.test("a server that stops reading does not fill an agent's memory", async () => {
  // It upgrades, answers hello, asks for rows without end, and reads nothing more.
  const large = "x".repeat(900_000);
  const shop = serveMemory({
    maxBytes: 1024 * 1024,
    results: {
      [ENDLESS]: { columns: [{ name: "a", typeOid: 25, typeName: "text" }], rows: [[large]] },
    },
  });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const deaf = serveDeaf(listener);
  await using agent = stayingAgent({
    port: listener.addr.port,
    key: "pgmcp_agent_any",
    databases: { shop },
  });
  await until("a link", () => agent.links.length > 0);
  const end = await agent.links[0]?.ended;
  assert.equal(end?.code, CLOSE_CODES.tooSlow);
  listener.close();
  await deaf;
});

Deno.test("two agents of one identity: the newer is served, and the older does not fight for it", async () => {
  await using server = await listenForAgents();
  const options = { port: server.port, key: server.agentKey, agentId: "twin" };
  const shop = serveMemory({});
  await using older = stayingAgent({ ...options, databases: { shop } });
  await until("the older", () => server.tunnel.agents.size === 1);
  await using newer = stayingAgent({ ...options, databases: { shop } });
  await until("the newer", () => newer.links.length === 1);
  assert.equal((await older.links[0]?.ended)?.code, CLOSE_CODES.replaced);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(server.tunnel.agents.size, 1);
  assert.ok(older.links.length + newer.links.length <= 4, "no race to replace each other");
});

/** A server that speaks just enough to be called, and then takes nothing. */
async function serveDeaf(listener: Deno.TcpListener): Promise<void> {
  const connections: Deno.Conn[] = [];
  try {
    for await (const connection of listener) {
      connections.push(connection);
      void beDeaf(connection);
    }
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function beDeaf(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  const read = await connection.read(buffer) ?? 0;
  const request = new TextDecoder().decode(buffer.subarray(0, read));
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? "";
  const magic = new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  const accept = new Uint8Array(await crypto.subtle.digest("SHA-1", magic)).toBase64();
  await write(
    connection,
    new TextEncoder().encode(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: pgmcp.v1\r\n\r\n`,
    ),
  );
  const hello = {
    protocol: 1,
    software: "deaf",
    capabilities: [],
    maxAnswerBytes: 1e9,
    refused: [],
  };
  await write(connection, frame({ jsonrpc: "2.0", id: 0, result: hello }));
  for (let id = 0; id < 200; id++) {
    const call = {
      database: "shop",
      arguments: { sql: ENDLESS },
      context: {
        principal: { id: "x", role: null, team: null, attributes: {} },
        deadlineMs: 60_000,
      },
    };
    await write(connection, frame({ jsonrpc: "2.0", id, method: "queries.query", params: call }));
  }
}

/** A text frame (RFC 6455, section 5.2), not masked: it comes from a server. */
function frame(message: object): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  const { length } = payload;
  const header = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 255];
  return new Uint8Array([...header, ...payload]);
}

async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
