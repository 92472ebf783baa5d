// MCP over stdio: lines in, lines out, an end when the input ends.

import assert from "node:assert/strict";
import { serveStdio } from "../../server/serve_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};
const INITIALIZED = { jsonrpc: "2.0", method: "notifications/initialized" };
const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

interface Reply {
  readonly id: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

function call(id: number, name: string, input: Readonly<Record<string, unknown>> = {}) {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: input } };
}

/** Sends the lines, ends the input, and gives what came back until the connection ended. */
async function converse(
  served: ReturnType<typeof serveMemory> | null,
  messages: readonly unknown[],
): Promise<readonly Reply[]> {
  const lines = messages.map((message) =>
    typeof message === "string" ? message : JSON.stringify(message)
  );
  const output = new TransformStream<Uint8Array, Uint8Array>();
  const text = new Response(output.readable).text();
  await serveStdio({
    database: served,
    input: new Blob([lines.join("\n")]).stream(),
    output: output.writable,
  });
  await output.writable.close();
  return (await text).trim().split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

Deno.test("legacy: what was asked before the input ended is answered", async () => {
  const served = serveMemory({ results: { "SELECT 1": { rows: [[]] } } });
  const replies = await converse(served, [
    INITIALIZE,
    INITIALIZED,
    call(2, "query", { sql: "SELECT 1" }),
  ]);
  assert.deepEqual(replies.map((reply) => reply.id), [1, 2]);
  assert.equal(replies[0]?.result.protocolVersion, "2025-11-25");
  assert.deepEqual(replies[1]?.result.content, [{ type: "text", text: "[{}]" }]);
});

Deno.test("modern: a call needs no handshake", async () => {
  const served = serveMemory({ schemas: [{ name: "public", tableCount: 1, comment: null }] });
  const request = call(7, "list_schemas");
  const replies = await converse(served, [
    { ...request, params: { ...request.params, _meta: ENVELOPE } },
  ]);
  assert.deepEqual(replies[0]?.result.content, [{ type: "text", text: "public (1 table)" }]);
});
