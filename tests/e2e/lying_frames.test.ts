// Frames that no honest server sends, over a real WebSocket to the agent's own end of the tunnel:
// each ends the link with the code that says so, none is answered, and none costs much.

import assert from "node:assert/strict";
import { dial } from "../../agent/tunnel/dial.ts";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { PgmcpError } from "../../core/errors.ts";
import { type AgentLink, openAgentLink } from "../../core/tunnel/open_agent_link.ts";
import {
  callParams,
  HONEST_HELLO,
  type LyingLink,
  type LyingServer,
  startLyingServer,
} from "../support/lying_server.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { offeredDatabases } from "../support/tunnel_agents.ts";

const KEY = createApiKey("agent").text;
const PROTOCOL_ERROR = 4000;
const SQL = "SELECT 1 AS n";

/** The agent's end, with a database in memory. */
async function openAgent(server: LyingServer): Promise<AgentLink> {
  const shop = serveMemory({ results: { [SQL]: {} } });
  return await openAgentLink(await dial(server.url, { key: KEY }), {
    agentId: "an agent",
    offered: offeredDatabases({ shop }),
    lease: (name) => name === "shop" ? { database: shop, release() {} } : null,
    fault(error) {
      throw error;
    },
  });
}

/** Both ends of a link that is open. */
async function openLink(server: LyingServer): Promise<{ agent: AgentLink; link: LyingLink }> {
  const [agent, link] = await Promise.all([openAgent(server), server.next()]);
  return { agent, link };
}

const METHODS = [
  "executor.execute",
  "catalogue.describe",
  "posture.readPosture",
  "database.close",
  "queries",
  "hello",
  "constructor",
  "__proto__",
  "",
];

for (const method of METHODS) {
  Deno.test(`the method ${JSON.stringify(method)} is none, and ends the link`, async () => {
    await using server = startLyingServer();
    const { agent, link } = await openLink(server);
    assert.equal(await link.ask(method, callParams({ sql: SQL, access: "write" })), null);
    assert.equal((await link.closed).code, PROTOCOL_ERROR);
    await agent.ended;
  });
}

const request = {
  jsonrpc: "2.0",
  id: 1,
  method: "queries.query",
  params: callParams({ sql: SQL }),
};
const { context } = callParams({});
const manyAttributes = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`a${n}`, "x"]));

function withArguments(args: Readonly<Record<string, unknown>>) {
  return { ...request, params: callParams(args) };
}

function withContext(changes: Readonly<Record<string, unknown>>) {
  return { ...request, params: callParams({ sql: SQL }, { context: { ...context, ...changes } }) };
}

const FRAMES: Readonly<Record<string, unknown>> = {
  "nothing in it": "",
  "no message": "null",
  "an empty batch": "[]",
  "a batch": [request],
  "half a message": "{",
  "another JSON-RPC": { ...request, jsonrpc: "1.0" },
  "a negative id": { ...request, id: -1 },
  "a broken id": { ...request, id: 1.5 },
  "an id in words": { ...request, id: "1" },
  "an id beyond what counts": { ...request, id: 2 ** 60 },
  "parameters by position": { ...request, params: [] },
  "no parameters": { ...request, params: undefined },
  "SQL that is none": withArguments({ sql: { text: SQL } }),
  "SQL beyond measure": withArguments({ sql: "x".repeat(300_000) }),
  "a limit below one": withArguments({ sql: SQL, limits: { maxRows: -1 } }),
  "a limit in words": withArguments({ sql: SQL, limits: { timeoutMs: "10m" } }),
  "no context": { ...request, params: callParams({ sql: SQL }, { context: null }) },
  "no principal": withContext({ principal: null }),
  "a principal of too many attributes": withContext({
    principal: { ...context.principal, attributes: manyAttributes },
  }),
  "no deadline": withContext({ deadlineMs: null }),
  "a trace that is none": withContext({ traceparent: "a\nb" }),
  "an answer to nothing": { jsonrpc: "2.0", id: 77, result: null },
  "an answer and an error": { jsonrpc: "2.0", id: 0, result: 1, error: { message: "x" } },
  "a cancellation of nothing named": { jsonrpc: "2.0", method: "cancel", params: {} },
  "news that only agents have": { jsonrpc: "2.0", method: "draining" },
  "nesting without an end": `{"jsonrpc":"2.0","id":1,"method":"x","params":${"[".repeat(100_000)}`,
  "bytes that inflate to nothing": new Uint8Array([1, 2, 3]),
  "bytes that inflate beyond measure": await deflated("0".repeat(64 * 1024 * 1024)),
};

for (const [what, frame] of Object.entries(FRAMES)) {
  Deno.test(`a frame with ${what} ends the link, and is not answered`, async () => {
    await using server = startLyingServer();
    const { agent, link } = await openLink(server);
    if (frame instanceof Uint8Array) link.send(Uint8Array.from(frame));
    else link.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    assert.equal((await link.closed).code, PROTOCOL_ERROR);
    // Its hello, and nothing that is an answer.
    assert.deepEqual(link.heard.filter(({ method }) => method === undefined), []);
    await agent.ended;
  });
}

Deno.test("a frame larger than any call is cut off before it is read", async () => {
  await using server = startLyingServer();
  const { agent, link } = await openLink(server);
  link.send("x".repeat(2 * 1024 * 1024));
  await link.closed;
  await agent.ended;
});

const HELLOS: Readonly<Record<string, unknown>> = {
  "nothing": null,
  "an empty object": {},
  "a version to come": { ...HONEST_HELLO, protocol: 99 },
  "no version": { ...HONEST_HELLO, protocol: 0 },
  "an answer's size of one byte": { ...HONEST_HELLO, maxAnswerBytes: 1 },
  "an answer's size beyond what counts": { ...HONEST_HELLO, maxAnswerBytes: 1e308 },
  "capabilities in a word": { ...HONEST_HELLO, capabilities: "everything" },
  "refusals beyond measure": {
    ...HONEST_HELLO,
    refused: Array.from({ length: 5_000 }, () => ({ name: "a", reason: "b" })),
  },
};

for (const [what, result] of Object.entries(HELLOS)) {
  Deno.test(`an agent whose hello is answered with ${what} has no link`, async () => {
    await using server = startLyingServer();
    server.answerHello(result);
    const opened = assert.rejects(openAgent(server), PgmcpError);
    const link = await server.next();
    assert.equal((await link.closed).code, PROTOCOL_ERROR);
    await opened;
  });
}

async function deflated(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return await new Response(packed).bytes();
}
