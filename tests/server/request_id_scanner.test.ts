// The id of a request, found without keeping the request.

import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestIdScanner } from "../../server/mcp/request_id_scanner.ts";

/** What the scanner finds in `text`, fed in pieces of `size` bytes. */
function scan(text: string, size = 3): string | number | null {
  const scanner = new RequestIdScanner();
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) {
    scanner.feed(bytes.subarray(from, from + size));
  }
  return scanner.requestId;
}

Deno.test("RequestIdScanner finds the id wherever it stands, and no other", () => {
  const params = { id: "no", list: [{ id: 3, method: "no" }], text: '"id": 4, \\" }] , "id":5' };
  assert.equal(scan(JSON.stringify({ id: 7, method: "m", params })), 7);
  assert.equal(scan(JSON.stringify({ method: "m", params, jsonrpc: "2.0", id: "ä-7" })), "ä-7");
  assert.equal(scan(JSON.stringify({ method: "m", params, id: 'a"\\,b' }, null, 2)), 'a"\\,b');
});

Deno.test("RequestIdScanner finds none in notifications, responses and what is no request", () => {
  const long = "x".repeat(1000);
  for (
    const text of [
      JSON.stringify({ method: "m", params: { id: 1 } }),
      JSON.stringify({ id: 1, result: { method: "m" } }),
      JSON.stringify({ id: null, method: "m" }),
      JSON.stringify({ id: long, method: "m" }),
      JSON.stringify([{ id: 1, method: "m" }]),
      JSON.stringify("id"),
      `{"method":"m","id":`,
      "}}}},,::",
      "",
    ]
  ) {
    assert.equal(scan(text), null, text.slice(0, 100));
  }
});

Deno.test("RequestIdScanner agrees with the parser on any request", () => {
  fc.assert(fc.property(
    fc.oneof(fc.integer(), fc.string({ maxLength: 20 })),
    fc.jsonValue(),
    fc.boolean(),
    fc.integer({ min: 1, max: 50 }),
    (id, params, first, size) => {
      const request = first ? { id, method: "m", params } : { method: "m", params, id };
      assert.equal(scan(JSON.stringify(request), size), id);
    },
  ));
});
