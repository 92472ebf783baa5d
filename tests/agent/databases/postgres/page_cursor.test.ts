import assert from "node:assert/strict";
import { decodeCursor, encodeCursor } from "../../../../agent/databases/postgres/page_cursor.ts";

Deno.test("a cursor carries any name there and back", () => {
  for (const name of ["orders", "Order Items", 'a"b.c', "Größe 🐎", "'; --"]) {
    assert.deepEqual(decodeCursor(encodeCursor({ schema: "shop", name })), {
      schema: "shop",
      name,
    });
  }
});

Deno.test("decodeCursor refuses everything that encodeCursor does not write", () => {
  const forged = [
    "[]",
    "[1,2]",
    '["a"]',
    '["a","b","c"]',
    '{"a":1}',
    '"a"',
    "nonsense",
    '["a","\\u0000"]',
  ];
  const cursors = forged.map((json) => btoa(json).replaceAll("=", ""));
  for (const cursor of ["", "!", "é", "_w", "x".repeat(2_000), ...cursors]) {
    assert.throws(() => decodeCursor(cursor), { code: "PGMCP_INVALID_ARGUMENT" }, cursor);
  }
});
