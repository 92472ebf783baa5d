// The server goes away and comes back: its agents come back by themselves, and not all at once.

import assert from "node:assert/strict";
import { AWAY_BACKOFF, backoffMs } from "../../agent/tunnel/backoff.ts";
import { dial } from "../../agent/tunnel/dial.ts";
import { type AgentLink, openAgentLink } from "../../core/tunnel/open_agent_link.ts";
import { agentUrl } from "../support/agent_process.ts";
import { listenForAgents, stayingAgent } from "../support/listening_tunnel.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { LOCKED_FUNCTION, LOCKED_SQL, lockStatements } from "../support/statement_lock.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { offeredDatabases } from "../support/tunnel_agents.ts";
import { startTunnelServer } from "../support/tunnel_server.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
/** What is promised; a busy machine gets some more. */
const BACK_WITHIN_MS = 5_000;
const SLACK_MS = 2_000;

onPostgres("an agent is back within 5 s of its server's return", async (postgres) => {
  await using server = await startTunnelServer();
  await using agent = await server.agent(postgres.url);
  assert.equal((await server.query("SELECT 1 AS n")).code, null);
  server.process.kill("SIGKILL");
  await server.process.ended();
  // Long enough for its waits to have grown to the longest.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await server.start();
  const backMs = performance.now();
  await until("the agent", () => agent.connections() === 2);
  assert.ok(performance.now() - backMs < BACK_WITHIN_MS + SLACK_MS);
  assert.equal((await server.query("SELECT 1 AS n")).code, null);
});

onPostgres("a server that is asked to end lets calls through agents finish", async (postgres) => {
  await using server = await startTunnelServer();
  await using held = await lockStatements(postgres.url);
  await using _agent = await server.agent(postgres.url, { ALLOW_FUNCTIONS: LOCKED_FUNCTION });
  await using watch = await watchActivity(postgres.url);
  const call = server.query(LOCKED_SQL);
  await watch.started("locked");
  server.process.kill("SIGTERM");
  await until("its ending", () => /Ending/.test(server.process.stderr));
  await held.release();
  assert.match((await call).text, /42/);
  assert.equal((await server.process.ended()).code, 0);
});

Deno.test("a hundred agents that lost their server do not come back at once", async () => {
  let server = await listenForAgents();
  const { port, agentKey } = server;
  // It comes back with another key store, which is not what is looked at here.
  const agents = Array.from(
    { length: 100 },
    (_, at) => stayingAgent({ port, key: agentKey, databases: { [`shop${at}`]: serveMemory({}) } }),
  );
  await until("the agents", () => server.tunnel.agents.size === 100);
  const lost = agents.map(({ links }) => links[0]?.ended);
  await server[Symbol.asyncDispose]();
  await Promise.all(lost);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  server = await listenForAgents({ port, keys: server.keys });
  const backMs = performance.now();
  await until("the agents", () => server.tunnel.agents.size === 100);
  const arrivals = agents.map(({ openedMs }) => (openedMs[1] ?? 0) - backMs).sort((a, b) => a - b);
  assert.ok((arrivals.at(-1) ?? 0) < BACK_WITHIN_MS + SLACK_MS, `the last: ${arrivals.at(-1)} ms`);
  const most = Math.max(
    ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 500).length),
  );
  assert.ok(most <= 50, `${most} of them within half a second`);
  for (const agent of agents) await agent[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

Deno.test("waits are at random below a bound that doubles up to 4 s", () => {
  const waits = (random: number) =>
    Array.from(
      { length: 8 },
      (_, attempt) => backoffMs(attempt, { ...AWAY_BACKOFF, random: () => random }),
    );
  assert.deepEqual(waits(1), [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  assert.deepEqual(waits(0), [0, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(backoffMs(1e9, { ...AWAY_BACKOFF, random: () => 1 }), 4_000);
});

Deno.test("a thousand agents lie idle on one server, and each answers when it is asked", async () => {
  await using server = await startTunnelServer({}, "*");
  const url = agentUrl(server.url);
  const agents: AgentLink[] = [];
  for (let at = 0; at < 1_000; at++) {
    const database = serveMemory({
      results: {
        "SELECT 1": {
          columns: [{ name: "a", typeOid: 25, typeName: "text" }],
          rows: [[`row ${at}`]],
        },
      },
    });
    const socket = await dial(url, { key: server.agentKey });
    agents.push(
      await openAgentLink(socket, {
        agentId: `agent ${at}`,
        offered: offeredDatabases({ [`shop${at}`]: database }),
        lease: () => ({ database, release() {} }),
        fault(error) {
          throw error;
        },
      }),
    );
  }
  assert.equal((await server.ready()).body.agents?.length, 1_000);
  const answers = await Promise.all(
    agents.map((_, at) =>
      server.call({ name: "query", arguments: { database: `shop${at}`, sql: "SELECT 1" } })
    ),
  );
  answers.forEach(({ code, text }, at) => {
    assert.equal(code, null, text);
    assert.ok(text.includes(`row ${at}\\`), text);
  });
  for (const agent of agents) agent.close();
  await until("the end of the links", async () => (await server.ready()).body.agents?.length === 0);
});
