// A client with a good key that means harm to whoever else uses the tunnel.

import assert from "node:assert/strict";
import { createApp } from "../../../server/app.ts";
import { ListChanges } from "../../../server/list_changes.ts";
import { createTunnel } from "../../../server/tunnel/tunnel.ts";
import { keyedGate } from "../../support/keyed_gate.ts";
import { modernPost } from "../../support/modern_post.ts";
import { serveMemory } from "../../support/serve_memory.ts";
import { connectAgent, createTestTunnel } from "../../support/tunnel_agents.ts";

const ENDLESS = "SELECT 2";

for (
  const [what, name, input] of [
    ["a long table name", "describe_table", { table_name: "x".repeat(2_000) }],
    ["a long schema", "describe_table", { table_name: "t", schema: "x".repeat(2_000) }],
    ["a long filter", "list_tables", { name: "x".repeat(2_000) }],
    ["a long cursor", "list_tables", { cursor: "x".repeat(10_000) }],
    ["a body of nearly all that is taken", "list_tables", { name: "x".repeat(1_048_300) }],
  ] as const
) {
  Deno.test(`${what} is a client's mistake, and ends no link`, async () => {
    using keyed = keyedGate();
    const listChanges = new ListChanges();
    const tunnel = createTunnel({ own: { list: [], lease: () => null }, listChanges });
    await using app = createApp({ database: tunnel.databases, listChanges, tunnel, ...keyed });
    const { text } = await keyed.issue();
    const shop = serveMemory({ endless: [ENDLESS] });
    const { link } = await connectAgent(tunnel, { databases: { shop } });
    // Somebody else's call.
    const lease = tunnel.databases.lease("shop");
    const stop = new AbortController();
    const running = lease?.served.queries.query({ sql: ENDLESS }, { signal: stop.signal });
    await shop.database.endlessStarted;

    const request = modernPost({
      method: "tools/call",
      params: { name, arguments: input },
      name,
    });
    request.headers.set("authorization", `Bearer ${text}`);
    const answer = await (await app.fetch(request)).text();
    assert.match(answer.slice(0, 3_000), /PGMCP_INVALID_ARGUMENT|PGMCP_BODY_TOO_LARGE/);

    assert.equal([...tunnel.agents][0]?.link.isOpen, true);
    assert.equal([...tunnel.agents][0]?.link.asked, 1);
    stop.abort();
    await assert.rejects(async () => await running, { code: "PGMCP_CANCELLED" });
    link.close();
  });
}

Deno.test("a principal that an agent would not read ends no link", async () => {
  const tunnel = createTestTunnel();
  await connectAgent(tunnel, { databases: { shop: serveMemory() } });
  const lease = tunnel.databases.lease("shop");
  const attributes = { tenant: "x".repeat(5_000) };
  const principal = { id: "k", role: null, team: null, attributes };
  await assert.rejects(async () => await lease?.served.ping({ principal }), {
    code: "PGMCP_INVALID_ARGUMENT",
  });
  assert.equal((await lease?.served.ping())?.product, "Memory");
});
