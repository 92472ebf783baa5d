import { strictEqual } from "node:assert/strict";
import { checkText, MAX_SQL_BYTES } from "../../../core/sql/check_text.ts";

function codeOf(sql: string): string | null {
  return checkText(sql)?.code ?? null;
}

Deno.test("text is measured in bytes of UTF-8", () => {
  const head = "SELECT '";
  strictEqual(codeOf(`${head}${"x".repeat(MAX_SQL_BYTES - head.length - 1)}'`), null);
  strictEqual(codeOf(`${head}${"x".repeat(MAX_SQL_BYTES - head.length)}'`), "PGMCP_SQL_TOO_LONG");
  strictEqual(codeOf(`${head}${"é".repeat(MAX_SQL_BYTES / 2)}'`), "PGMCP_SQL_TOO_LONG");
  strictEqual(codeOf("x".repeat(1_000_000)), "PGMCP_SQL_TOO_LONG");
});

Deno.test("text with half a surrogate pair or a control character is refused", () => {
  strictEqual(codeOf("SELECT '\ud800'"), "PGMCP_SQL_BAD_TEXT");
  strictEqual(codeOf("SELECT '\udc00'"), "PGMCP_SQL_BAD_TEXT");
  for (const control of ["\0", "\x01", "\x08", "\x0b", "\x1b", "\x7f"]) {
    strictEqual(codeOf(`SELECT 1${control}`), "PGMCP_SQL_BAD_TEXT");
  }
});

Deno.test("line feeds, tabs, emoji and any script are text", () => {
  strictEqual(codeOf("SELECT\t1\r\n\f, '日本 😀 e\u0301'"), null);
});

Deno.test("text of nothing but space is empty", () => {
  strictEqual(codeOf(""), "PGMCP_SQL_EMPTY");
  strictEqual(codeOf(" \n\t"), "PGMCP_SQL_EMPTY");
});

Deno.test("what the lexer is quadratic in is bounded", () => {
  strictEqual(codeOf(`SELECT ${"/* x */ ".repeat(100)} 1`), null);
  strictEqual(codeOf(`SELECT ${"/* x */ ".repeat(101)} 1`), "PGMCP_SQL_TOO_COMPLEX");
  strictEqual(codeOf(`SELECT 1 ${"+-".repeat(100)} 1`), null);
  strictEqual(codeOf(`SELECT 1 ${"+-".repeat(101)} 1`), "PGMCP_SQL_TOO_COMPLEX");
  strictEqual(codeOf(`${"-".repeat(500)}\nSELECT 1`), null);
  strictEqual(codeOf(`SELECT ${"+".repeat(500)} 1`), "PGMCP_SQL_TOO_COMPLEX");
});

Deno.test("brackets nest to a bound", () => {
  strictEqual(codeOf(`SELECT ${"(".repeat(256)}1${")".repeat(256)}`), null);
  strictEqual(codeOf(`SELECT ${"(".repeat(257)}1${")".repeat(257)}`), "PGMCP_SQL_TOO_COMPLEX");
  strictEqual(codeOf(`SELECT ${"[".repeat(200)}${"(".repeat(57)}`), "PGMCP_SQL_TOO_COMPLEX");
  // Closing ones, such as in a text, make no room for more.
  const closed = `SELECT '${")]".repeat(500)}', `;
  strictEqual(codeOf(`${closed}${"(".repeat(256)}1${")".repeat(256)}`), null);
  strictEqual(codeOf(`${closed}${"(".repeat(257)}1${")".repeat(257)}`), "PGMCP_SQL_TOO_COMPLEX");
});
