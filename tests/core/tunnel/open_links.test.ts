// How a link opens: hello, versions, turning away; and how an agent leaves.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { AgentHello } from "../../../core/tunnel/hello.ts";
import type { Link } from "../../../core/tunnel/link.ts";
import { type AgentLinkOptions, openAgentLink } from "../../../core/tunnel/open_agent_link.ts";
import { openServerLink, type ServerLinkOptions } from "../../../core/tunnel/open_server_link.ts";
import { CLOSE_CODES, PROTOCOL_VERSIONS } from "../../../core/tunnel/protocol.ts";
import { VERSION } from "../../../core/version.ts";
import { createSocketPair } from "../../support/socket_pair.ts";

const heartbeat = { repeat: () => () => {} };
const OFFERED = {
  name: "shop",
  description: "The shop",
  readOnly: true,
  limits: { maxRows: 100, maxBytes: 100_000, timeoutMs: 1_000 },
  engine: "PostgreSQL",
  problem: null,
};
const MANY_ATTRIBUTES = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`a${at}`, "x"]));
const AGENT: AgentLinkOptions = {
  agentId: "one",
  offered: [OFFERED],
  lease: () => null,
  fault(error) {
    throw error;
  },
  heartbeat,
};
const SERVER: ServerLinkOptions = {
  welcome: () => [],
  ready() {},
  offered() {},
  draining() {},
  fault(error) {
    throw error;
  },
  heartbeat,
};

Deno.test("hello tells each side what the other is, and calls can follow at once", async () => {
  const { ends: [agentEnd, serverEnd] } = createSocketPair();
  const ready = Promise.withResolvers<{ readonly link: Link; readonly hello: AgentHello }>();
  openServerLink(serverEnd, { ...SERVER, ready: (link, hello) => ready.resolve({ link, hello }) });
  const agent = await openAgentLink(agentEnd, AGENT);
  assert.equal(agent.server.protocol, 1);
  assert.equal(agent.server.software, VERSION);
  const { link, hello } = await ready.promise;
  assert.deepEqual(hello.databases, [OFFERED]);
  const call = {
    database: "nowhere",
    arguments: {},
    context: { principal: { id: "x", role: null, team: null, attributes: {} }, deadlineMs: 1_000 },
  };
  await assert.rejects(link.request("database.ping", call), { code: "PGMCP_DATABASE_NOT_FOUND" });
});

Deno.test("a call that no port has, or of another shape, ends the link at the agent", async () => {
  const principal = { id: "x", role: null, team: null, attributes: {} };
  const context = { principal, deadlineMs: 1_000 };
  const wrong: readonly (readonly [string, object])[] = [
    ["database.close", { database: "shop", arguments: {}, context }],
    ["executor.execute", { database: "shop", arguments: { sql: "DROP TABLE t" }, context }],
    ["queries.query", {}],
    ["queries.query", { database: "shop", arguments: { sql: 1 }, context }],
    ["queries.query", { database: "shop", arguments: { sql: "SELECT 1" } }],
    ["queries.query", { database: "shop", arguments: { sql: "SELECT 1" }, context: { principal } }],
    ["queries.query", {
      database: "shop",
      arguments: { sql: "SELECT 1", limits: { maxRows: 0 } },
      context,
    }],
    ["queries.query", {
      database: "shop",
      arguments: { sql: "SELECT 1" },
      context: { ...context, principal: { ...principal, attributes: { tenant: 1 } } },
    }],
    ["queries.query", {
      database: "shop",
      arguments: { sql: "SELECT 1" },
      context: { ...context, principal: { ...principal, attributes: MANY_ATTRIBUTES } },
    }],
    ["queries.query", {
      database: "shop",
      arguments: { sql: "SELECT 1" },
      context: { ...context, traceparent: "00-nonsense" },
    }],
    ["schema.list_tables", { database: "shop", arguments: { limit: "all" }, context }],
    ["hello", {}],
  ];
  for (const [method, params] of wrong) {
    const { ends: [agentEnd, serverEnd] } = createSocketPair();
    const ready = Promise.withResolvers<Link>();
    openServerLink(serverEnd, { ...SERVER, ready: (link) => ready.resolve(link) });
    const agent = await openAgentLink(agentEnd, AGENT);
    const link = await ready.promise;
    await assert.rejects(link.request(method, params), { code: "PGMCP_AGENT_LOST" });
    assert.equal((await agent.ended).code, CLOSE_CODES.protocolError, JSON.stringify(params));
  }
});

Deno.test("versions that do not meet are told, with the side to upgrade", async () => {
  for (const [range, upgrade] of [[{ min: 2, max: 3 }, "server"], [{ min: 1, max: 0 }, null]]) {
    const { ends: [agentEnd, serverEnd], crossed } = createSocketPair();
    const link = openServerLink(serverEnd, SERVER);
    // A newer hello may look otherwise in everything but its range.
    agentEnd.send(
      JSON.stringify({ jsonrpc: "2.0", id: 0, method: "hello", params: { protocol: range } }),
    );
    const { code } = await link.ended;
    if (upgrade === null) assert.equal(code, CLOSE_CODES.protocolError);
    else {
      assert.equal(code, CLOSE_CODES.versionMismatch);
      assert.match(
        String(crossed[1][0]),
        new RegExp(`PGMCP_TUNNEL_VERSION.*Upgrade the ${upgrade}`),
      );
    }
  }
});

