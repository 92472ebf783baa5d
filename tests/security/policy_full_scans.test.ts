// `max_cost` and `block_full_scans` bound what runs, by whichever words a table is read whole.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../agent/database_location.ts";
import { openDatabase } from "../../agent/open_database.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import type { QueryService } from "../../core/ports/query_service.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { fixedSource } from "../../server/commands/policy/read_policy.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const SCHEMA = `
CREATE TABLE plain (id int PRIMARY KEY, note text, mark boolean);
INSERT INTO plain SELECT g, repeat('n', 1000), g % 50 = 0 FROM generate_series(1, 12345) g;
CREATE INDEX marked ON plain (id) WHERE mark;
CREATE TABLE logs (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
${
  Array.from({ length: 6 }, (_, index) =>
    `CREATE TABLE logs_${index} PARTITION OF logs
     FOR VALUES FROM (${index * 2000}) TO (${(index + 1) * 2000});`).join("\n")
}
INSERT INTO logs SELECT g, 'n' FROM generate_series(0, 11999) g;
VACUUM ANALYZE;
CREATE TABLE fresh (id int, note text) WITH (autovacuum_enabled = off);
INSERT INTO fresh SELECT g, repeat('n', 200) FROM generate_series(1, 12345) g;
`;

/** `rows`, `plan`, `refused`, or the code and message of what was thrown. */
async function said(asked: Promise<{ readonly kind: string }>): Promise<string> {
  try {
    return (await asked).kind;
  } catch (error) {
    if (error instanceof PgmcpError) return `${error.code} ${error.message}`;
    throw error;
  }
}

const BLOCKED = "block_full_scans: {over_rows: 5000}";

/** What reads too much, and the rules that say so. */
const TOO_MUCH: readonly (readonly [rules: string, sql: string])[] = [
  [BLOCKED, "SELECT count(note) FROM plain"],
  [BLOCKED, "EXPLAIN ANALYZE SELECT count(note) FROM plain"],
  [BLOCKED, "explain (analyze, costs off) SELECT count(note) FROM plain"],
  [BLOCKED, "EXPLAIN (ANALYZE off, ANALYZE 1) SELECT count(note) FROM plain"],
  ["max_cost: 100", "EXPLAIN (ANALYZE TRUE) SELECT count(*) FROM plain a, plain b"],
  [BLOCKED, "SELECT count(note) FROM plain TABLESAMPLE BERNOULLI (1)"],
  [BLOCKED, "SELECT count(note) FROM plain TABLESAMPLE SYSTEM (99)"],
  [BLOCKED, "SELECT count(note) FROM plain WHERE ctid > '(0,0)'"],
  [BLOCKED, "SELECT count(id) FROM (SELECT id FROM plain ORDER BY id OFFSET 0) p"],
  [BLOCKED, "SELECT id FROM plain WHERE id % 7 = 8 ORDER BY id LIMIT 1000"],
  [BLOCKED, "SELECT count(note) FROM fresh"],
  [BLOCKED, "SELECT count(note) FROM logs"],
  ["tables: {logs: {block_full_scans: {over_rows: 5000}}}", "SELECT count(note) FROM logs"],
  ["tables: {logs: {block_full_scans: {over_rows: 50}}}", "SELECT count(note) FROM logs_1"],
];

const LITTLE: readonly string[] = [
  "SELECT note FROM plain WHERE id = 7",
  "SELECT id, note FROM plain ORDER BY id",
  "SELECT max(id) FROM plain",
  "SELECT note FROM plain WHERE note <> 'none' ORDER BY id DESC LIMIT 20",
  "SELECT count(id) FROM plain WHERE mark",
  "SELECT count(note) FROM plain TABLESAMPLE SYSTEM (1)",
  "EXPLAIN SELECT count(note) FROM plain",
  "EXPLAIN (ANALYZE off) SELECT count(note) FROM plain",
  "EXPLAIN (ANALYZE 0) SELECT count(note) FROM plain",
  "EXPLAIN ANALYZE SELECT note FROM plain WHERE id = 7",
  "SELECT count(note) FROM logs_1",
  "SELECT count(note) FROM logs WHERE id BETWEEN 2100 AND 5900",
  "SHOW TimeZone",
];

onPostgres(
  "no words for reading all of a table get past the policy's limits on plans",
  async (server) => {
    const { url } = await server.createDatabase();
    for (const statement of SCHEMA.split(";\n")) await server.runSql(url, statement);
    const location = parseDatabaseUrl(url);
    assert.ok(location.kind !== "problem");
    await using database = await openDatabase(location);
    const under = async (rules: string): Promise<QueryService> => {
      const parsed = await parsePolicy(`policy:\n  ${rules}\n`);
      assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
      const policy = fixedSource(parsed, "policy.yaml");
      return guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS).queries;
    };
    for (const [rules, sql] of TOO_MUCH) {
      const queries = await under(rules);
      assert.match(await said(queries.query({ sql })), /^PGMCP_PLAN_REFUSED/, sql);
      if (/^explain/i.test(sql)) continue;
      assert.match(await said(queries.explain({ sql, analyze: true })), /^PGMCP_PLAN_REFUSED/, sql);
      assert.equal(await said(queries.explain({ sql })), "plan", sql);
    }
    const queries = await under(BLOCKED);
    for (const sql of LITTLE) assert.equal(await said(queries.query({ sql })), "rows", sql);
    // The look at the plan is the first to meet a mistake, and shows it at the same place.
    const mistaken = { sql: "SELECT id FROM plain WHERE id = 'x'", analyze: true };
    const unlimited = await under("max_rows_per_query: 50");
    const failed = await said(unlimited.explain(mistaken));
    assert.match(failed, /^PGMCP_QUERY_FAILED/);
    assert.equal(await said(queries.explain(mistaken)), failed);
    assert.equal(await said(queries.query(mistaken)), failed);
  },
);
