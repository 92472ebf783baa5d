// Row filters are judged when their tables are named, and all of them meanwhile: what reads a table
// waits for its own, and once one is refused nothing runs any more.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { createPolicyGuard, type PolicyGuard } from "../../../core/services/policy_guard.ts";
import type { ProtectionOptions } from "../../../core/services/protection.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";

const onPostgres = testsOnPostgres();

const TABLES = 300;

/** Runs `test` on a guard with a filter that differs on every table, of which `bad` is refused. */
async function withFilters(
  server: PostgresServer,
  bad: string,
  test: (guard: PolicyGuard, source: ProtectionOptions["source"]) => Promise<void>,
): Promise<void> {
  const { url } = await server.createDatabase();
  const names = Array.from({ length: TABLES }, (_, index) => `t${index}`);
  await server.runSql(url, names.map((name) => `CREATE TABLE ${name}(id int);`).join("\n"));
  await using database = openPostgres({ url, poolSize: 2 });
  const rules = names.map((name, index) =>
    `    ${name}: { row_filter: "${name === bad ? "pg_sleep(1) IS NULL" : `id > ${index}`}" }\n`
  );
  const parsed = await parsePolicy(`policy:\n  tables:\n${rules.join("")}`);
  assert.ok(parsed.kind === "policy");
  const source = { policy: parsed.policy, hashKey: null };
  const { catalogue } = database;
  await test(createPolicyGuard({ catalogue, parser: createParser(), source }), source);
}

async function codeOf(guard: PolicyGuard, sql: string): Promise<string> {
  try {
    const verdict = await guard.check(sql);
    return verdict.kind === "allow" ? "allow" : verdict.code;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    return error.code;
  }
}

onPostgres("no statement reads a table before the table's own filter is judged", async (server) => {
  const last = `t${TABLES - 1}`;
  for (const sql of [`SELECT * FROM ${last}`, `SELECT * FROM t0, (SELECT * FROM ${last}) x`]) {
    await withFilters(server, last, async (guard) => {
      assert.equal(await codeOf(guard, sql), "PGMCP_POLICY_INVALID");
    });
  }
});

onPostgres("once any filter is refused nothing runs", async (server) => {
  await withFilters(server, `t${TABLES - 1}`, async (guard, source) => {
    const problems = await guard.protection.examine(source);
    assert.deepEqual(problems.map(({ rule }) => rule), [`tables.t${TABLES - 1}.row_filter`]);
    let code = "allow";
    for (let round = 0; round < 1_000 && code === "allow"; round++) {
      code = await codeOf(guard, `SELECT * FROM t0 WHERE id = ${round}`);
    }
    assert.equal(code, "PGMCP_POLICY_INVALID");
    assert.equal(await codeOf(guard, "SELECT 1"), "PGMCP_POLICY_INVALID");
  });
});

onPostgres("filters that may run are judged, each table's before its rows are", async (server) => {
  await withFilters(server, "none", async (guard) => {
    for (const name of ["t7", "t0", `t${TABLES - 1}`]) {
      const verdict = await guard.check(`SELECT * FROM ${name}`);
      assert.ok(verdict.kind === "allow", name);
      assert.ok(verdict.sql.includes(`pgmcp_scan.id > ${name.slice(1)}`), verdict.sql);
    }
  });
});
