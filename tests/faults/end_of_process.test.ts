// The end of pgmcp while calls run. At SIGTERM new calls are refused, running ones are
// answered if they end within the grace and cancelled if not, and nothing is left in
// the database; at SIGKILL the server's own timer ends what it left.

import assert from "node:assert/strict";
import { callRequest, startServe } from "../support/serve_process.ts";
import { LOCKED_FUNCTION, LOCKED_SQL, lockStatements } from "../support/statement_lock.ts";
import { startStdio } from "../support/stdio_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
const LOCKED_CALL = { name: "query", arguments: { sql: LOCKED_SQL } };
const ALLOW_FUNCTIONS = LOCKED_FUNCTION;
const QUICK_CALL = { name: "query", arguments: { sql: "SELECT count(*) FROM pg_class" } };

onPostgres("serve: SIGTERM under load lets running calls finish, then ends", async (server) => {
  await using watch = await watchActivity(server.url);
  await using held = await lockStatements(server.url);
  const served = await startServe({ DATABASE_URL: server.url, POOL_SIZE: "4", ALLOW_FUNCTIONS });
  const running = [1, 2].map(async () => {
    return await (await fetch(callRequest(served.url, LOCKED_CALL))).text();
  });
  let ending = false;
  let answered = 0;
  // Callers that go on to the end: each call is answered, or cannot be made any more.
  const callers = [1, 2, 3, 4].map(async () => {
    for (;;) {
      const response = await fetch(callRequest(served.url, QUICK_CALL)).catch(() => null);
      if (response === null) break;
      const text = await response.text();
      if (/"isError":true|"error":/.test(text)) {
        assert.match(text, /PGMCP_SHUTTING_DOWN/);
        break;
      }
      answered++;
    }
    assert.ok(ending, "no call fails before the signal");
  });
  await until("the locked queries", async () => (await watch.running("locked")).length === 2);
  await until("answers", () => answered > 20);
  ending = true;
  served.kill("SIGTERM");
  await Promise.all(callers);
  await held.release();
  for (const text of await Promise.all(running)) assert.match(text, /42/);
  const { code, stdout } = await served.ended();
  assert.equal(code, 0);
  assert.equal(stdout, "");
  await until("the end of all sessions", async () => await watch.sessions() === 0);
});

onPostgres(
  "serve: what does not end within the grace is cancelled in the database",
  async (server) => {
    await using watch = await watchActivity(server.url);
    const served = await startServe({ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m" });
    const call = { name: "query", arguments: { sql: ENDLESS } };
    const running = [1, 2].map(async () => {
      return await (await fetch(callRequest(served.url, call))).text();
    });
    await until("the queries", async () => (await watch.running("generate_series")).length === 2);
    served.kill("SIGTERM");
    for (const text of await Promise.all(running)) assert.match(text, /PGMCP_SHUTTING_DOWN/);
    assert.equal((await served.ended()).code, 0);
    assert.deepEqual(await watch.running(), []);
  },
);

onPostgres(
  "stdio: SIGTERM answers what runs, and ends although the input goes on",
  async (server) => {
    await using watch = await watchActivity(server.url);
    await using held = await lockStatements(server.url);
    const client = startStdio({ DATABASE_URL: server.url, ALLOW_FUNCTIONS });
    await client.send(1, LOCKED_CALL);
    await until("the locked query", async () => (await watch.running("locked")).length === 1);
    client.kill("SIGTERM");
    // A call may overtake the signal, and is answered then.
    let answer = "";
    for (let id = 2; id < 1_000 && !answer.includes("PGMCP_SHUTTING_DOWN"); id++) {
      await client.send(id, QUICK_CALL);
      answer = JSON.stringify(await client.next());
    }
    assert.match(answer, /PGMCP_SHUTTING_DOWN/);
    await held.release();
    assert.match(JSON.stringify(await client.next()), /42/);
    assert.equal(await client.next(), null);
    assert.equal(await client.ended(), 0);
    await client.closeInput().catch(() => {}); // The other end is gone.
    await client.closeLog();
    await until("the end of all sessions", async () => await watch.sessions() === 0);
  },
);

onPostgres("SIGKILL leaves a query in the database no longer than its time-out", async (server) => {
  await using watch = await watchActivity(server.url);
  const served = await startServe({ DATABASE_URL: server.url, QUERY_TIMEOUT: "3s" });
  const call = { name: "query", arguments: { sql: ENDLESS } };
  const cut = assert.rejects(fetch(callRequest(served.url, call)).then((answer) => answer.text()));
  await until("the query", async () => (await watch.running("generate_series")).length === 1);
  served.kill("SIGKILL");
  await cut;
  assert.notEqual((await served.ended()).code, 0);
  await until("its end", async () => await watch.sessions() === 0);
});
