// Plans of views that are shown over what is not: of the tables under them no plan tells a name that
// does not exist, a condition, a number, or how many rows were left out.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { explainQuery } from "../../../core/services/explain_query.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE secretly(id int PRIMARY KEY, tenant int, name text, ssn text);
INSERT INTO secretly SELECT g, g % 3, 'n' || g, 'CANARY' || g FROM generate_series(1, 600) g;
CREATE TABLE plain(id int PRIMARY KEY, name text);
INSERT INTO plain SELECT g, 'n' || g FROM generate_series(1, 50) g;
CREATE VIEW v AS SELECT id, name FROM secretly WHERE tenant = 1 AND ssn LIKE 'CANARY%';
CREATE VIEW deep AS SELECT v.id, p.name FROM v JOIN plain p USING (id);
CREATE VIEW names AS SELECT id, name FROM secretly;
CREATE VIEW plainly AS SELECT id, name FROM plain;
ANALYZE;
`;

const POLICIES = [
  "{ deny_tables: [secretly], tables: { v: {}, deep: {}, names: {} } }",
  '{ tables: { secretly: { row_filter: "tenant = 1", mask_columns: { ssn: redact } }, v: {}, deep: {}, names: {} } }',
  "{ tables: { secretly: { deny_columns: [ssn] }, v: {}, deep: {} } }",
  "{ tables: { secretly: { deny_columns: [ssn] }, v: {}, deep: {}, plain: { mask_columns: { name: redact } } } }",
];

onPostgres("the plan of a view over what is hidden shows its shape alone", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  await using database = openPostgres({ url, schemas: ["public"], poolSize: 1 });
  const { catalogue, executor } = database;
  const limits = { maxRows: 1_000, maxBytes: 100_000, timeoutMs: 5_000 };
  for (const rules of POLICIES) {
    const parsed = await parsePolicy(`policy: ${rules}`);
    assert.ok(parsed.kind === "policy", rules);
    const guard = createPolicyGuard({
      ...{ schemas: ["public"], catalogue, parser: createParser() },
      source: { policy: parsed.policy, hashKey: null },
    });
    const context = { guard, executor, limits };
    for (const view of ["v", "deep", "names", "deep d JOIN v USING (id)"]) {
      const sql = `SELECT * FROM ${view} WHERE name LIKE 'n1%'`.replace("d JOIN v USING (id)", "");
      for (const prefix of ["EXPLAIN", "EXPLAIN (ANALYZE, VERBOSE)", "explain (format yaml)"]) {
        const outcome = await runQuery(context, `${prefix} ${sql}`);
        assert.equal(outcome.kind, "rows", `${rules} ${prefix} ${sql}`);
        if (outcome.kind === "rows") shapeAlone(JSON.stringify(outcome.result.rows), rules);
      }
      for (const analyze of [false, true]) {
        const outcome = await explainQuery(context, sql, { analyze });
        assert.equal(outcome.kind, "plan", sql);
        if (outcome.kind === "plan") shapeAlone(JSON.stringify(outcome.plan), rules);
      }
      assert.equal((await runQuery(context, sql)).kind, "rows");
    }
    const open = await runQuery(context, "EXPLAIN SELECT * FROM plainly WHERE id < 5");
    const masked = rules.includes("plain:");
    const lines = open.kind === "rows" ? JSON.stringify(open.result.rows) : "";
    assert.equal(/cost=/.test(lines), !masked, `${rules} ${lines}`);
  }
});

function shapeAlone(plan: string, rules: string): void {
  assert.match(plan, /Scan/);
  const hidden = /CANARY|ssn|tenant|cost|Cost|rows|Rows|Filter|Cond|Output|_pkey|[\d.]{2,}/;
  assert.doesNotMatch(plan, hidden, rules);
  if (rules.includes("deny_tables")) assert.doesNotMatch(plan, /secretly/, rules);
}
