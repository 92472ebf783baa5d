// PostgreSQL's own catalogue under a policy: what clients and models ask it is answered, with what
// the policy leaves, and nothing tells of the rest: no name, no comment, no default, no size. What is
// denied and what never was get the same answer.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import type { Principal } from "../../../core/auth/principal.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { type QueryContext, runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../../support/postgres_server.ts";
import { ANSWERED } from "./shown_catalogue_answered.ts";
import { ALIKE, EMPTY, REFUSED } from "./shown_catalogue_refused.ts";
import { FIXTURE, POLICY } from "./shown_catalogue_world.ts";
import { testUnless } from "../../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const PRINCIPAL: Principal = { id: "k1", role: null, team: null, attributes: { tenant: "1" } };
const LIMITS = { maxRows: 5_000, maxBytes: 4_000_000, timeoutMs: 20_000 };

async function answerTo(sql: string, context: QueryContext): Promise<string> {
  const outcome = await runQuery(context, sql, { principal: PRINCIPAL }).catch((error) => {
    if (!(error instanceof PgmcpError)) throw error;
    return { kind: "error", text: `${error.code} ${error.message}` } as const;
  });
  if (outcome.kind === "error") return outcome.text;
  if (outcome.kind === "rows") return `rows ${JSON.stringify(outcome.result.rows)}`;
  const { code, message, hint } = outcome.verdict;
  return `${code} ${message} ${hint}`;
}

for (const version of [18, 15] as const) {
  withPostgres(`a policy narrows the catalogue on PostgreSQL ${version}`, async (test) => {
    await using server = await startPostgres({ version });
    const database = await server.createDatabase();
    await server.runSql(database.url, FIXTURE);
    const parsed = await parsePolicy(POLICY);
    assert.equal(parsed.kind, "policy");
    if (parsed.kind !== "policy") return;
    const source = { policy: parsed.policy, hashKey: null };
    await using opened = openPostgres({ url: database.url, schemas: ["app", "other"] });
    const { catalogue, executor } = opened;
    for (const schemas of [null, ["app", "other"]]) {
      const planner = { executor, timeoutMs: LIMITS.timeoutMs, always: true };
      const guard = createPolicyGuard({
        ...{ schemas, catalogue, planner, source, maxRows: LIMITS.maxRows },
        parser: createParser(),
      });

      const context = { guard, executor, limits: LIMITS };
      const ask = (sql: string) => answerTo(sql, context);

      const where = schemas === null ? "" : "SCHEMAS: ";
      for (const [sql, words] of Object.entries(ANSWERED)) {
        await test.step(`${where}${sql}`, async () => {
          const answer = await ask(sql);
          assert.match(answer, /^rows /);
          for (const word of words) assert.match(answer, new RegExp(word));
          assert.doesNotMatch(answer, /hidden/i);
        });
      }
      for (const sql of REFUSED) {
        await test.step(`${where}${sql}`, async () => {
          const answer = await ask(sql);
          assert.match(answer, /^PGMCP_(?!QUERY|INTERNAL)/);
          // What the client wrote itself may come back.
          if (!sql.includes("hidden")) assert.doesNotMatch(answer, /hidden(?! (ones|names))/);
        });
      }
      for (const sql of EMPTY) {
        await test.step(`${where}${sql}`, async () => assert.equal(await ask(sql), "rows []"));
      }
      for (const [denied, never] of ALIKE) {
        await test.step(`${where}${denied}`, async () => {
          const plain = (answer: string) =>
            answer.replaceAll(/"?(hidden|nothing|things|app\.|customers)[\w.]*"?/g, "…");
          assert.equal(plain(await ask(denied)), plain(await ask(never)));
        });
      }
    }
  });
}

withPostgres(
  "each role's catalogue is what the policy leaves for it, and later tables are in none yet",
  async () => {
    await using server = await startPostgres();
    const database = await server.createDatabase();
    await server.runSql(
      database.url,
      "CREATE TABLE staff (id int, salary int); CREATE TABLE news (id int, body text)",
    );
    const parsed = await parsePolicy(`
policy:
  roles:
    clerk: { deny_tables: [staff] }
    head: { tables: { staff: { deny_columns: [salary] } } }
    owner: {}
`);
    assert.equal(parsed.kind, "policy");
    if (parsed.kind !== "policy") return;
    await using opened = openPostgres({ url: database.url });
    const guard = createPolicyGuard({
      ...{ schemas: null, catalogue: opened.catalogue, parser: createParser() },
      ...{ source: { policy: parsed.policy, hashKey: null }, keepMs: 600_000 },
    });
    const context = { guard, executor: opened.executor, limits: LIMITS };
    async function columnsFor(role: string): Promise<string> {
      const sql =
        "SELECT string_agg(relname || '.' || attname, ' ' ORDER BY 1) FROM (SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND a.attnum > 0 ORDER BY 1, 2) t";
      const outcome = await runQuery(context, sql, { principal: { ...PRINCIPAL, role } });
      assert.equal(outcome.kind, "rows");
      return outcome.kind === "rows" ? String(outcome.result.rows[0]?.[0]) : "";
    }
    assert.equal(await columnsFor("clerk"), "news.body news.id");
    assert.equal(await columnsFor("head"), "news.body news.id staff.id");
    assert.equal(await columnsFor("owner"), "news.body news.id staff.id staff.salary");
    assert.equal(await columnsFor("clerk"), "news.body news.id");
    assert.equal(await columnsFor("nobody"), "null");
    await server.runSql(database.url, "CREATE TABLE later (id int)");
    assert.match(await columnsFor("clerk"), /^(later\.id )?news\.body news\.id$/);
  },
);
