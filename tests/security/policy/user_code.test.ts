// Users' functions under a policy, though ALLOW_FUNCTIONS names them.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE t(id int, ssn text);
CREATE FUNCTION peek(int) RETURNS text LANGUAGE sql STABLE AS 'SELECT ssn FROM t WHERE id = $1';
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
CREATE FUNCTION owned(int) RETURNS int LANGUAGE sql IMMUTABLE SECURITY DEFINER AS 'SELECT $1';
CREATE VIEW v AS SELECT peek(1) AS p;
CREATE TABLE open(id int);
`;

onPostgres(
  "a function that may read tables is refused under a policy, one that cannot is not",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, TABLES_SQL);
    await using database = openPostgres({ url });
    const parsed = await parsePolicy(
      "policy:\n  tables:\n    t: { mask_columns: { ssn: redact } }\n    v: {}\n",
    );
    assert.ok(parsed.kind === "policy");
    const guard = createPolicyGuard({
      catalogue: database.catalogue,
      parser: createParser(),
      source: { policy: parsed.policy, hashKey: null },
      allowFunctions: ["peek", "twice", "owned"].map((name) => ({ schema: "public", name })),
    });
    for (
      const sql of [
        "SELECT peek(1)",
        "SELECT public.peek(id) FROM t",
        "SELECT (1).peek",
        "SELECT (t.id).peek FROM t",
        "SELECT o.peek FROM open o",
        "SELECT owned(1)",
        "SELECT * FROM v",
      ]
    ) {
      const verdict = await guard.check(sql);
      assert.equal(verdict.kind, "refuse", sql);
    }
    assert.equal((await guard.check("SELECT twice(id) FROM t")).kind, "allow");
  },
);
