// The log: one line a record, levels held, and nothing that could forge a line or
// show a password.

import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { configureLogging } from "../../../server/commands/configure_logging.ts";
import type { LogLevel } from "../../../server/config.ts";

/** Collects what is written to it, each write apart. */
function configureTestLog(level: LogLevel): readonly string[] {
  const written: string[] = [];
  configureLogging({
    level,
    screen: {
      ...{ columns: 80, colour: false, interactive: false },
      write: (text) => void written.push(text),
    },
  });
  return written;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function record(
  level: LogLevel,
  write: (log: ReturnType<typeof getLogger>) => void,
): Promise<string> {
  const written = configureTestLog(level);
  write(getLogger(["pgmcp", "test"]));
  await turn();
  return written.join("");
}

Deno.test("a record is one line: time, level, place, words", async () => {
  const text = await record(
    "info",
    (log) => log.info("answered {count} in {ms} ms", { count: 3, ms: 4 }),
  );
  assert.match(text, /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {4}pgmcp\.test answered 3 in 4 ms\n$/);
});

Deno.test("LOG_LEVEL keeps what is less severe out", async () => {
  function all(log: ReturnType<typeof getLogger>): void {
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
  }
  const counts: number[] = [];
  for (const level of ["debug", "info", "warning", "error"] as const) {
    counts.push((await record(level, all)).trimEnd().split("\n").length);
  }
  assert.deepEqual(counts, [4, 3, 2, 1]);
});

Deno.test("a value cannot forge a line or move the cursor, and a password never shows", async () => {
  const error = new Error("no answer from postgres://u:hunter2@h/d\n2026 ERROR forged\x1b[2J");
  const text = await record("info", (log) => log.error("failed: {error}", { error }));
  assert.equal(text.split("\n").length, 2);
  assert.match(text, /postgres:\/\/u:\*\*\*@h\/d 2026 ERROR forged\\u\{1b\}\[2J\n$/);
});

Deno.test("what is for information leaves at the end of the turn as one, a warning at once and behind it", async () => {
  const written = configureTestLog("info");
  const log = getLogger(["pgmcp", "test"]);
  const words = () =>
    written.map((text) => [...text.matchAll(/pgmcp\.test (\w+)\n/g)].map(([, word]) => word));
  log.info("first");
  log.info("second");
  assert.deepEqual(words(), []);
  await turn();
  assert.deepEqual(words(), [["first", "second"]]);
  log.info("third");
  log.warn("fourth");
  assert.deepEqual(words().slice(1), [["third", "fourth"]]);
  for (let line = 0; line < 256; line++) log.info("flood");
  assert.equal(words()[2]?.length, 256);
  await turn();
  assert.equal(written.length, 3);
});

Deno.test("a process that ends at once has written its last lines", async () => {
  const module = new URL("../../../server/commands/configure_logging.ts", import.meta.url);
  const program = `
    import { getLogger } from "@logtape/logtape";
    import { configureLogging } from ${JSON.stringify(module.href)};
    const write = (text) => console.error(text.trimEnd());
    const screen = { columns: 80, colour: false, interactive: false, write };
    configureLogging({ level: "info", screen });
    getLogger(["pgmcp", "test"]).info("last words");
    HOW_IT_ENDS;`;
  for (
    const end of ["Deno.exit(3)", "throw new Error('fault')", "Promise.reject(new Error('fault'))"]
  ) {
    const folder = await Deno.makeTempDir({ prefix: "pgmcp-log-" });
    const file = `${folder}/program.ts`;
    await Deno.writeTextFile(file, program.replace("HOW_IT_ENDS", end));
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const { stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-lock", "--cached-only", "--config", config, file],
      stderr: "piped",
    }).output();
    await Deno.remove(folder, { recursive: true });
    assert.match(new TextDecoder().decode(stderr), /pgmcp\.test last words/, end);
    assert.notEqual(code, 0);
  }
});
