// `pgmcp serve` with KEYS_FILE as a process: its first start, what other processes do to
// it while it runs, and what outlives it.

import assert from "node:assert/strict";
import { parseApiKey } from "../../core/auth/parse_api_key.ts";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { keyFolder } from "../support/key_folder.ts";
import { until } from "../support/until.ts";

const KEYS = /pgmcp_(?:agent|client)_[0-9A-Za-z]{60}/g;
/** The promise is a second; a machine that is busy with other tests may take longer. */
const SOON_MS = 10_000;

function idOf(key: string): string {
  const parsed = parseApiKey(key);
  return parsed.kind === "key" ? parsed.id : assert.fail(parsed.reason);
}

function post(
  url: string,
  key: string | null,
  options: { readonly session?: string; readonly method?: string } = {},
): Promise<Response> {
  const { session, method = "initialize" } = options;
  return fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(session === undefined ? {} : { "mcp-session-id": session }),
    },
    body: JSON.stringify(
      method === "initialize"
        ? INITIALIZE_REQUEST
        : { jsonrpc: "2.0", id: 1, method, params: { name: "list_schemas", arguments: {} } },
    ),
  });
}

async function status(url: string, key: string | null): Promise<number> {
  const response = await post(url, key);
  await response.body?.cancel();
  return response.status;
}

/** Opens a session and listens for what the server has to say; `over` tells whether that has ended. */
async function listen(url: string, key: string): Promise<{ readonly over: () => boolean }> {
  const opened = await post(url, key);
  assert.equal(opened.status, 200);
  await opened.body?.cancel();
  const stream = await fetch(`${url}/mcp`, {
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${key}`,
      "mcp-session-id": opened.headers.get("mcp-session-id") ?? "",
    },
  });
  assert.equal(stream.status, 200);
  let over = false;
  void stream.text().then(() => {}, () => {}).then(() => over = true);
  return { over: () => over };
}

Deno.test("the first start shows one key of each kind, no later one does, and no log ever", async () => {
  await using folder = await keyFolder();
  const env = { LOG_LEVEL: "debug" };
  const first = await folder.serve(env);
  const shown = first.stderr.match(KEYS) ?? [];
  assert.deepEqual(shown.map((key) => key.split("_")[1]), ["agent", "client"]);
  assert.match(first.stderr, /^First start: these keys are for all databases/);
  const [agent = "", client = ""] = shown;
  assert.equal(await status(first.url, client), 200);
  assert.equal(await status(first.url, null), 401);
  assert.equal(await status(first.url, agent), 403);
  assert.equal(await status(first.url, client.replace(/.$/, "!")), 401);
  first.kill("SIGTERM");
  const ended = await first.ended();
  assert.equal(ended.code, 0);
  assert.equal(ended.stdout, "");
  assert.deepEqual(ended.stderr.match(KEYS), shown);
  const after = ended.stderr.slice(ended.stderr.indexOf("Serving at"));
  for (const key of shown) assert.ok(!after.includes(key.slice(24, 36)), after);
  const second = await folder.serve(env);
  assert.equal(second.stderr.match(KEYS), null);
  assert.equal(await status(second.url, client), 200);
  second.kill("SIGTERM");
  assert.equal((await second.ended()).code, 0);
});

Deno.test("revoking by another process ends what the key opened, and nothing else", async () => {
  await using folder = await keyFolder();
  const [gone, staying] = [await folder.create(), await folder.create()];
  const served = await folder.serve();
  try {
    assert.equal(served.stderr.match(KEYS), null);
    const [ended, other] = [await listen(served.url, gone), await listen(served.url, staying)];
    await folder.run(["keys", "revoke", idOf(gone)]);
    await until("the end of the stream", ended.over, SOON_MS);
    assert.equal(await status(served.url, gone), 401);
    assert.equal(await status(served.url, staying), 200);
    assert.equal(other.over(), false);
  } finally {
    served.kill("SIGTERM");
    await served.ended();
  }
});

Deno.test("a lockdown ends everything, outlives a kill, and is lifted", async () => {
  await using folder = await keyFolder();
  const key = await folder.create();
  const served = await folder.serve();
  const open = await listen(served.url, key);
  const locked = await folder.run(["lockdown", "--reason", "a key has leaked"]);
  assert.equal(locked.code, 0, locked.stderr);
  await until("the end of the stream", open.over, SOON_MS);
  const refused = await post(served.url, key);
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).error.data.code, "PGMCP_LOCKED_DOWN");
  assert.equal(await status(served.url, null), 401);
  served.kill("SIGKILL");
  assert.match((await served.ended()).stderr, /Everything is stopped.*a key has leaked/);
  const again = await folder.serve();
  try {
    assert.equal(await status(again.url, key), 503);
    assert.equal((await folder.run(["lockdown", "--lift"])).code, 0);
    assert.equal(await status(again.url, key), 200);
  } finally {
    again.kill("SIGTERM");
    await again.ended();
  }
});

Deno.test({
  name: `SIGUSR2 stops everything too, and survives a restart${
    Deno.build.os === "windows" ? " (left out: Windows has no such signal)" : ""
  }`,
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await keyFolder();
    const key = await folder.create();
    const served = await folder.serve();
    const open = await listen(served.url, key);
    served.kill("SIGUSR2");
    await until("the end of the stream", open.over, SOON_MS);
    assert.equal(await status(served.url, key), 503);
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
    const again = await folder.serve();
    assert.equal(await status(again.url, key), 503);
    again.kill("SIGTERM");
    await again.ended();
  },
});

Deno.test("what a key has used of its rate outlives a kill", async () => {
  await using folder = await keyFolder();
  const key = await folder.create("--rate", "2/h");
  for (const expected of [200, 429]) {
    const served = await folder.serve();
    const opened = await post(served.url, key);
    await opened.body?.cancel();
    const session = opened.headers.get("mcp-session-id") ?? "";
    for (let call = 0; call < 2; call++) {
      const response = await post(served.url, key, { session, method: "tools/call" });
      assert.equal(response.status, expected);
      if (expected === 429) assert.ok(Number(response.headers.get("retry-after")) > 3_000);
      await response.body?.cancel();
    }
    served.kill("SIGKILL");
    await served.ended();
  }
});

Deno.test("keys in memory are shown at every start, and need no file", async () => {
  await using folder = await keyFolder();
  const keys = [];
  for (let start = 0; start < 2; start++) {
    const served = await folder.serve({ KEYS_FILE: "memory:" });
    const [, client = ""] = served.stderr.match(KEYS) ?? [];
    keys.push(client);
    assert.equal(await status(served.url, client), 200);
    served.kill("SIGTERM");
    await served.ended();
  }
  assert.notEqual(keys[0], keys[1]);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
