// What follows from a policy for a view, a partition or a name holds only while the database is what
// it was compiled for. Each change here, made between two calls, would show a masked column as it is:
// that is seen to happen where nobody looks again, and not to happen where pgmcp does.

import assert from "node:assert/strict";
import pg from "pg";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../../support/postgres_server.ts";

const FIXTURE = `
CREATE TABLE people (id int, note text, ssn text); INSERT INTO people VALUES (1, 'plain', 'canary');
CREATE TABLE open (id int, note text); INSERT INTO open VALUES (1, 'plain');
CREATE VIEW shown AS SELECT id, note FROM open;
CREATE VIEW above AS SELECT id, note FROM shown;
CREATE TABLE parent (id int, note text, ssn text);
CREATE TABLE swapped (note text); INSERT INTO swapped VALUES ('plain');
`;

const POLICY = `policy:
  default: allow
  tables:
    people: { mask_columns: { ssn: redact } }
`;

/** Statements that are open before the change, and would show what is masked after it. */
const CHANGES: Readonly<Record<string, readonly [sql: string, change: string]>> = {
  "a view is replaced by one over the masked column": [
    "SELECT note FROM shown",
    "CREATE OR REPLACE VIEW shown AS SELECT id, ssn AS note FROM people",
  ],
  "a view under the view is": [
    "SELECT note FROM above",
    "CREATE OR REPLACE VIEW shown AS SELECT id, ssn AS note FROM people",
  ],
  "the protected table becomes a child of an open one": [
    "SELECT ssn FROM parent",
    "ALTER TABLE people INHERIT parent",
  ],
  "an open table is swapped for a view of its name": [
    "SELECT note FROM swapped",
    "DROP TABLE swapped; CREATE VIEW swapped AS SELECT ssn AS note FROM people",
  ],
};

const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };
const skipped = postgresSkipReason();

Deno.test({
  name: "what follows from a policy holds only while the database is what it was made for",
  ignore: skipped !== null,
  fn: async (t) => {
    await using server = await startPostgres();
    const template = await server.createDatabase();
    await server.runSql(template.url, FIXTURE);
    const parsed = await parsePolicy(POLICY);
    if (parsed.kind !== "policy") throw new Error("the policy is none");
    const parser = createParser();
    for (const [title, [sql, change]] of Object.entries(CHANGES)) {
      await t.step(title, async () => {
        const { url } = await server.createDatabase(template.name);
        await using database = openPostgres({ url, schemas: ["public"] });
        const { catalogue, executor } = database;
        const guard = createPolicyGuard({
          ...{ schemas: ["public"], catalogue, parser },
          source: { policy: parsed.policy, hashKey: null },
          // The names of the catalogue's own answers are looked at anyway: this is about the policy's.
          keepMs: 600_000,
        });
        // Another statement warms the policy up: of this one nothing is known when the change comes.
        assert.equal((await guard.check("SELECT id FROM people")).kind, "allow");
        await server.runSql(url, change);
        const verdict = await guard.check(sql);
        if (verdict.kind !== "allow") assert.fail(`${verdict.code} ${verdict.message}`);
        const request = { sql: verdict.sql, access: "read", limits: LIMITS } as const;
        const values = verdict.values === undefined ? {} : { values: verdict.values };
        const unseen = await executor.execute({ ...request, ...values });
        assert.match(JSON.stringify(unseen.rows), /canary/, "the change does no harm");
        await assert.rejects(
          executor.execute({ ...request, ...values, evidence: verdict.evidence ?? [] }),
          (error) => error instanceof PgmcpError && error.code === "PGMCP_CATALOGUE_CHANGED",
        );
        const outcome = await runQuery({ guard, executor, limits: LIMITS }, sql).catch((error) =>
          error
        );
        assert.doesNotMatch(JSON.stringify(outcome.result?.rows ?? []), /canary/);
      });
    }
    await t.step("what changes no relation ends nothing", async () => {
      const { url } = await server.createDatabase(template.name);
      await using database = openPostgres({ url, schemas: ["public"] });
      const { catalogue, executor } = database;
      const source = { policy: parsed.policy, hashKey: null };
      const parts = { schemas: ["public"], catalogue, parser, source, keepMs: 600_000 };
      const guard = createPolicyGuard(parts);
      const verdict = await guard.check("SELECT note FROM shown");
      if (verdict.kind !== "allow") assert.fail(verdict.code);
      // A table of another session stays until it ends.
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      await other.query(
        "CREATE TEMP TABLE passing (id int DEFAULT 1); CREATE TEMP VIEW v AS SELECT 1",
      );
      await server.runSql(url, "TRUNCATE parent; INSERT INTO open VALUES (2, 'more'); ANALYZE");
      const { evidence = [], sql } = verdict;
      assert.equal(evidence.length, 2);
      const { rows } = await executor.execute({ sql, access: "read", limits: LIMITS, evidence });
      assert.equal(rows.length, 2);
      await other.end();
    });
  },
});
