// A role can only narrow: by naming a view or a generated column it shows nothing of what everybody's
// rules hide, and what everybody's rules name shows nothing of what the role's hide.

import assert from "node:assert/strict";
import type { Principal } from "../../../core/auth/principal.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE c(id int PRIMARY KEY, tenant int, name text, ssn text,
  half text GENERATED ALWAYS AS (left(ssn, 3)) STORED);
CREATE TABLE other(id int);
INSERT INTO c(id, tenant, name, ssn) VALUES (1, 1, 'a', 'CANARY1'), (2, 2, 'b', 'CANARY2');
CREATE VIEW v AS SELECT id, name, ssn AS s FROM c;
CREATE VIEW deep AS SELECT * FROM v;
CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
CREATE VIEW stats AS SELECT relname, id FROM c, pg_class;
CREATE TABLE p(id int, ssn text, half text GENERATED ALWAYS AS (left(ssn, 3)) STORED) PARTITION BY RANGE (id);
CREATE TABLE kept(id int, was c, were c[], note text);
INSERT INTO kept VALUES (1, ROW(1, 1, 'a', 'CANARY1', 'CAN'), '{}', 'x');
CREATE VIEW kept_v AS SELECT id, was FROM kept;
CREATE VIEW kept_n AS SELECT id, note FROM kept;
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);
INSERT INTO p(id, ssn) VALUES (1, 'CANARY1');
`;

const HIDES = `c: { mask_columns: { ssn: redact }, row_filter: "tenant = 1" }`;
const SUPPORT: Principal = { id: "k", role: "support", team: null, attributes: {} };

/** Each policy, what everybody gets (the number of rows, or null for a refusal), and what the role gets. */
const CASES: readonly (readonly [string, string, number | null, number | null])[] = [
  // The role names what everybody's rules hide.
  [
    `{ tables: { ${HIDES} }, roles: { support: { allow_tables: [c, v] } } }`,
    "SELECT * FROM v",
    null,
    null,
  ],
  [
    `{ tables: { ${HIDES} }, roles: { support: { tables: { v: {} } } } }`,
    "SELECT s FROM v",
    null,
    null,
  ],
  [
    `{ tables: { ${HIDES} }, roles: { support: { allow_tables: [m, deep] } } }`,
    "SELECT * FROM m, deep",
    null,
    null,
  ],
  [
    `{ tables: { c: { deny_columns: [ssn] } }, roles: { support: { tables: { c: { allow_columns: [id, half] } } } } }`,
    "SELECT half FROM c",
    null,
    null,
  ],
  [
    `{ tables: { p: { mask_columns: { ssn: redact } } }, roles: { support: { tables: { p: { allow_columns: [id, half] } } } } }`,
    "SELECT half FROM p1",
    null,
    null,
  ],
  // Rows of a table that stand in columns of another.
  [`{ tables: { ${HIDES} } }`, "SELECT was FROM kept", null, null],
  [`{ tables: { ${HIDES} } }`, "SELECT were FROM kept", null, null],
  [`{ tables: { ${HIDES} } }`, "SELECT (was).ssn FROM kept_v", null, null],
  [`{ tables: { ${HIDES} } }`, "SELECT k.* FROM kept k JOIN kept_n USING (note)", 1, 1],
  [`{ deny_tables: [c] }`, "SELECT was FROM kept", null, null],
  [`{ deny_tables: [other] }`, "SELECT was FROM kept", 1, 1],
  [
    `{ deny_tables: [c], tables: { kept: { allow_columns: [id, was] } } }`,
    "SELECT was FROM kept",
    1,
    1,
  ],
  // Everybody's rules name what the role's hide.
  [
    `{ allow_tables: [c, v], roles: { support: { tables: { ${HIDES} } } } }`,
    "SELECT * FROM v",
    2,
    null,
  ],
  [
    `{ allow_tables: [c, v, deep], roles: { support: { deny_tables: [c] } } }`,
    "SELECT * FROM deep",
    2,
    null,
  ],
  [
    `{ tables: { c: { allow_columns: [id, half, ssn] } }, roles: { support: { tables: { c: { mask_columns: { ssn: redact } } } } } }`,
    "SELECT half FROM c",
    2,
    null,
  ],
  // Who hides it may name it; and what a role does not speak of stays.
  [`{ tables: { ${HIDES}, v: {} } }`, "SELECT * FROM v", 2, 2],
  [
    `{ allow_tables: [c, v], roles: { support: { tables: { ${HIDES}, v: { mask_columns: { s: "x" } } } } } }`,
    "SELECT s FROM v",
    2,
    2,
  ],
  [
    `{ tables: { ${HIDES}, v: {}, stats: {} }, roles: { support: { deny_tables: [other] } } }`,
    "SELECT 1 FROM v UNION SELECT 1 FROM stats",
    1,
    1,
  ],
];

onPostgres("a role narrows what everybody sees, whatever it names", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  await using database = openPostgres({ url, schemas: ["public"], poolSize: 1 });
  const { catalogue, executor } = database;
  for (const [rules, sql, everybody, role] of CASES) {
    const parsed = await parsePolicy(`policy: ${rules}`);
    assert.ok(parsed.kind === "policy", rules);
    const guard = createPolicyGuard({
      ...{ schemas: ["public"], catalogue, parser: createParser() },
      source: { policy: parsed.policy, hashKey: null },
    });
    const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
    for (const [principal, expected] of [[undefined, everybody], [SUPPORT, role]] as const) {
      const call = principal === undefined ? {} : { principal };
      const outcome = await runQuery({ guard, executor, limits }, sql, call);
      const rows = outcome.kind === "refused" ? null : outcome.result.rows.length;
      assert.equal(rows, expected, `${rules} ${sql} ${principal?.role}`);
    }
  }
});
