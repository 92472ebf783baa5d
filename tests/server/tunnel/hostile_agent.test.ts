// An agent with a good key that means harm to the server, its other agents and its clients.

import assert from "node:assert/strict";
import type { ServedDatabase } from "../../../server/tools/served_database.ts";
import type { Tunnel } from "../../../server/tunnel/tunnel.ts";
import { CLOSE_CODES } from "../../../core/tunnel/protocol.ts";
import { createApp } from "../../../server/app.ts";
import { modernPost } from "../../support/modern_post.ts";
import { connectRawAgent, OFFERED } from "../../support/raw_agent.ts";
import { admitAll, createTestTunnel } from "../../support/tunnel_agents.ts";

const SQL = "SELECT 1";
const REPORT = {
  relations: [],
  policyHash: null,
  rules: [],
  maskedColumns: [],
  filteredTables: [],
  untrusted: [],
  sqlAsRun: null,
  timings: { guardMs: 0, databaseMs: 0 },
  notes: [],
};

function shop(tunnel: Tunnel): ServedDatabase {
  const lease = tunnel.databases.lease("shop");
  assert.ok(lease !== null);
  return lease.served;
}

function rows(columns: readonly unknown[], values: readonly unknown[]): string {
  const result = {
    columns,
    rows: values,
    truncatedBy: null,
    affectedRows: null,
    durationMs: 1,
    timeZone: "UTC",
  };
  return JSON.stringify({ kind: "rows", statement: "select", result, report: REPORT });
}

Deno.test("no agent's limits are higher than any configuration can make them", async () => {
  const tunnel = createTestTunnel();
  const most = Number.MAX_SAFE_INTEGER;
  const limits = { maxRows: most, maxBytes: most, timeoutMs: most };
  await connectRawAgent(tunnel, { databases: [{ ...OFFERED, limits }] });
  assert.deepEqual(shop(tunnel).limits, {
    maxRows: 100_000,
    maxBytes: 64 * 1024 ** 2,
    timeoutMs: 3_600_000,
  });
  // A timer of more than 2^31 ms fires at once.
  const stop = new AbortController();
  const call = shop(tunnel).ping({ signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await assert.rejects(call, { code: "PGMCP_CANCELLED" });
});

Deno.test("rows that are not as wide as their columns are no rows", async () => {
  const tunnel = createTestTunnel();
  // Formatting would multiply the two.
  const columns = Array.from({ length: 1_000 }, () => ({ name: "", typeOid: 25, typeName: "" }));
  const { ended } = await connectRawAgent(tunnel, {
    answer: () => rows(columns, Array.from({ length: 1_000 }, () => [])),
  });
  await assert.rejects(shop(tunnel).queries.query({ sql: SQL }), { code: "PGMCP_TUNNEL_PROTOCOL" });
  await ended;
  const one = [{ name: "a", typeOid: 25, typeName: "text" }];
  await connectRawAgent(tunnel, { answer: () => rows(one, [["good"], ["too", "wide"]]) });
  await assert.rejects(shop(tunnel).queries.query({ sql: SQL }), { code: "PGMCP_TUNNEL_PROTOCOL" });
});

Deno.test("a write whose answer cannot be read may have happened", async () => {
  const tunnel = createTestTunnel();
  await connectRawAgent(tunnel, {
    databases: [{ ...OFFERED, readOnly: false }],
    answer: () => '{"kind":"nonsense"}',
  });
  await assert.rejects(shop(tunnel).queries.query({ sql: "UPDATE t SET a = 1" }), {
    code: "PGMCP_OUTCOME_UNKNOWN",
  });
});

Deno.test("a plan that is nested without end is no plan", async () => {
  const tunnel = createTestTunnel();
  const depth = 100_000;
  const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  await connectRawAgent(tunnel, {
    answer: () =>
      `{"kind":"plan","plan":{"Plan":{"Node Type":"Result"},"x":${deep}},"durationMs":1,` +
      `"report":${JSON.stringify(REPORT)}}`,
  });
  await using app = createApp({ database: tunnel.databases });
  const request = modernPost({
    method: "tools/call",
    params: { name: "explain", arguments: { sql: SQL } },
    name: "explain",
  });
  assert.match(await (await app.fetch(request)).text(), /PGMCP_TUNNEL_PROTOCOL/);
});

Deno.test("one key cannot take the room of all agents", async () => {
  const tunnel = createTestTunnel({ maxAgents: 10, maxAgentsOfKey: 5 });
  const greedy = admitAll("greedy");
  const ends: Promise<unknown>[] = [];
  for (let at = 0; at < 5; at++) {
    ends.push((await connectRawAgent(tunnel, { admission: greedy })).ended);
  }
  assert.equal(tunnel.hasRoom(greedy), false);
  assert.equal(tunnel.hasRoom(admitAll("other")), true);
  tunnel.close();
  await Promise.all(ends);
  assert.equal(tunnel.hasRoom(greedy), true);
});

Deno.test("what agents say of their databases does not fill a client's list", async () => {
  const tunnel = createTestTunnel();
  for (const agent of ["one", "two"]) {
    const databases = Array.from({ length: 1_000 }, (_, at) => ({
      ...OFFERED,
      name: `${agent}_${at}`,
      description: "x".repeat(4_000),
    }));
    await connectRawAgent(tunnel, { databases });
  }
  await using app = createApp({ database: tunnel.databases });
  const request = modernPost({
    method: "tools/call",
    params: { name: "list_databases", arguments: {} },
    name: "list_databases",
  });
  const answer = await (await app.fetch(request)).text();
  assert.ok(answer.length < 1_500_000, `${answer.length}`);
  assert.match(answer, /1000 more are not shown/);
});

Deno.test("the agents of one key cannot bring databases without end", async () => {
  const tunnel = createTestTunnel({ maxDatabasesOfKey: 5 });
  const offer = (count: number, of: string) =>
    Array.from({ length: count }, (_, at) => ({ ...OFFERED, name: `${of}_${at}` }));
  const first = await connectRawAgent(tunnel, { databases: offer(3, "a"), agentId: "a" });
  const second = await connectRawAgent(tunnel, { databases: offer(3, "b"), agentId: "b" });
  assert.equal((await second.ended).code, CLOSE_CODES.notAdmitted);
  // Other keys' agents, and the same agent anew, are not counted with it.
  await connectRawAgent(tunnel, { databases: offer(5, "c"), admission: admitAll("other") });
  await connectRawAgent(tunnel, { databases: offer(5, "a"), agentId: "a" });
  assert.equal((await first.ended).code, CLOSE_CODES.replaced);
  const last = await connectRawAgent(tunnel, { databases: [], agentId: "d" });
  const params = { databases: offer(1, "d") };
  last.send(JSON.stringify({ jsonrpc: "2.0", method: "databases", params }));
  assert.equal((await last.ended).code, CLOSE_CODES.notAdmitted);
  assert.equal(tunnel.databases.list.length, 10);
});
