// The progress bar: drawn in place on a terminal and gone at the end, one line in a log.

import assert from "node:assert/strict";
import { startProgressBar } from "../../../server/commands/terminal/start_progress_bar.ts";

function screenOf(interactive: boolean) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  return { written, screen: { columns: 60, colour: false, interactive, write } };
}

Deno.test("a bar fills up in place, fits the screen, and leaves nothing behind", () => {
  const { screen, written } = screenOf(true);
  const bar = startProgressBar(
    screen,
    "Attacking the database with a text that is too long for it",
  );
  bar.update(0, 8);
  bar.update(8, 8);
  bar.stop();
  bar.update(8, 8);
  bar.stop();
  assert.equal(written.length, 3);
  assert.match(written[0] ?? "", /░{24} 0\/8 Attacking/);
  assert.match(written[1] ?? "", /█{24} 8\/8 Attacking/);
  assert.ok(written.every((line) => line.replace(/^\r\p{Cc}\[2K/u, "").length <= screen.columns));
  assert.equal(written[2], "\r\x1b[2K");
});

Deno.test("in a log file a bar is one line", () => {
  const { screen, written } = screenOf(false);
  const bar = startProgressBar(screen, "Attacking …");
  bar.update(1, 2);
  bar.update(2, 2);
  bar.stop();
  assert.deepEqual(written, ["Attacking …\n"]);
});
