// A server that lies to a real agent before a real PostgreSQL: whatever it sends, it gets no
// more than the agent's own configuration gives, and the agent is there afterwards.

import assert from "node:assert/strict";
import pg from "pg";
import { answersAsUsual, LIED_AGENT_KEY, lieTo, rowsOf } from "../support/lied_agent.ts";
import { callParams, HONEST_HELLO, startLyingServer } from "../support/lying_server.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const PROTOCOL_ERROR = 4000;
const ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
const SQL = "SELECT n FROM generate_series(1, 1000) AS n";

async function run(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

onPostgres(
  "limits that a server asks for narrow the agent's, and never widen them",
  async (database) => {
    await using lied = await lieTo(database);
    const wide = { maxRows: 1_000_000, maxBytes: 1_000_000_000, timeoutMs: 3_600_000 };
    const rows = rowsOf(
      await lied.link.ask("queries.query", callParams({ sql: SQL, limits: wide })),
    );
    assert.equal(rows.length, 3);
    const narrow = callParams({ sql: SQL, limits: { maxRows: 2 } });
    assert.equal(rowsOf(await lied.link.ask("queries.query", narrow)).length, 2);
    const large = { sql: "SELECT repeat('x', 900) AS t FROM generate_series(1, 3)", limits: wide };
    assert.equal(rowsOf(await lied.link.ask("queries.query", callParams(large))).length, 1);
    for (const deadlineMs of [60_000, 1e300, 0, -1]) {
      const { context } = callParams({});
      const patient = callParams({ sql: ENDLESS, limits: wide }, {
        context: { ...context, deadlineMs },
      });
      const started = performance.now();
      const answer = await lied.link.ask("queries.query", patient);
      assert.equal(answer?.error?.data?.code, "PGMCP_QUERY_TIMEOUT", JSON.stringify(answer));
      assert.ok(performance.now() - started < 20_000);
    }
    await answersAsUsual(lied.link);
  },
);

onPostgres("there are the databases that the agent offers, and no others", async (database) => {
  await using lied = await lieTo(database);
  for (const name of ["postgres", "SHOP", "__proto__", "constructor", ".."]) {
    const answer = await lied.link.ask(
      "queries.query",
      callParams({ sql: SQL }, { database: name }),
    );
    assert.equal(answer?.error?.data?.code, "PGMCP_DATABASE_NOT_FOUND", JSON.stringify(answer));
  }
  await answersAsUsual(lied.link);
});

onPostgres("a name that no database can have ends the link", async (database) => {
  for (const name of ["", "../shop", "shop\0", "x".repeat(64)]) {
    await using lied = await lieTo(database);
    const call = callParams({ sql: SQL }, { database: name });
    assert.equal(await lied.link.ask("queries.query", call), null, JSON.stringify(name));
  }
});

onPostgres(
  "nothing that a server adds to a call makes it write, or passes the guard",
  async (database) => {
    await run(database.url, "CREATE TABLE IF NOT EXISTS public.untouched (n int)");
    await using lied = await lieTo(database);
    const additions = {
      access: "write",
      readOnly: false,
      guard: null,
      verdict: { kind: "allow", sql: "INSERT INTO untouched VALUES (1)", access: "write" },
      source: { sql: "SELECT 1", offset: 0 },
      __proto__: { readOnly: false },
    };
    for (
      const sql of [
        "INSERT INTO untouched VALUES (1)",
        "WITH w AS (INSERT INTO untouched VALUES (1) RETURNING n) SELECT * FROM w",
        "SELECT 1; INSERT INTO untouched VALUES (1)",
        "COMMIT; INSERT INTO untouched VALUES (1)",
        "CREATE TABLE public.made AS SELECT 1",
        "SELECT 1 INTO public.made",
        "SELECT pg_read_file('/etc/hosts')",
        "SELECT * FROM pg_authid",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "COPY untouched FROM PROGRAM 'id'",
      ]
    ) {
      const asked = { sql, ...additions };
      const answer = await lied.link.ask("queries.query", callParams(asked, additions));
      const outcome = Object(answer?.result);
      assert.equal(outcome.kind, "refused", `${sql}: ${JSON.stringify(answer)}`);
      const explained = await lied.link.ask(
        "queries.explain",
        callParams({ ...asked, analyze: true }),
      );
      assert.equal(Object(explained?.result).kind, "refused", sql);
    }
    assert.deepEqual(await run(database.url, "SELECT * FROM untouched"), []);
    assert.deepEqual(await run(database.url, "SELECT to_regclass('public.made') AS made"), [{
      made: null,
    }]);
    await answersAsUsual(lied.link);
  },
);

onPostgres(
  "after a frame that is none the agent ends the link with its queries, and comes back",
  async (database) => {
    await using watch = await watchActivity(database.url);
    await using lied = await lieTo(database, { QUERY_TIMEOUT: "10m" });
    void lied.link.ask("queries.query", callParams({ sql: ENDLESS }));
    await until("the query", async () => (await watch.running("generate_series")).length === 1);
    lied.link.send("{");
    assert.equal((await lied.link.closed).code, PROTOCOL_ERROR);
    await until("its end", async () => (await watch.running("generate_series")).length === 0);
    lied.link = await lied.server.next();
    await answersAsUsual(lied.link);
  },
);

onPostgres(
  "a call that is sent again under an id in use ends the link; one with an id of before is a call like others",
  async (database) => {
    await using watch = await watchActivity(database.url);
    await using lied = await lieTo(database, { QUERY_TIMEOUT: "10m" });
    await lied.link.ask("queries.query", callParams({ sql: SQL }), 5);
    assert.equal(
      rowsOf(await lied.link.ask("queries.query", callParams({ sql: SQL }), 5)).length,
      3,
    );
    const first = lied.link.ask("queries.query", callParams({ sql: ENDLESS }), 6);
    await until("the query", async () => (await watch.running("generate_series")).length === 1);
    const again = { id: 6, method: "queries.query", params: callParams({ sql: ENDLESS }) };
    lied.link.send(JSON.stringify({ jsonrpc: "2.0", ...again }));
    assert.equal((await lied.link.closed).code, PROTOCOL_ERROR);
    assert.equal(await first, null);
    // With the link go its queries.
    await until("its end", async () => (await watch.running("generate_series")).length === 0);
  },
);

onPostgres(
  "a flood of calls takes neither the agent nor more of the database than its pool",
  async (database) => {
    await using watch = await watchActivity(database.url);
    await using lied = await lieTo(database, { POOL_SIZE: "2" });
    const answers = await Promise.all(
      Array.from(
        { length: 20_000 },
        () => lied.link.ask("queries.query", callParams({ sql: SQL })),
      ),
    );
    assert.ok(await watch.sessions() <= 2);
    const busy = answers.filter((answer) => answer?.error?.data?.code === "PGMCP_BUSY").length;
    assert.ok(busy > 0, "it has a bound");
    await answersAsUsual(lied.link);
    assert.ok(await residentBytes(lied.agent.pid) < 400 * 1024 ** 2);
  },
);

onPostgres(
  "the smallest answers that a server may ask for leave errors, and an agent that lives",
  async (database) => {
    await using lied = await lieTo(database);
    lied.server.answerHello({ ...HONEST_HELLO, maxAnswerBytes: 1_024 });
    lied.link.close();
    lied.link = await lied.server.next();
    const sql = "SELECT repeat('x', 900) AS t FROM generate_series(1, 3)";
    const answer = await lied.link.ask("queries.query", callParams({ sql }));
    assert.equal(answer?.error?.data?.code, "PGMCP_RESULT_TOO_LARGE");
    const unknown = await lied.link.ask(
      "queries.query",
      callParams({ sql: `SELECT ${"x".repeat(2_000)}` }),
    );
    assert.notEqual(unknown, null);
    assert.ok((await lied.link.ask("database.ping", callParams({})))?.result !== undefined);
  },
);

onPostgres("a redirect takes the agent's key nowhere", async (database) => {
  await using elsewhere = startLyingServer();
  await using lied = await lieTo(database);
  lied.server.refuse(() => Response.redirect(elsewhere.url.replace("ws:", "http:"), 307));
  lied.link.close();
  const dialled = lied.server.dials.length;
  await until("another dial", () => Promise.resolve(lied.server.dials.length > dialled));
  lied.server.refuse(null);
  lied.link = await lied.server.next();
  assert.equal(elsewhere.dials.length, 0);
  await answersAsUsual(lied.link);
});

onPostgres(
  "nothing that the agent says holds a credential of the database or of the process",
  async (database) => {
    await using lied = await lieTo(database);
    for (
      const sql of [SQL, "SELECT bogus", "SELEC 1", "SELECT 1/0", "SHOW data_directory", ENDLESS]
    ) {
      await lied.link.ask("queries.query", callParams({ sql }));
      await lied.link.ask("queries.explain", callParams({ sql }));
    }
    await lied.link.ask("schema.list_schemas", callParams({}));
    await lied.link.ask("schema.list_tables", callParams({ limit: 100 }));
    await lied.link.ask("schema.describe_table", callParams({ table: "pg_shadow" }));
    await lied.link.ask("database.ping", callParams({}));
    const said = JSON.stringify([lied.link.hello, lied.link.heard]);
    for (
      const secret of [
        database.password,
        database.url,
        LIED_AGENT_KEY,
        new URL(database.url).username,
      ]
    ) {
      assert.ok(!said.includes(secret), "a secret left the agent");
      if (secret !== new URL(database.url).username) assert.ok(!lied.agent.stderr.includes(secret));
    }
  },
);

async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
