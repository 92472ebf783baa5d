// Where calls go: to a live agent, to another when one is lost, and what is never sent twice.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { QueryResult } from "../../../core/ports/query_executor.ts";
import type { Tunnel } from "../../../server/tunnel/tunnel.ts";
import type { ServedDatabase } from "../../../server/tools/served_database.ts";
import { serveMemory } from "../../support/serve_memory.ts";
import {
  admitAll,
  connectAgent,
  createTestTunnel,
  offeredDatabases,
} from "../../support/tunnel_agents.ts";

const SQL = "SELECT 1";
const ENDLESS = "SELECT 2";
const WRITE = "UPDATE t SET a = 1";

function rowsOf(value: string): Partial<QueryResult> {
  return { columns: [{ name: "a", typeOid: 25, typeName: "text" }], rows: [[value]] };
}

function served(tunnel: Tunnel, name: string): ServedDatabase {
  const lease = tunnel.databases.lease(name);
  assert.ok(lease !== null);
  return lease.served;
}

async function ask(tunnel: Tunnel, sql: string = SQL): Promise<string | null | undefined> {
  const outcome = await served(tunnel, "shop").queries.query({ sql });
  assert.equal(outcome.kind, "rows");
  return outcome.kind === "rows" ? outcome.result.rows[0]?.[0] : undefined;
}

Deno.test("what the text alone shows to be refused never reaches the agent", async () => {
  const shop = serveMemory({});
  const tunnel = createTestTunnel();
  const { pair } = await connectAgent(tunnel, { databases: { shop } });
  const before = pair.crossed[1].length;
  for (
    const sql of ["DROP TABLE t", "SELECT pg_read_file('/etc/passwd')", WRITE, "SELECT 1; SELECT 2"]
  ) {
    const outcome = await served(tunnel, "shop").queries.query({ sql });
    assert.equal(outcome.kind, "refused", sql);
    const explained = await served(tunnel, "shop").queries.explain({ sql });
    assert.equal(explained.kind, "refused", sql);
  }
  assert.equal(pair.crossed[1].length, before);
});

Deno.test("a name that only the catalogue can judge is sent to the agent", async () => {
  const sql = "SELECT my_function(t.a, t.pg_ls_dir) FROM t";
  const tunnel = createTestTunnel();
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [sql]: rowsOf("x") } }) },
  });
  assert.equal(await ask(tunnel, sql), "x");
});

Deno.test("calls go to the agent that works on the fewest", async () => {
  const tunnel = createTestTunnel();
  const agents = ["one", "two", "three"].map((name) =>
    serveMemory({ results: { [SQL]: rowsOf(name) }, endless: [ENDLESS] })
  );
  for (const shop of agents) await connectAgent(tunnel, { databases: { shop } });
  const stop = new AbortController();
  const running = [0, 1].map(() =>
    served(tunnel, "shop").queries.query({ sql: ENDLESS }, { signal: stop.signal })
      .catch((error: unknown) => error)
  );
  await Promise.all(agents.slice(0, 2).map(({ database }) => database.endlessStarted));
  assert.equal(await ask(tunnel), "three");
  stop.abort();
  await Promise.all(running);
});

Deno.test("a read whose agent is lost runs on another one, once", async () => {
  const tunnel = createTestTunnel();
  const lost = [0, 1].map(() => serveMemory({ endless: [ENDLESS] }));
  const pairs = [];
  for (const shop of lost) pairs.push((await connectAgent(tunnel, { databases: { shop } })).pair);
  const answer = ask(tunnel, ENDLESS);
  await lost[0]?.database.endlessStarted;
  pairs[0]?.cut();
  await lost[1]?.database.endlessStarted;
  // A third agent would be there: but a statement that takes two agents down may take all.
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [ENDLESS]: rowsOf("third") } }) },
  });
  pairs[1]?.cut();
  await assert.rejects(answer, { code: "PGMCP_AGENT_LOST" });
  assert.equal(await ask(tunnel, ENDLESS), "third");
});

