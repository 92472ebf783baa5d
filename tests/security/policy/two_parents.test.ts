// A table that is a child of two: whoever reads the one reads rows that are the other's too, with what
// is said of those.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const RULES = [
  "deny_tables: [closed]",
  "tables: { closed: { mask_columns: { note: redact } } }",
  "tables: { closed: { deny_columns: [note] } }",
  'tables: { closed: { row_filter: "id < 0" } }',
];

onPostgres("rows of two tables are shown by neither past the other's rules", async (server) => {
  const limits = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };
  for (const parents of ["plain, closed", "closed, plain"]) {
    const { url } = await server.createDatabase();
    await server.runSql(
      url,
      `CREATE TABLE plain (id int, note text); CREATE TABLE closed (id int, note text);
       CREATE TABLE child () INHERITS (${parents}); INSERT INTO child VALUES (1, 'CANARY')`,
    );
    await using database = openPostgres({ url, poolSize: 1 });
    const { catalogue, executor } = database;
    const ask = async (policy: string): Promise<string> => {
      const parsed = await parsePolicy(`policy:\n  ${policy}\n`);
      assert.ok(parsed.kind === "policy");
      const source = { policy: parsed.policy, hashKey: null };
      const guard = createPolicyGuard({ catalogue, parser: createParser(), source });
      return await runQuery({ guard, executor, limits }, "SELECT note FROM plain").then(
        (outcome) => JSON.stringify(outcome),
        (error: unknown) => {
          if (error instanceof PgmcpError) return error.code;
          throw error;
        },
      );
    };
    for (const rules of RULES) {
      assert.equal(await ask(rules), "PGMCP_POLICY_INVALID", `${parents}: ${rules}`);
    }
    // Where it is said of both, it holds for both.
    const both =
      "tables: { closed: { mask_columns: { note: redact } }, plain: { mask_columns: { note: redact } } }";
    assert.match(await ask(both), /\[\["\[redacted\]"\]\]/);
    assert.match(await ask("tables: { closed: { description: x } }"), /CANARY/);
  }
});
