// MCP over stdio: lines in, lines out, an end when the input ends.

import assert from "node:assert/strict";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";

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
    INITIALIZE_REQUEST,
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

Deno.test("input that ends at once ends the connection", async () => {
  assert.deepEqual(await converse(null, []), []);
});

Deno.test("lines that are no messages are passed over, and the next is answered", async () => {
  const replies = await converse(serveMemory(), [
    INITIALIZE_REQUEST,
    "",
    "   ",
    "{",
    "null",
    '"text"',
    "{}",
    '{"jsonrpc":"1.0","id":5,"method":"ping"}',
    "\u0000\ufffd",
    "x".repeat(2 * 1024 * 1024),
    { jsonrpc: "2.0", id: 3, method: "ping" },
  ]);
  assert.deepEqual(replies.map((reply) => reply.id), [1, 3]);
  assert.deepEqual(replies[1]?.result, {});
});

Deno.test("a line may arrive in pieces, cut inside a character", async () => {
  const sql = "SELECT 'é🙂'";
  const served = serveMemory({ results: { [sql]: {} } });
  const lines = [INITIALIZE_REQUEST, call(2, "query", { sql })].map((line) => JSON.stringify(line));
  const bytes = new TextEncoder().encode(`${lines.join("\r\n")}\n`);
  const output = new TransformStream<Uint8Array, Uint8Array>();
  const text = new Response(output.readable).text();
  await serveStdio({
    database: served,
    input: ReadableStream.from(Array.from(bytes, (byte) => new Uint8Array([byte]))),
    output: output.writable,
  });
  await output.writable.close();
  assert.equal((await text).trim().split("\n").length, 2);
  assert.deepEqual(served.database.requests.map((request) => request.sql), [sql]);
});

Deno.test("an unknown tool and an unknown method are protocol errors that say what there is", async () => {
  const replies = await converse(serveMemory(), [
    INITIALIZE_REQUEST,
    call(2, "drop_table"),
    { jsonrpc: "2.0", id: 3, method: "no/such/method" },
  ]);
  const error = (id: number) => JSON.stringify(replies.find((reply) => reply.id === id)?.error);
  assert.match(error(2), /-32602.*Unknown tool.*list_schemas/);
  assert.match(error(3), /-32601/);
});

Deno.test("an abort ends the connection although the input goes on", async () => {
  const stop = new AbortController();
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const ended = serveStdio({
    database: serveMemory(),
    input: input.readable,
    output: new WritableStream(),
    signal: stop.signal,
  });
  stop.abort();
  await ended;
});

Deno.test("a client that stops reading ends the connection", async () => {
  const output = new WritableStream<Uint8Array>({
    write() {
      throw new Error("broken pipe");
    },
  });
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const ended = serveStdio({ database: serveMemory(), input: input.readable, output });
  const writer = input.writable.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify(INITIALIZE_REQUEST)}\n`));
  await ended;
});
