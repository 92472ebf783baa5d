// The plan of a statement that a policy was put into is looked at where the plan of a plain one is:
// partitions that are foreign tables, what stands behind views, types and functions. And what a plan
// fails with suggests no name that is hidden.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import type { Principal } from "../../../core/auth/principal.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { HASH_KEY } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

const FIXTURE = `
CREATE SCHEMA app; CREATE SCHEMA hidden;
CREATE TABLE app.events (id int, tenant int, note text, secret text) PARTITION BY RANGE (tenant);
CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM (0) TO (10);
CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE hidden.far PARTITION OF app.events FOR VALUES FROM (10) TO (20)
  SERVER files OPTIONS (program 'echo 1');
CREATE TYPE app.mood AS ENUM ('low', 'high');
CREATE TABLE app.people (id int PRIMARY KEY, tenant int, email text, ssn text, born date,
  pay numeric, seen timestamptz, ref uuid, mood app.mood, note text);
CREATE TABLE app.vault (token text);
CREATE VIEW app.of_people AS SELECT id, tenant, email, ssn FROM app.people WHERE id > 0;
CREATE VIEW app.plain AS SELECT 1 AS one;
CREATE FUNCTION app.shout(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN upper($1); END';
CREATE FUNCTION app.same(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION app.mine(int) RETURNS bool STABLE LANGUAGE sql
  AS 'SELECT $1 IN (SELECT tenant FROM app.people)';
INSERT INTO app.events_1 VALUES (1, 1, 'seen', 'hidden');
INSERT INTO app.people VALUES
  (1, 1, 'a@b.c', '123-45', '1980-02-03', 12.5, now(), gen_random_uuid(), 'low', 'x'),
  (2, 15, 'd@e.f', '678-90', '1990-02-03', 22.5, now(), gen_random_uuid(), 'high', 'y');
`;

const POLICY = `policy:
  deny_tables: [app.vault]
  tables:
    app.events:
      row_filter: "tenant = {{principal.tenant}}"
      deny_columns: [secret]
    app.people:
      row_filter: "tenant = {{principal.tenant}} AND app.mine(tenant)"
      mask_columns:
        email: {partial: {keep_first: 1, keep_domain: true}}
        ssn: hash
        born: year
        pay: {bucket: {size: 10}}
        seen: year
        ref: hash
        mood: "null"
        note: redact
    app.of_people:
      row_filter: "tenant = {{principal.tenant}}"
      mask_columns: {email: "x@y.z", ssn: hash}
`;

function as(tenant: string): Principal {
  return { id: `k${tenant}`, role: null, team: null, attributes: { tenant } };
}

/** Asks under the policy; `planned` is every text that was planned. */
async function open(url: string) {
  const database = openPostgres({ url, schemas: null });
  const planned: string[] = [];
  const executor = {
    execute(...[request, call]: Parameters<typeof database.executor.execute>) {
      if (request.sql.startsWith("EXPLAIN (VERBOSE")) planned.push(request.sql);
      return database.executor.execute(request, call);
    },
  };
  const parsed = await parsePolicy(POLICY);
  if (parsed.kind !== "policy") throw new TypeError("The policy of the test is none");
  const guard = createPolicyGuard({
    catalogue: database.catalogue,
    parser: createParser(),
    source: { policy: parsed.policy, hashKey: HASH_KEY },
    keepMs: 600_000,
    allowFunctions: ["shout", "same", "mine"].map((name) => ({ schema: "app", name })),
    planner: { executor, timeoutMs: 5_000 },
  });
  const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
  return {
    planned,
    async ask(sql: string, tenant = "1"): Promise<string> {
      try {
        const outcome = await runQuery({ guard, executor, limits }, sql, {
          principal: as(tenant),
        });
        if (outcome.kind === "rows") return JSON.stringify(outcome.result.rows);
        return `${outcome.verdict.code} ${outcome.verdict.message} ${outcome.verdict.hint}`;
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        return `${error.code} ${error.message} ${error.hint}`;
      }
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

onPostgres(
  "a filtered table with a foreign partition is read without it, or not",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, FIXTURE);
    await using world = await open(url);
    const sql = "SELECT id, note FROM app.events";
    // The planner leaves the program's partition out for this tenant, and reads it for that one.
    assert.equal(await world.ask(sql, "1"), '[["1","seen"]]');
    assert.match(await world.ask(sql, "15"), /^PGMCP_RELATION_NOT_ALLOWED .*foreign table/);
    assert.equal(await world.ask(sql, "1"), '[["1","seen"]]');
    assert.equal(world.planned.length, 2);
    assert.match(
      await world.ask("EXPLAIN SELECT id FROM app.events", "15"),
      /^PGMCP_RELATION_NOT_ALLOWED/,
    );
  },
);

onPostgres("what a policy puts into a statement is allowed in its plan", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, FIXTURE);
  await using world = await open(url);
  const kept = [
    "SELECT * FROM app.of_people",
    "SELECT v.ssn FROM app.of_people v WHERE v.email LIKE '%z' AND v.ssn > 'a' ORDER BY 1",
    "SELECT count(*) FROM app.events WHERE note LIKE 's%'",
  ];
  // What a named function calls no evidence shows: its plan is made each time.
  const anew = [
    "SELECT app.shout(email), born, pay, seen, ref, mood, note FROM app.people",
    "SELECT p.*, v.ssn FROM app.people p JOIN app.of_people v USING (ssn) WHERE p.email LIKE '%c'",
    "SELECT mood::app.mood, app.same(note) FROM app.people WHERE app.shout(ssn) <> 'A' ORDER BY pay",
  ];
  for (const sql of [...kept, ...anew]) {
    world.planned.length = 0;
    assert.doesNotMatch(await world.ask(sql), /PGMCP/, sql);
    assert.equal(world.planned.length, 1, sql);
    assert.doesNotMatch(await world.ask(sql), /PGMCP/, sql);
    assert.equal(world.planned.length, kept.includes(sql) ? 1 : 2, sql);
  }
  world.planned.length = 0;
  assert.doesNotMatch(await world.ask("SELECT email, mood::app.mood FROM app.people"), /PGMCP/);
  assert.equal(world.planned.length, 0);
});

onPostgres("a plan that fails suggests no name that is hidden", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, FIXTURE);
  await using world = await open(url);
  for (
    const sql of [
      "SELECT one AS vault, tokn FROM app.plain",
      "SELECT v.tokn FROM app.plain AS v, (SELECT 1 AS vault) x",
      "SELECT id AS vault, tokn FROM app.of_people",
    ]
  ) {
    const said = await world.ask(sql);
    assert.match(said, /^PGMCP_UNDEFINED_NAME/, sql);
    assert.doesNotMatch(said, /token/, sql);
  }
});
