// A database that changes under a policy: what was judged before holds only while it is the same.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE t(id int PRIMARY KEY, ssn text); INSERT INTO t VALUES (1, 'CANARY');
CREATE TABLE o(id int); INSERT INTO o VALUES (7);
CREATE VIEW v AS SELECT id FROM t;
CREATE VIEW w AS SELECT id::text AS x FROM o;
`;

onPostgres(
  "a view, a column or a table that changes between two calls shows nothing",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, TABLES_SQL);
    await using database = openPostgres({ url, poolSize: 1 });
    const parsed = await parsePolicy(
      "policy:\n  tables:\n    t: { mask_columns: { ssn: redact } }\n",
    );
    assert.ok(parsed.kind === "policy");
    let clockMs = 0;
    const guard = createPolicyGuard({
      catalogue: database.catalogue,
      parser: createParser(),
      source: { policy: parsed.policy, hashKey: null },
      now: () => clockMs,
    });
    const limits = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };

    async function answer(sql: string): Promise<string> {
      try {
        const outcome = await runQuery({ guard, executor: database.executor, limits }, sql);
        const text = JSON.stringify(outcome);
        assert.doesNotMatch(text, /CANARY/, sql);
        return outcome.kind === "rows" ? JSON.stringify(outcome.result.rows) : outcome.verdict.code;
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        assert.doesNotMatch(`${error.message} ${error.hint}`, /CANARY|ssn/, sql);
        return error.code;
      }
    }

    assert.equal(await answer("SELECT * FROM t"), '[["1","[redacted]"]]');
    assert.equal(await answer("SELECT * FROM v"), '[["1"]]');
    assert.equal(await answer("SELECT * FROM w"), '[["7"]]');
    await server.runSql(url, "DROP VIEW v; CREATE VIEW v AS SELECT id, ssn FROM t");
    assert.equal(await answer("SELECT * FROM v"), "PGMCP_UNDEFINED_NAME");
    await server.runSql(url, "CREATE OR REPLACE VIEW w AS SELECT ssn AS x FROM t");
    assert.equal(await answer("SELECT * FROM w"), "PGMCP_UNDEFINED_NAME");
    await server.runSql(url, "CREATE TABLE made(id int)");
    assert.equal(await answer("SELECT * FROM made"), "[]");
    await server.runSql(
      url,
      "CREATE TABLE child() INHERITS (t); INSERT INTO child VALUES (2, 'CANARY')",
    );
    assert.equal(await answer("SELECT * FROM child"), '[["2","[redacted]"]]');
    await server.runSql(url, "DROP VIEW v, w; ALTER TABLE t RENAME ssn TO social");
    for (const sql of ["SELECT * FROM t", "SELECT social FROM t", "SELECT * FROM o", "SELECT 1"]) {
      assert.equal(await answer(sql), "PGMCP_POLICY_INVALID", sql);
    }
    await server.runSql(url, "ALTER TABLE t RENAME social TO ssn");
    clockMs += 1_500;
    assert.equal(await answer("SELECT * FROM ONLY t"), '[["1","[redacted]"]]');
  },
);

onPostgres(
  "a type or a schema that is made later is what the policy makes of it",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(
      url,
      "CREATE TYPE mood AS ENUM ('CANARY'); CREATE TABLE t(id int, m mood); INSERT INTO t VALUES (1)",
    );
    await using database = openPostgres({ url, poolSize: 1 });
    const parsed = await parsePolicy("policy: { tables: { t: { deny_columns: [m] } } }");
    assert.ok(parsed.kind === "policy");
    let clockMs = 0;
    const guard = createPolicyGuard({
      ...{ catalogue: database.catalogue, parser: createParser(), now: () => clockMs },
      source: { policy: parsed.policy, hashKey: null },
    });
    const limits = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };

    async function answer(sql: string): Promise<string> {
      const outcome = await runQuery({ guard, executor: database.executor, limits }, sql);
      return outcome.kind === "rows" ? JSON.stringify(outcome.result.rows) : outcome.verdict.code;
    }

    assert.equal(await answer("SELECT id FROM t"), '[["1"]]');
    await server.runSql(
      url,
      "CREATE TYPE held AS (m mood); CREATE SCHEMA late; CREATE TYPE late.kind AS ENUM ('a')",
    );
    clockMs += 60_000;
    assert.equal(await answer("SELECT id FROM t"), '[["1"]]');
    assert.equal(
      await answer(`SELECT json_populate_record(NULL::held, '{"m": "CANARY"}')`),
      "PGMCP_UNDEFINED_NAME",
    );
    assert.equal(await answer("SELECT NULL::late.kind"), "[[null]]");
  },
);
