// A client goes away in the middle of its query, without a word: the query is gone
// from the database at once, and pgmcp serves the others, or ends.

import assert from "node:assert/strict";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { callRequest, startServe } from "../support/serve_process.ts";
import { startStdio } from "../support/stdio_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
/** It would run for hours, and only a cancel ends it. */
const ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
const ENDLESS_CALL = { name: "query", arguments: { sql: ENDLESS } };
const QUICK_CALL = { name: "query", arguments: { sql: "SELECT 40 + 2 AS n" } };
/** A second or two; more for a machine that is busy with other tests. The query would run for hours. */
const GONE_WITHIN_MS = 10_000;

/** The pool has one place: a call is answered once the query before it is gone. */
async function isServedSoon(ask: () => Promise<Response>): Promise<void> {
  const asked = performance.now();
  assert.match(await (await ask()).text(), /42/);
  const waitedMs = performance.now() - asked;
  assert.ok(waitedMs < GONE_WITHIN_MS, `${waitedMs} ms`);
}

onPostgres("stdio: the end of the input ends the query and the process", async (server) => {
  await using watch = await watchActivity(server.url);
  const client = startStdio({ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m" });
  await client.send(1, ENDLESS_CALL);
  await watch.started("generate_series");
  const closed = performance.now();
  await client.closeInput();
  assert.equal(await client.ended(), 0);
  assert.deepEqual(await watch.running(), []);
  const endMs = performance.now() - closed;
  assert.ok(endMs < GONE_WITHIN_MS, `${endMs} ms`);
  await client.closeOutput();
});

onPostgres("stdio: a client that stops reading is noticed at the next answer", async (server) => {
  await using watch = await watchActivity(server.url);
  const client = startStdio({ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m" });
  await client.send(1, QUICK_CALL);
  assert.match(JSON.stringify(await client.next()), /42/);
  await client.send(2, ENDLESS_CALL);
  await watch.started("generate_series");
  await client.closeOutput();
  await client.send(3, QUICK_CALL);
  // Its input is still open: it ends by itself.
  assert.equal(await client.ended(), 0);
  assert.deepEqual(await watch.running(), []);
  await client.closeInput().catch(() => {}); // It may be closed by the process's end.
});

onPostgres("stdio: a log that nobody reads any more changes nothing", async (server) => {
  const client = startStdio({ DATABASE_URL: server.url, LOG_LEVEL: "debug" });
  await client.send(1, QUICK_CALL);
  assert.match(JSON.stringify(await client.next()), /42/);
  await client.closeLog();
  for (const id of [2, 3, 4]) {
    await client.send(id, QUICK_CALL);
    assert.match(JSON.stringify(await client.next()), /42/);
  }
  await client.closeInput();
  assert.equal(await client.ended(), 0);
});

onPostgres("HTTP, 2026-07-28: hanging up ends the query, and others are served", async (server) => {
  await using watch = await watchActivity(server.url);
  const served = await startServe({
    ...{ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m", POOL_SIZE: "1" },
  });
  try {
    const gone = new AbortController();
    const call = fetch(callRequest(served.url, ENDLESS_CALL, gone))
      .then((response) => response.text());
    const failed = assert.rejects(call, { name: "AbortError" });
    await watch.started("generate_series");
    gone.abort();
    await failed;
    await isServedSoon(() => fetch(callRequest(served.url, QUICK_CALL)));
    await watch.quiet();
  } finally {
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
  }
});

onPostgres("HTTP, 2025-11-25: hanging up ends the query, and others are served", async (server) => {
  await using watch = await watchActivity(server.url);
  const served = await startServe({
    ...{ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m", POOL_SIZE: "1" },
  });
  function post(body: unknown, session: string | null, signal?: AbortSignal): Promise<Response> {
    return fetch(`${served.url}/mcp`, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json" },
        ...{ accept: "application/json, text/event-stream" },
        ...(session === null ? {} : { "mcp-session-id": session }),
      },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  }
  function call(id: number, params: unknown) {
    return { jsonrpc: "2.0", id, method: "tools/call", params };
  }
  try {
    const opened = await post(INITIALIZE_REQUEST, null);
    await opened.text();
    const session = opened.headers.get("mcp-session-id");
    const gone = new AbortController();
    const answer = post(call(2, ENDLESS_CALL), session, gone.signal)
      .then((response) => response.text());
    const failed = assert.rejects(answer, { name: "AbortError" });
    await watch.started("generate_series");
    gone.abort();
    await failed;
    await isServedSoon(() => post(call(3, QUICK_CALL), session));
    await watch.quiet();
  } finally {
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
  }
});
