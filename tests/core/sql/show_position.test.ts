import { ok, strictEqual } from "node:assert/strict";
import { showPosition } from "../../../core/sql/show_position.ts";

Deno.test("a position is shown as its line with a caret under it", () => {
  strictEqual(showPosition("SELECT *\nFORM t", 9), "LINE 2: FORM t\n        ^");
  strictEqual(showPosition("a\r\nb c", 5), "LINE 2: b c\n          ^");
});

Deno.test("the caret stands right after tabs, wide characters and combining marks", () => {
  strictEqual(showPosition("\tx y", 3), "LINE 1:  x y\n           ^");
  strictEqual(showPosition("日本 x", 3), "LINE 1: 日本 x\n             ^");
  strictEqual(showPosition("e\u0301 x", 3), "LINE 1: e\u0301 x\n          ^");
  strictEqual(showPosition("😀 x", 3), "LINE 1: 😀 x\n           ^");
});

Deno.test("a long line is cut around the position", () => {
  const [line = "", caret = ""] = showPosition(`${"x".repeat(500)} FORM ${"y".repeat(500)}`, 501)
    .split("\n");
  ok(line.length < 120);
  strictEqual(line.slice(caret.indexOf("^"), caret.indexOf("^") + 4), "FORM");
});

Deno.test("a position at or past the end is shown at the end", () => {
  strictEqual(showPosition("SELECT", 6), "LINE 1: SELECT\n              ^");
  strictEqual(showPosition("SELECT", 99), showPosition("SELECT", 6));
  strictEqual(showPosition("", 0), "LINE 1: \n        ^");
});
