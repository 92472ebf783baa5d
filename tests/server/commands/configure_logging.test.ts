// The log: one line a record, levels held, and nothing that could forge a line or
// show a password.

import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { maskPasswords } from "../../../agent/database_location.ts";
import { configureLogging } from "../../../server/commands/configure_logging.ts";
import type { LogLevel } from "../../../server/config.ts";

function record(level: LogLevel, write: (log: ReturnType<typeof getLogger>) => void): string {
  let text = "";
  configureLogging({
    level,
    redact: maskPasswords,
    screen: {
      columns: 80,
      colour: false,
      interactive: false,
      write: (written) => void (text += written),
    },
  });
  write(getLogger(["pgmcp", "test"]));
  return text;
}

Deno.test("a record is one line: time, level, place, words", () => {
  const text = record(
    "info",
    (log) => log.info("answered {count} in {ms} ms", { count: 3, ms: 4 }),
  );
  assert.match(text, /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {4}pgmcp\.test answered 3 in 4 ms\n$/);
});

Deno.test("LOG_LEVEL keeps what is less severe out", () => {
  function all(log: ReturnType<typeof getLogger>): void {
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
  }
  const counts = (["debug", "info", "warning", "error"] as const)
    .map((level) => record(level, all).trimEnd().split("\n").length);
  assert.deepEqual(counts, [4, 3, 2, 1]);
});

Deno.test("a value cannot forge a line or move the cursor, and a password never shows", () => {
  const error = new Error("no answer from postgres://u:hunter2@h/d\n2026 ERROR forged\x1b[2J");
  const text = record("info", (log) => log.error("failed: {error}", { error }));
  assert.equal(text.split("\n").length, 2);
  assert.match(text, /postgres:\/\/u:\*\*\*@h\/d 2026 ERROR forged\\u\{1b\}\[2J\n$/);
});