Deno.test("a write whose agent is lost is sent nowhere else, and its outcome is not known", async () => {
  const tunnel = createTestTunnel();
  const shop = serveMemory({ readOnly: false, endless: [WRITE] });
  const other = serveMemory({ readOnly: false, results: { [WRITE]: { affectedRows: 1 } } });
  const { pair } = await connectAgent(tunnel, { databases: { shop } });
  await connectAgent(tunnel, { databases: { shop: other } });
  const answer = served(tunnel, "shop").queries.query({ sql: WRITE });
  await shop.database.endlessStarted;
  pair.cut();
  await assert.rejects(answer, { code: "PGMCP_OUTCOME_UNKNOWN" });
  assert.deepEqual(other.database.requests, []);
});

Deno.test("a read that an ending agent turns away runs on another one", async () => {
  const tunnel = createTestTunnel();
  const ending = serveMemory({ results: { [SQL]: new PgmcpError("PGMCP_SHUTTING_DOWN") } });
  await connectAgent(tunnel, { databases: { shop: ending } });
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [SQL]: rowsOf("other") } }) },
  });
  assert.equal(await ask(tunnel), "other");
});

Deno.test("an error of the database is no reason to ask another agent", async () => {
  const tunnel = createTestTunnel();
  const error = new PgmcpError("PGMCP_QUERY_TIMEOUT");
  await connectAgent(tunnel, { databases: { shop: serveMemory({ results: { [SQL]: error } }) } });
  const other = serveMemory({ results: { [SQL]: rowsOf("x") } });
  await connectAgent(tunnel, { databases: { shop: other } });
  await assert.rejects(ask(tunnel), { code: "PGMCP_QUERY_TIMEOUT" });
  assert.deepEqual(other.database.requests, []);
});

Deno.test("a database without a live agent says so at once, and since when", async () => {
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const tunnel = createTestTunnel({ now: () => nowMs });
  const { pair } = await connectAgent(tunnel, { databases: { shop: serveMemory({}) } });
  assert.deepEqual(tunnel.databases.list.map(({ problem }) => problem), [null]);
  nowMs = Date.parse("2026-01-02T03:04:05Z");
  pair.cut();
  await new Promise((resolve) => setTimeout(resolve));
  nowMs += 60_000;
  await assert.rejects(ask(tunnel), {
    code: "PGMCP_AGENT_UNAVAILABLE",
    message: "No agent of this database is connected, since 2026-01-02T03:04:05.000Z.",
  });
  assert.equal(tunnel.databases.list[0]?.problem?.code, "PGMCP_AGENT_UNAVAILABLE");
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [SQL]: rowsOf("back") } }) },
  });
  assert.equal(await ask(tunnel), "back");
});

Deno.test("a database that nobody brought for a day is not known any more", async () => {
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const tunnel = createTestTunnel({ now: () => nowMs });
  const { pair } = await connectAgent(tunnel, { databases: { shop: serveMemory({}) } });
  pair.cut();
  await new Promise((resolve) => setTimeout(resolve));
  const routed = served(tunnel, "shop");
  nowMs += 24 * 60 * 60 * 1000 - 1;
  assert.equal(tunnel.databases.list.length, 1);
  nowMs += 1;
  assert.deepEqual(tunnel.databases.list, []);
  assert.equal(tunnel.databases.lease("shop"), null);
  await assert.rejects(routed.queries.query({ sql: SQL }), { code: "PGMCP_AGENT_UNAVAILABLE" });
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [SQL]: rowsOf("back") } }) },
  });
  assert.equal(await ask(tunnel), "back");
});

Deno.test("an agent that drains gets no new call, and loses none", async () => {
  const tunnel = createTestTunnel();
  const slow = serveMemory({ endless: [ENDLESS] });
  const { link } = await connectAgent(tunnel, { databases: { shop: slow } });
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [SQL]: rowsOf("new") } }) },
  });
  const stop = new AbortController();
  const running = served(tunnel, "shop").queries.query({ sql: ENDLESS }, { signal: stop.signal });
  await slow.database.endlessStarted;
  let drained = false;
  const draining = link.drain(60_000).then(() => drained = true);
  await new Promise((resolve) => setTimeout(resolve));
  for (let call = 0; call < 5; call++) assert.equal(await ask(tunnel), "new");
  assert.equal(drained, false);
  stop.abort();
  await assert.rejects(running, { code: "PGMCP_CANCELLED" });
  await draining;
});

