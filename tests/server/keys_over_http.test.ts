// Keys as a client of the whole application meets them: which databases there are for it,
// whose a session is, what ends with a key, and how often it may call.

import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { PgmcpError } from "../../core/errors.ts";
import { type App, createApp } from "../../server/app.ts";
import { keyedGate, withKey } from "../support/keyed_gate.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { type ServedSeveral, serveSeveral } from "../support/serve_several.ts";

const THREE = `
databases:
  - {name: sales, url: "pglite:"}
  - {name: sales_eu, url: "pglite:"}
  - {name: stock, url: "pglite:"}
`;
const ENDLESS = "SELECT pg_sleep(1000)";
function appOf(
  { databases, listChanges }: ServedSeveral,
  keyed: ReturnType<typeof keyedGate>,
): App {
  return createApp({ database: databases, listChanges, gate: keyed.gate });
}

async function call(
  client: Client,
  name: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { content } = await client.callTool({ name, arguments: { ...input } });
  return content.map((part) => part.type === "text" ? part.text : "").join("\n");
}

for (const era of ERAS) {
  Deno.test(`${era}: a key for one database of several sees one, and no argument to choose`, async () => {
    await using several = serveSeveral(THREE);
    using keyed = keyedGate();
    await using app = appOf(several, keyed);
    const { text } = await keyed.issue({ databases: ["stock"] });
    await using connection = await connectClient(app, era, { key: text });
    const { tools } = await connection.client.listTools();
    assert.ok(!tools.some(({ name }) => name === "list_databases"));
    for (const { inputSchema, name } of tools) {
      assert.ok(!("database" in (inputSchema.properties ?? {})), name);
    }
    assert.match(await call(connection.client, "list_schemas"), /^stock\b/m);
    // Those that clients believe to know do not exist for it, and are named nowhere.
    for (const database of ["sales", "nothing"]) {
      const answer = await call(connection.client, "list_schemas", { database });
      assert.match(answer, /PGMCP_DATABASE_NOT_FOUND/);
      assert.doesNotMatch(answer.replaceAll(JSON.stringify(database), ""), /sales/);
    }
    assert.equal(several.memory("sales"), undefined);
    const { resources } = await connection.client.listResources();
    assert.doesNotMatch(JSON.stringify(resources), /sales/);
    await assert.rejects(connection.client.readResource({ uri: "pgmcp://sales/schemas" }));
  });

  Deno.test(`${era}: a key with a glob sees what it matches, and chooses among them`, async () => {
    await using several = serveSeveral(THREE);
    using keyed = keyedGate();
    await using app = appOf(several, keyed);
    const { text } = await keyed.issue({ databases: ["sales*"] });
    await using connection = await connectClient(app, era, { key: text });
    assert.equal(
      (await call(connection.client, "list_databases")).replaceAll(/ .*/g, ""),
      "sales\nsales_eu",
    );
    assert.match(
      await call(connection.client, "list_schemas", { database: "sales_eu" }),
      /sales_eu/,
    );
    const answers = [];
    for (const database of ["stock", "stick"]) {
      const answer = await call(connection.client, "list_schemas", { database });
      answers.push(answer.replaceAll(database, "…"));
    }
    assert.equal(answers[0], answers[1]);
    const { completion } = await connection.client.complete({
      ref: { type: "ref/resource", uri: "pgmcp://{database}/schemas" },
      argument: { name: "database", value: "" },
    });
    assert.deepEqual(completion.values, ["sales", "sales_eu"]);
  });

  Deno.test(`${era}: a key that is revoked has its running call cancelled in the database`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    using keyed = keyedGate();
    await using app = createApp({ database: served, gate: keyed.gate });
    const { id, text } = await keyed.issue();
    const connection = await connectClient(app, era, { key: text });
    const answer = call(connection.client, "query", { sql: ENDLESS });
    await served.database.endlessStarted;
    await keyed.store.revoke(id, keyed.nowMs);
    assert.match(await answer, /PGMCP_KEY_NOT_VALID: The API key was revoked/);
    assert.deepEqual(served.database.cancelled, [ENDLESS]);
    await assert.rejects(connection.client.listTools());
    // A session that is over cannot be ended.
    await connection.client.close();
  });

  Deno.test(`${era}: a stop cancels calls of everybody, with its own code`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    using keyed = keyedGate();
    await using app = createApp({ database: served, gate: keyed.gate });
    const { text } = await keyed.issue();
    await using connection = await connectClient(app, era, { key: text });
    const answer = call(connection.client, "query", { sql: ENDLESS });
    await served.database.endlessStarted;
    await keyed.store.setLockdown({ sinceMs: keyed.nowMs, reason: null });
    assert.match(await answer, /PGMCP_LOCKED_DOWN/);
    await keyed.store.setLockdown(null);
    await using again = await connectClient(app, era, { key: text });
    assert.equal((await again.client.listTools()).tools.length, 5);
  });
}

