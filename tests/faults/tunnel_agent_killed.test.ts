// An agent goes away without a word, with calls in flight: every caller hears of it at once, and
// nothing of their queries is left in the database.

import assert from "node:assert/strict";
import { ERROR_TABLE } from "../../core/errors.ts";
import { isErrorCode } from "../../core/tunnel/read_answer.ts";
import { LOCKED_FUNCTION, LOCKED_SQL, lockStatements } from "../support/statement_lock.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { startTunnelServer } from "../support/tunnel_server.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
/** It would run for hours. */
const ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
const CALLS = 200;
/** For statements that last until they are released. */
const PATIENT = { ALLOW_FUNCTIONS: LOCKED_FUNCTION, QUERY_TIMEOUT: "10m" };
/** A second is what is promised; the rest is for a machine that is busy with other tests. */
const WITHIN_MS = 3_000;

onPostgres(
  "every caller of a killed agent gets a retryable error, and its queries end",
  async (postgres) => {
    await using server = await startTunnelServer();
    const agent = await server.agent(postgres.url, { QUERY_TIMEOUT: "10m", POOL_SIZE: "8" });
    await using _ = agent;
    await using watch = await watchActivity(postgres.url);
    const calls = Array.from({ length: CALLS }, () => server.query(ENDLESS));
    await until("the queries", async () => (await watch.running("generate_series")).length === 8);
    const killedMs = performance.now();
    agent.kill("SIGKILL");
    const answers = await Promise.all(calls);
    const tookMs = performance.now() - killedMs;
    const codes = new Set(answers.map(({ code }) => code));
    assert.ok(codes.has("PGMCP_AGENT_LOST"));
    // On a slow machine some have waited for a connection too long before.
    for (const code of codes) {
      assert.ok(isErrorCode(code) && ERROR_TABLE[code].retryable, `${code}`);
    }
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
    await watch.quiet();
    assert.equal((await server.query("SELECT 1")).code, "PGMCP_AGENT_UNAVAILABLE");
  },
);

onPostgres(
  "of two agents, the one that lives takes over the reads of the one that was killed",
  async (postgres) => {
    await using server = await startTunnelServer();
    await using held = await lockStatements(postgres.url);
    const dying = await server.agent(postgres.url, PATIENT);
    await using _dying = dying;
    await using watch = await watchActivity(postgres.url);
    const calls = Array.from({ length: 4 }, () => server.query(LOCKED_SQL));
    await until("the calls", async () => (await watch.running("locked")).length === 4);
    const lost = await watch.running("locked");
    await using living = await server.agent(postgres.url, PATIENT);
    dying.kill("SIGKILL");
    await until("the calls at the other", async () => {
      return (await watch.running("locked")).filter((pid) => !lost.includes(pid)).length === 4;
    });
    await held.release();
    for (const { text, code } of await Promise.all(calls)) {
      assert.equal(code, null, text);
      assert.match(text, /42/);
    }
    assert.equal(living.connections(), 1);
  },
);

onPostgres("a client that vanishes ends its query, through the tunnel", async (postgres) => {
  await using server = await startTunnelServer();
  await using _agent = await server.agent(postgres.url, { QUERY_TIMEOUT: "10m" });
  await using watch = await watchActivity(postgres.url);
  const client = new AbortController();
  const call = server.query(ENDLESS, client.signal);
  await until("the query", async () => (await watch.running("generate_series")).length === 1);
  client.abort();
  await assert.rejects(call, { name: "AbortError" });
  await watch.quiet();
  assert.equal((await server.query("SELECT 40 + 2 AS n")).code, null);
});

onPostgres(
  "an agent that is asked to end answers what it works on, and leaves",
  async (postgres) => {
    await using server = await startTunnelServer();
    await using held = await lockStatements(postgres.url);
    const old = await server.agent(postgres.url, PATIENT);
    await using _old = old;
    await using watch = await watchActivity(postgres.url);
    const call = server.query(LOCKED_SQL);
    await watch.started("locked");
    await using _new = await server.agent(postgres.url);
    old.kill("SIGTERM");
    // None of the calls that come meanwhile is lost either.
    const others = await Promise.all(
      Array.from({ length: 20 }, () => server.query("SELECT 1 AS n")),
    );
    assert.deepEqual(others.map(({ code }) => code), others.map(() => null));
    await held.release();
    assert.match((await call).text, /42/);
    assert.equal(await old.ended(), 0);
  },
);

onPostgres(
  "a database that restarts under its agent is back with the next call",
  async (postgres) => {
    await using server = await startTunnelServer();
    await using agent = await server.agent(postgres.url);
    assert.equal((await server.query("SELECT 1 AS n")).code, null);
    await postgres.pause("immediate");
    const down = await server.query("SELECT 1 AS n");
    assert.match(down.code ?? "", /^PGMCP_(DATABASE_UNREACHABLE|CONNECTION_LOST)$/);
    assert.equal((await server.ready()).status, 503);
    await postgres.resume();
    await until("an answer", async () => (await server.query("SELECT 1 AS n")).code === null);
    assert.equal(agent.connections(), 1);
  },
);