Deno.test("the same agent connected anew takes the place of the old link", async () => {
  const tunnel = createTestTunnel();
  const databases = { shop: serveMemory({ results: { [SQL]: rowsOf("x") } }) };
  const old = await connectAgent(tunnel, { databases, agentId: "one" });
  await connectAgent(tunnel, { databases, agentId: "one" });
  assert.equal((await old.link.ended).reason, "the same agent connected anew");
  assert.equal(tunnel.agents.size, 1);
  assert.equal(await ask(tunnel), "x");
  // Of another key it is another agent, whatever it calls itself.
  await connectAgent(tunnel, { databases, agentId: "one", admission: admitAll("other") });
  assert.equal(tunnel.agents.size, 2);
});

Deno.test("a key that ends takes its agents with it", async () => {
  const tunnel = createTestTunnel();
  const admission = admitAll();
  const { link } = await connectAgent(tunnel, { databases: { shop: serveMemory({}) }, admission });
  admission.end(new PgmcpError("PGMCP_SHUTTING_DOWN"));
  assert.equal((await link.ended).code, 4003);
  assert.equal(tunnel.agents.size, 0);
});

Deno.test("an agent brings only what its key admits and the server has not itself", async () => {
  const tunnel = createTestTunnel({
    own: {
      list: [{ name: "own", description: null, readOnly: true, maxRows: 1, problem: null }],
      lease: () => null,
    },
  });
  const admission = { ...admitAll(), mayUse: (name: string) => name !== "secret" };
  const databases = { own: serveMemory({}), secret: serveMemory({}), shop: serveMemory({}) };
  const { link } = await connectAgent(tunnel, { databases, admission });
  assert.deepEqual(link.server.refused.map(({ name }) => name), ["own", "secret"]);
  assert.deepEqual(tunnel.databases.list.map(({ name }) => name), ["own", "shop"]);
  link.offer(offeredDatabases({ secret: serveMemory({}), more: serveMemory({}) }));
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(
    tunnel.databases.list.map(({ name, problem }) => [name, problem?.code ?? null]),
    [
      ["own", null],
      ["shop", "PGMCP_AGENT_UNAVAILABLE"],
      ["more", null],
    ],
  );
  await assert.rejects(
    connectAgent(tunnel, { databases: { secret: serveMemory({}) }, admission }),
    {
      code: "PGMCP_INVALID_CONFIGURATION",
      message: 'Cannot serve "secret": the key may not bring this database.',
    },
  );
});

Deno.test("an agent that never answers is given up in time, and told to stop", async () => {
  const tunnel = createTestTunnel({ answerGraceMs: 10 });
  const shop = serveMemory({ endless: [ENDLESS] });
  await connectAgent(tunnel, { databases: { shop } });
  const call = served(tunnel, "shop").queries.query({ sql: ENDLESS }, { deadlineMs: 5 });
  await assert.rejects(call, { code: "PGMCP_AGENT_TIMEOUT" });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(shop.database.cancelled, [ENDLESS]);
});

Deno.test("phases of a call are told through the tunnel", async () => {
  const tunnel = createTestTunnel();
  await connectAgent(tunnel, {
    databases: { shop: serveMemory({ results: { [SQL]: rowsOf("x") } }) },
  });
  const phases: string[] = [];
  await served(tunnel, "shop").queries.query({ sql: SQL }, {
    onPhase: (phase) => phases.push(phase),
  });
  assert.equal(phases.at(-1), "running in the database");
});

Deno.test("principal, deadline and trace context arrive with the call", async () => {
  const tunnel = createTestTunnel();
  const shop = serveMemory({});
  const heard: unknown[] = [];
  const principal = { id: "k", role: "support", team: "t", attributes: { tenant: "1" } };
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await connectAgent(tunnel, {
    databases: {
      shop: {
        ...shop,
        ping(options) {
          heard.push(options?.principal, options?.traceparent, options?.deadlineMs);
          return shop.ping();
        },
      },
    },
  });
  await served(tunnel, "shop").ping({ principal, traceparent, deadlineMs: 500 });
  assert.deepEqual(heard, [principal, traceparent, 500]);
});

Deno.test("an answer that is not what the port promises is no answer", async () => {
  const tunnel = createTestTunnel();
  const shop = serveMemory({});
  const wrong = {
    ...shop,
    ping: () => Promise.resolve({ product: "x", version: "y".repeat(999) }),
  };
  await connectAgent(tunnel, { databases: { shop: wrong } });
  await assert.rejects(served(tunnel, "shop").ping(), { code: "PGMCP_TUNNEL_PROTOCOL" });
});
