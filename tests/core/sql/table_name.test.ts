import assert from "node:assert/strict";
import { parseTableName, spellings } from "../../../core/sql/table_name.ts";

Deno.test("parseTableName reads plain, qualified and quoted names", () => {
  const cases = [
    ["orders", null, "orders"],
    [" shop.orders ", "shop", "orders"],
    ['"Order Items"', null, "Order Items"],
    ['shop."Order ""x"""', "shop", 'Order "x"'],
    ['"a.b"."c.d"', "a.b", "c.d"],
    ["Größe", null, "Größe"],
  ] as const;
  for (const [text, schema, table] of cases) {
    const name = parseTableName(text);
    assert.deepEqual([name.schema?.text ?? null, name.table.text], [schema, table], text);
  }
});

Deno.test("parseTableName refuses what is no table's name", () => {
  for (
    const text of [
      "",
      " ",
      ".",
      "a.",
      ".a",
      "a..b",
      "a.b.c",
      '"',
      '""',
      '"a',
      'a"b"',
      "a\0b",
      ". .",
    ]
  ) {
    assert.throws(() => parseTableName(text), { code: "PGMCP_INVALID_ARGUMENT" }, text);
  }
});

Deno.test("spellings tries a name to the letter first, and folds it only without quotes", () => {
  assert.deepEqual(spellings({ text: "Orders", quoted: false }), ["Orders", "orders"]);
  assert.deepEqual(spellings({ text: "Orders", quoted: true }), ["Orders"]);
  assert.deepEqual(spellings({ text: "orders", quoted: false }), ["orders"]);
});
