// The directory that changes while it serves: who keeps what, and when it closes.

import assert from "node:assert/strict";
import { LiveDirectory } from "../../../agent/config_file/live_directory.ts";
import { parseConfigFile } from "../../../agent/config_file/parse_config_file.ts";
import type { Database } from "../../../core/ports/database.ts";
import { createMemoryDatabase } from "../../support/memory_database.ts";

interface Opened {
  readonly directory: LiveDirectory;
  /** What happened, in order: `open a`, `close a`. */
  readonly events: readonly string[];
  replace(text: string): ReturnType<LiveDirectory["replace"]>;
}

function open(): Opened {
  const events: string[] = [];
  const directory = new LiveDirectory((_location, { name, query }) => {
    events.push(`open ${name}`);
    const memory = createMemoryDatabase();
    const database: Database = {
      ...memory,
      async close() {
        await memory.close();
        events.push(`close ${name} of ${query.maxRows}`);
      },
    };
    return Promise.resolve(database);
  });
  return {
    directory,
    events,
    replace: (text) =>
      directory.replace(parseConfigFile(text, { file: "pgmcp.yaml", variable: () => undefined })),
  };
}

const TWO = "databases: [{name: a, url: 'pglite:'}, {name: b, url: 'pglite:'}]";
const TWO_CHANGED =
  "databases: [{name: a, url: 'pglite:'}, {name: b, url: 'pglite:', max_rows: 7}]";
const ONE = "databases: [{name: a, url: 'pglite:'}]";

/** A turn of the event loop, in which what was started by a release goes on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("nothing is opened before the first call, and then only what is called", async () => {
  await using opened = open().directory;
  assert.deepEqual(opened.entries, []);
  const { directory, events, replace } = open();
  replace(TWO);
  assert.deepEqual(directory.entries.map(({ name }) => name), ["a", "b"]);
  const lease = directory.lease("b");
  assert.deepEqual(events, []);
  await lease?.entry.database.ping();
  await lease?.entry.database.ping();
  assert.deepEqual(events, ["open b"]);
  await directory.close();
  assert.deepEqual(events, ["open b", "close b of 100"]);
});

Deno.test("what did not change keeps its connections, what did serves the next call anew", async () => {
  const { directory, events, replace } = open();
  replace(TWO);
  for (const name of ["a", "b"]) {
    const lease = directory.lease(name);
    await lease?.entry.database.ping();
    lease?.release();
  }
  const [a] = directory.entries;
  assert.deepEqual(replace(TWO_CHANGED), { added: [], changed: ["b"], removed: [] });
  await turn();
  assert.equal(directory.entries[0], a);
  assert.equal(directory.entries[1]?.settings.maxRows, 7);
  assert.deepEqual(events, ["open a", "open b", "close b of 100"]);
  const lease = directory.lease("b");
  await lease?.entry.database.ping();
  lease?.release();
  assert.deepEqual(events.slice(3), ["open b"]);
  await directory.close();
});

Deno.test("a removed database finishes its calls, then closes; nobody new gets it", async () => {
  const { directory, events, replace } = open();
  replace(TWO);
  const lease = directory.lease("b");
  await lease?.entry.database.ping();
  assert.deepEqual(replace(ONE), { added: [], changed: [], removed: ["b"] });
  assert.equal(directory.lease("b"), null);
  await turn();
  await lease?.entry.database.ping();
  assert.deepEqual(events, ["open b"]);
  lease?.release();
  lease?.release();
  await turn();
  assert.deepEqual(events, ["open b", "close b of 100"]);
  await directory.close();
});

Deno.test("listeners hear of changes only, and no more once they have stopped", async () => {
  const { directory, replace } = open();
  let heard = 0;
  const stop = directory.onChange(() => heard++);
  replace(ONE);
  replace(ONE);
  assert.equal(heard, 1);
  replace(TWO);
  assert.equal(heard, 2);
  stop();
  replace(ONE);
  assert.equal(heard, 2);
  await directory.close();
});

Deno.test("a bad entry's every call throws its problem", async () => {
  const { directory, events, replace } = open();
  replace("databases: [{name: a, url: 'mysql:x'}]");
  const entry = directory.lease("a")?.entry;
  assert.equal(entry?.problem?.code, "PGMCP_INVALID_CONFIGURATION");
  await assert.rejects(async () => await entry?.database.ping(), entry?.problem ?? undefined);
  await assert.rejects(
    async () => await entry?.database.explorer.listSchemas(),
    entry?.problem ?? undefined,
  );
  assert.deepEqual(events, []);
  await directory.close();
});

Deno.test("a folder's next database opens only when the one before has closed", async () => {
  const { directory, events, replace } = open();
  replace("databases: [{name: a, url: 'pglite:./x'}]");
  const before = directory.lease("a");
  await before?.entry.database.ping();
  replace("databases: [{name: a, url: 'pglite:./x', max_rows: 7}]");
  const after = directory.lease("a");
  const ping = after?.entry.database.ping();
  await turn();
  assert.deepEqual(events, ["open a"]);
  before?.release();
  await ping;
  assert.deepEqual(events, ["open a", "close a of 100", "open a"]);
  after?.release();
  await directory.close();
});