Deno.test("readiness is told to everybody as yes or no, and by name to a key for its own", async () => {
  await using several = serveSeveral(THREE);
  using keyed = keyedGate();
  await using app = appOf(several, keyed);
  const { text } = await keyed.issue({ databases: ["sales*"] });
  const ready = async (key: string | null) => {
    const { headers } = withKey(key);
    return await (await app.fetch(new Request("http://localhost/ready", { headers }))).json();
  };
  assert.deepEqual(await ready(null), { status: "ready" });
  assert.deepEqual(await ready("pgmcp_client_wrong"), { status: "ready" });
  assert.deepEqual(await ready(text), {
    status: "ready",
    databases: [{ name: "sales", status: "ready" }, { name: "sales_eu", status: "ready" }],
  });
  const health = await app.fetch(new Request("http://localhost/health"));
  assert.deepEqual(await health.json(), { status: "ok" });
});

Deno.test("while everything is stopped nothing is ready, and whoever has a good key is told why", async () => {
  for (const keyless of [false, true]) {
    const served = serveMemory();
    using keyed = keyedGate({ keyless });
    await using app = createApp({ database: served, gate: keyed.gate });
    const { text } = await keyed.issue();
    const ready = async (key: string | null) => {
      const { headers } = withKey(key);
      const response = await app.fetch(new Request("http://localhost/ready", { headers }));
      return [response.status, await response.json()];
    };
    const why = "PGMCP_LOCKED_DOWN: Everything is stopped by an operator.";
    const stopped = [503, { status: "not_ready" }];
    const explained = [503, { status: "not_ready", reason: why }];
    await keyed.store.setLockdown({ sinceMs: keyed.nowMs, reason: null });
    assert.deepEqual(await ready(null), keyless ? explained : stopped);
    assert.deepEqual(await ready("pgmcp_client_wrong"), keyless ? explained : stopped);
    assert.deepEqual(await ready(text), explained);
    // It is not to be started again on account of it.
    const health = await app.fetch(new Request("http://localhost/health"));
    assert.equal(health.status, 200);
    await keyed.store.setLockdown(null);
    assert.equal((await ready(null))[0], 200);
  }
});

Deno.test("whoever has no key has one database asked, as long as that one is ready", async () => {
  await using several = serveSeveral(THREE);
  using keyed = keyedGate();
  await using app = appOf(several, keyed);
  const ask = async () => await (await app.fetch(new Request("http://localhost/ready"))).json();
  const { list } = several.databases;
  const opened = () => list.filter(({ name }) => several.memory(name) !== undefined).length;
  for (let time = 0; time < 3; time++) assert.deepEqual(await ask(), { status: "ready" });
  assert.equal(opened(), 1);
  const { headers } = withKey((await keyed.issue()).text);
  await app.fetch(new Request("http://localhost/ready", { headers }));
  assert.equal(opened(), list.length);
});

Deno.test("whoever has no key is told of another that is ready, where the first one is not", async () => {
  const down = new PgmcpError("PGMCP_DATABASE_UNREACHABLE");
  for (const silent of [false, true]) {
    const options = silent ? { silent: ["sales"] } : { pingErrors: { sales: down } };
    await using several = serveSeveral(THREE, options);
    using keyed = keyedGate();
    await using app = appOf(several, keyed);
    const response = await app.fetch(new Request("http://localhost/ready"));
    assert.deepEqual([response.status, await response.json()], [200, { status: "ready" }]);
  }
  using keyed = keyedGate();
  await using app = createApp({ database: serveMemory({ pingError: down }), gate: keyed.gate });
  const response = await app.fetch(new Request("http://localhost/ready"));
  assert.deepEqual([response.status, await response.json()], [503, { status: "not_ready" }]);
});
