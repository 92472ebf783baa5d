// The same text from several roles, at once and after the file changed: what is remembered of a
// statement for one role, or under one policy, is nothing to the others.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { HASH_KEY, TABLES_SQL } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

const FILE = `
policy:
  tables:
    app.people: { mask_columns: { ssn: hash, phone: "null" } }
  roles:
    support:
      deny_tables: [app.sales]
      tables: { app.people: { deny_columns: [card], row_filter: "tenant_id = 1" } }
    finance:
      tables: { app.people: { mask_columns: { name: redact } }, app.sales: { row_filter: "amount > 8" } }
    nobody: { default: deny, allow_tables: [app.places] }
`;

const TIGHTER = `
policy:
  deny_tables: [app.places]
  tables:
    app.people: { mask_columns: { ssn: redact, phone: "null", name: redact, card: redact }, row_filter: "false" }
  roles: { support: {}, finance: {}, nobody: {} }
`;

const SQL = [
  "SELECT count(*), max(name), max(ssn) FROM people",
  "SELECT count(*), max(card) FROM people",
  "SELECT count(*) FROM sales",
  "SELECT count(*) FROM places",
  "SELECT count(*) FROM people p JOIN sales s ON s.person_id = p.id JOIN places q ON q.id = p.id",
  "SELECT * FROM people WHERE id = 2",
  "SELECT count(*) FROM people_v",
];

async function policyOf(text: string): Promise<Policy> {
  const parsed = await parsePolicy(text);
  if (parsed.kind !== "policy") throw new Error("the policy of the test is none");
  return parsed.policy;
}

onPostgres("what one role is answered does not depend on who asked before", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  const database = openPostgres({ url, schemas: ["app"], poolSize: 3 });
  const { catalogue, executor } = database;
  const limits = { maxRows: 100, maxBytes: 1024 * 1024, timeoutMs: 10_000 };
  const roles = [null, "support", "finance", "nobody", "stranger", "__proto__", "constructor", ""];

  function open(policy: Policy) {
    const source = { policy, hashKey: HASH_KEY };
    const guard = createPolicyGuard({
      ...{ schemas: ["app"], catalogue, parser: createParser(), source, keepMs: 600_000 },
    });
    async function ask(sql: string, role: string | null): Promise<string> {
      const principal = { id: "k", role, team: null, attributes: {} };
      try {
        const outcome = await runQuery({ guard, executor, limits }, sql, { principal });
        return outcome.kind === "rows"
          ? JSON.stringify(outcome.result.rows)
          : `refused ${outcome.verdict.code} ${outcome.verdict.message}`;
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        return `error ${error.code} ${error.message}`;
      }
    }
    return { ask, source };
  }

  try {
    const alone = new Map<string, string>();
    for (const [name, text] of [["first", FILE], ["second", TIGHTER]] as const) {
      for (const role of roles) {
        // Nobody asked this one before.
        const fresh = open(await policyOf(text));
        for (const sql of SQL) alone.set(`${name} ${role} ${sql}`, await fresh.ask(sql, role));
      }
    }
    const shared = open(await policyOf(FILE));
    for (const name of ["first", "second", "first"]) {
      shared.source.policy = await policyOf(name === "first" ? FILE : TIGHTER);
      for (let round = 0; round < 2; round++) {
        const asked = roles.flatMap((role) => SQL.map((sql) => ({ role, sql })));
        if (round === 1) asked.reverse();
        await Promise.all(asked.map(async ({ role, sql }) => {
          const answer = await shared.ask(sql, role);
          assert.equal(answer, alone.get(`${name} ${role} ${sql}`), `${name} ${role} ${sql}`);
        }));
      }
    }
    // That they differ is the point.
    const counted = roles.slice(0, 4).map((role) => alone.get(`first ${role} ${SQL[0]}`));
    assert.equal(new Set(counted).size, 4, counted.join("\n"));
    for (const role of ["stranger", "__proto__", "constructor", ""]) {
      assert.match(alone.get(`first ${role} ${SQL[0]}`) ?? "", /^(refused|error) /, role);
    }
  } finally {
    await database.close();
  }
});
