// The configuration file as it lives: read at start, followed while it changes.

import assert from "node:assert/strict";
import { openConfigFile } from "../../../agent/config_file/open_config_file.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";
import { until } from "../../support/until.ts";

interface Followed extends AsyncDisposable {
  readonly path: string;
  readonly lines: readonly string[];
  readonly directory: Awaited<ReturnType<typeof openConfigFile>>;
  /** Replaces the file in one step: one that is looked at while it is written would be one more change. */
  write(text: string): Promise<void>;
  names(): readonly string[];
  /** Waits for one more line of the log. */
  nextLine(): Promise<string>;
}

async function follow(text: string): Promise<Followed> {
  // A file that is refused leaves no folder behind.
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const path = `${folder.path}/pgmcp.yaml`;
  await Deno.writeTextFile(path, text);
  const lines: string[] = [];
  let seen = 0;
  const directory = await openConfigFile(path, {
    variable: () => undefined,
    log: (level, message) => lines.push(`${level} ${message}`),
    lookEveryMs: 10,
    openDatabase,
  });
  seen = lines.length;
  opening.defer(() => directory.close());
  const opened = opening.move();
  return {
    path,
    lines,
    directory,
    async write(content) {
      await Deno.writeTextFile(`${path}.new`, content);
      await Deno.rename(`${path}.new`, path);
    },
    names: () => directory.entries.map(({ name }) => name),
    async nextLine() {
      await until("the next line of the log", () => lines.length > seen);
      return lines[seen++] ?? "";
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function listOf(...names: readonly string[]): string {
  return `databases:\n${names.map((name) => `  - {name: ${name}, url: "pglite:"}\n`).join("")}`;
}

Deno.test("a change of the file applies by itself, and a broken one leaves what there is", async () => {
  await using file = await follow(listOf("a", "b"));
  assert.deepEqual(file.names(), ["a", "b"]);
  await file.write(listOf("a", "c"));
  assert.match(await file.nextLine(), /^info .*read again: added c; removed b\.$/);
  assert.deepEqual(file.names(), ["a", "c"]);
  await file.write(`${listOf("a")}  - {name: x, url: "mysql:y"}\n`);
  assert.match(await file.nextLine(), /^warn .*refused, .*pgmcp\.yaml:3:20: Cannot use url/);
  assert.deepEqual(file.names(), ["a", "c"]);
  await file.write("databases: [");
  assert.match(await file.nextLine(), /^warn .*refused, .*pgmcp\.yaml:1:\d+: Cannot read the YAML/);
  assert.deepEqual(file.names(), ["a", "c"]);
});

Deno.test("a file that is replaced by renaming, or missing for a while, is followed", async () => {
  await using file = await follow(listOf("a"));
  await file.write(listOf("b"));
  assert.match(await file.nextLine(), /added b; removed a/);
  await Deno.remove(file.path);
  assert.match(await file.nextLine(), /^warn .*there is no such file/);
  assert.deepEqual(file.names(), ["b"]);
  await file.write(listOf("a"));
  assert.match(await file.nextLine(), /added a; removed b/);
});

Deno.test("a reload is done when it says so, also without a change", async () => {
  await using file = await follow(listOf("a"));
  await file.directory.reload();
  assert.match(await file.nextLine(), /nothing changed/);
  assert.deepEqual(file.names(), ["a"]);
});

Deno.test("at start one bad entry is said and served as its error", async () => {
  await using file = await follow(`${listOf("a")}  - {name: x, url: "mysql:y"}\n`);
  assert.deepEqual(file.names(), ["a", "x"]);
  assert.match(file.lines.join("\n"), /^warn The database x is not served: .*pgmcp\.yaml:3:20: /);
});

Deno.test("at start a file that cannot be used is an error", async () => {
  const wrong: readonly (readonly [text: string, expected: RegExp])[] = [
    ["databases: [", /pgmcp\.yaml:1:\d+: Cannot read the YAML/],
    ["", /no mapping/],
    [`# ${"x".repeat(1024 * 1024)}`, /larger than 1 MiB/],
  ];
  for (const [text, message] of wrong) {
    await assert.rejects(follow(text), { code: "PGMCP_INVALID_CONFIGURATION", message });
  }
  const none = openConfigFile("/nowhere/pgmcp.yaml", {
    variable: () => undefined,
    log() {},
    openDatabase,
  });
  await assert.rejects(none, {
    code: "PGMCP_INVALID_CONFIGURATION",
    message: 'Cannot read CONFIG_FILE "/nowhere/pgmcp.yaml": there is no such file',
  });
});
