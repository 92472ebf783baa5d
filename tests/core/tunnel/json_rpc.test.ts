// What is a JSON-RPC message of the tunnel, and what is none.

import assert from "node:assert/strict";
import { formatMessage, parseMessage, type RpcMessage } from "../../../core/tunnel/json_rpc.ts";

const MESSAGES: readonly RpcMessage[] = [
  { kind: "request", id: 0, method: "ask", params: { a: 1 } },
  { kind: "notification", method: "tell", params: {} },
  { kind: "result", id: 7, result: null },
  { kind: "failure", id: Number.MAX_SAFE_INTEGER, error: { code: 1 } },
];

Deno.test("a message is read as it was written", () => {
  for (const message of MESSAGES) assert.deepEqual(parseMessage(formatMessage(message)), message);
});

Deno.test("what JSON-RPC does not define is no message, and nothing is guessed", () => {
  const wrong = [
    { jsonrpc: "2.0", method: "ask", result: 1 },
    { jsonrpc: "2.0", method: "ask", error: {} },
    { jsonrpc: "2.0", id: 0, method: "ask", params: null },
    { jsonrpc: "2.0", id: 0, method: 1, result: 1 },
    { jsonrpc: "2.0", id: 0, method: null, error: {} },
    { jsonrpc: "2.0", id: null, method: "ask" },
    { jsonrpc: "2.0", id: 2 ** 53, method: "ask" },
    { jsonrpc: "2.0", result: 1 },
    { jsonrpc: "2.0", id: 0, error: [] },
    { jsonrpc: "2.0", id: 0, error: {}, result: null },
    { id: 0, result: 1 },
  ];
  for (const message of wrong) {
    const text = JSON.stringify(message);
    assert.equal(parseMessage(text), null, text);
  }
});
