// Drawing for people: widths, tables, boxes, and that nothing from outside can
// move a terminal's cursor.

import assert from "node:assert/strict";
import { drawBox } from "../../../server/commands/terminal/draw_box.ts";
import { drawTable } from "../../../server/commands/terminal/draw_table.ts";
import { printableLine, printableLines } from "../../../server/commands/terminal/printable.ts";
import { startProgress } from "../../../server/commands/terminal/start_progress.ts";
import { createStyle } from "../../../server/commands/terminal/style.ts";
import { fitText, padText, textWidth } from "../../../server/commands/terminal/text_width.ts";
import { wrapText } from "../../../server/commands/terminal/wrap_text.ts";

const plain = createStyle(false);
const coloured = createStyle(true);

Deno.test("a text's width counts wide characters twice and colour codes not at all", () => {
  const widths = ["abc", "日本", "e\u0301", "🎉", coloured.red("abc"), ""].map(textWidth);
  assert.deepEqual(widths, [3, 4, 1, 2, 3, 0]);
});

Deno.test("a text is cut with an ellipsis to the columns there are, never more", () => {
  assert.equal(fitText("abcdef", 6), "abcdef");
  assert.equal(fitText("abcdefg", 6), "abcde…");
  assert.equal(fitText("日本日本", 5), "日本…");
  assert.equal(padText("7", 3, "right"), "  7");
});

Deno.test("a table aligns numbers on the right, cuts the widest column, and keeps its width", () => {
  const lines = drawTable({
    headings: ["name", "total"],
    rows: [["a".repeat(60), "1,234.50"], ["東京", "9.00"]],
  }, { columns: 40, style: plain });
  assert.equal(lines.length, 4);
  assert.ok(lines.every((line) => textWidth(line) <= 40), lines.join("\n"));
  assert.match(lines[2] ?? "", /^a+… {3}1,234\.50$/);
  assert.match(lines[3] ?? "", /^東京 +9\.00$/);
});

Deno.test("a table's cells cannot move the cursor or add a row", () => {
  const [, , row = ""] = drawTable({ headings: ["x"], rows: [["a\x1b[2J\nb\u202ec"]] }, {
    columns: 80,
    style: plain,
  });
  assert.equal(row, "a\\u{1b}[2J b\\u{202e}c");
});

Deno.test("control and direction characters become their codes, line breaks stay where wanted", () => {
  assert.equal(printableLine("a\r\n\tb\x07"), "a b\\u{7}");
  assert.equal(printableLines("a\tb\nc\x9b\u2066"), "a  b\nc\\u{9b}\\u{2066}");
  assert.equal(printableLine("👩\u200d💻 é"), "👩\u200d💻 é");
});

Deno.test("a box has straight edges, also around wide and coloured text", () => {
  const lines = drawBox(["plain", coloured.green("grün"), "日本"], {
    title: "title",
    columns: 30,
    style: plain,
  });
  assert.deepEqual(lines.map(textWidth), [30, 30, 30, 30, 30]);
});

Deno.test("prose wraps at spaces, and a long word stays whole", () => {
  assert.deepEqual(wrapText("one two three", 8), ["one two", "three"]);
  assert.deepEqual(wrapText("a https://example.com/long b", 10), [
    "a",
    "https://example.com/long",
    "b",
  ]);
});

Deno.test("progress is a plain line in a log file, and leaves nothing on a terminal", () => {
  const written: string[] = [];
  const screen = { columns: 80, colour: false, write: (text: string) => void written.push(text) };
  startProgress({ ...screen, interactive: false }, "Starting").stop();
  assert.deepEqual(written, ["Starting\n"]);
  written.length = 0;
  const progress = startProgress({ ...screen, interactive: true }, "Starting");
  progress.stop();
  progress.stop();
  assert.ok(written.join("").includes("Starting"));
  assert.ok(written.join("").endsWith("\r\x1b[2K"));
  assert.doesNotMatch(written.join(""), /\n/);
});

Deno.test("without colour no escape code is written", () => {
  assert.equal(plain.bold(plain.red("x")), "x");
  assert.equal(coloured.red("x"), "\x1b[31mx\x1b[39m");
  assert.equal(coloured.red(""), "");
});