Deno.test("a server that answers with a version that was not offered is left", async () => {
  for (const protocol of [PROTOCOL_VERSIONS.min - 1, PROTOCOL_VERSIONS.max + 1]) {
    const { ends: [agentEnd, serverEnd] } = createSocketPair();
    const rest = { software: "0", capabilities: [], maxAnswerBytes: 1_024, refused: [] };
    serverEnd.listen({
      frame: () =>
        serverEnd.send(JSON.stringify({ jsonrpc: "2.0", id: 0, result: { protocol, ...rest } })),
      end() {},
    });
    await assert.rejects(openAgentLink(agentEnd, AGENT), {
      code: protocol < 1 ? "PGMCP_TUNNEL_PROTOCOL" : "PGMCP_TUNNEL_VERSION",
    });
  }
});

Deno.test("an agent that is turned away hears why before the link ends", async () => {
  const { ends: [agentEnd, serverEnd] } = createSocketPair();
  const link = openServerLink(serverEnd, {
    ...SERVER,
    welcome() {
      throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", { message: "Cannot serve shop." });
    },
  });
  await assert.rejects(openAgentLink(agentEnd, AGENT), { message: "Cannot serve shop." });
  assert.equal((await link.ended).code, CLOSE_CODES.notAdmitted);
});

Deno.test("names that would break out of a log, a list or an address are no names", async () => {
  const names = ["", "a b", "a\nb", "a/b", "../a", "a\u202eb", "x".repeat(65), "ü"];
  for (const name of names) {
    const offering = { ...AGENT, offered: [{ ...OFFERED, name }] };
    for (const options of name === "a b" ? [offering] : [offering, { ...AGENT, agentId: name }]) {
      const { ends: [agentEnd, serverEnd] } = createSocketPair();
      const link = openServerLink(serverEnd, SERVER);
      await assert.rejects(openAgentLink(agentEnd, options), { code: "PGMCP_AGENT_LOST" });
      assert.equal((await link.ended).code, CLOSE_CODES.protocolError, name);
    }
  }
});

Deno.test("whoever connects and says nothing, or anything but hello, is let go", async () => {
  const { ends: [, serverEnd] } = createSocketPair();
  const silent = openServerLink(serverEnd, { ...SERVER, helloTimeoutMs: 5 });
  assert.equal((await silent.ended).code, CLOSE_CODES.helloTimeout);
  for (const method of ["databases", "draining", "database.ping"]) {
    const { ends: [agentEnd, otherEnd] } = createSocketPair();
    const link = openServerLink(otherEnd, SERVER);
    agentEnd.send(JSON.stringify({ jsonrpc: "2.0", method, params: { databases: [] } }));
    assert.equal((await link.ended).code, CLOSE_CODES.protocolError, method);
  }
});

Deno.test("whoever has said hello is not let go for want of one", async () => {
  const { ends: [agentEnd, serverEnd] } = createSocketPair();
  const link = openServerLink(serverEnd, { ...SERVER, helloTimeoutMs: 20 });
  const agent = await openAgentLink(agentEnd, { ...AGENT, helloTimeoutMs: 20 });
  const late = Promise.withResolvers<"still open">();
  setTimeout(() => late.resolve("still open"), 60);
  assert.equal(await Promise.race([link.ended, agent.ended, late.promise]), "still open");
  agent.close();
  await link.ended;
});

Deno.test("both ends keep the link alive as they are told, and end one that goes silent", async () => {
  const pair = createSocketPair();
  const ticks: (() => void)[] = [];
  const told = {
    missedIntervals: 2,
    repeat(tick: () => void) {
      ticks.push(tick);
      return () => {};
    },
  };
  const link = openServerLink(pair.ends[1], { ...SERVER, heartbeat: told });
  const agent = await openAgentLink(pair.ends[0], { ...AGENT, heartbeat: told });
  pair.swallow();
  // The interval in which hello was heard, and those that were missed.
  for (let interval = 0; interval < 3; interval++) for (const tick of ticks) tick();
  assert.equal((await link.ended).code, CLOSE_CODES.silent);
  assert.equal((await agent.ended).code, CLOSE_CODES.silent);
});

Deno.test("a server that does not answer hello is given up", async () => {
  const { ends: [agentEnd] } = createSocketPair();
  await assert.rejects(openAgentLink(agentEnd, { ...AGENT, helloTimeoutMs: 5 }), {
    code: "PGMCP_AGENT_LOST",
  });
});

Deno.test("an agent says when its databases change, and when it wants no new calls", async () => {
  const { ends: [agentEnd, serverEnd] } = createSocketPair();
  const heard: unknown[] = [];
  const link = openServerLink(serverEnd, {
    ...SERVER,
    offered: (databases) => heard.push(databases.map(({ name }) => name)),
    draining() {
      heard.push("draining");
      link.close({ code: CLOSE_CODES.done, reason: "drained" });
    },
  });
  const agent = await openAgentLink(agentEnd, AGENT);
  agent.offer([OFFERED, { ...OFFERED, name: "more" }]);
  await agent.drain(10_000);
  assert.deepEqual(heard, [["shop", "more"], "draining"]);
  assert.equal((await agent.ended).code, CLOSE_CODES.done);
});

Deno.test("a server that never lets a draining agent go is left after the grace", async () => {
  const { ends: [agentEnd, serverEnd] } = createSocketPair();
  openServerLink(serverEnd, SERVER);
  const agent = await openAgentLink(agentEnd, AGENT);
  await agent.drain(5);
  assert.equal((await agent.ended).code, CLOSE_CODES.goingAway);
});
