// The ledger's attacks on masks, filters and denied tables, with the policy they were written for.
// What runs must give what the same statement gives, without a policy, on a copy of the database in
// which hidden rows and values do not exist; what is hidden is in no byte that leaves.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import { createGuard, type Guard } from "../../core/services/guard.ts";
import { createPolicyGuard } from "../../core/services/policy_guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { type AttackCluster, startAttackCluster } from "./attack_cluster.ts";
import { allAttacks, type Attack } from "./ledger.ts";
import { mutationsOf } from "./mutate.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const CLASSES: ReadonlySet<string> = new Set([
  ...["mask", "mask-inference", "mask-weak", "row-filter", "error-leak"],
  ...["schema-bypass", "prompt-injection"],
]);

/** Values that the policy hides: of masked columns, hidden rows, denied tables. */
const CANARIES =
  /\d{3}-\d\d-\d{4}|\b0\d{8}\b|(ada|bob|eve|n\d+)@|555-0|\bEve\b|TENANT2|sk-live|hidden-password|"777"/g;

/** What the policy does, done to the data. */
const APPLIED_SQL = `
DROP TABLE app.api_keys; DROP VIEW app.customer_v; DROP MATERIALIZED VIEW app.customer_mv;
ALTER TABLE app.orders DROP CONSTRAINT orders_customer_id_fkey;
DELETE FROM app.customers WHERE tenant_id <> 1; DELETE FROM app.orders WHERE tenant_id <> 1;
DELETE FROM app.tickets WHERE tenant_id <> 1;
UPDATE app.customers SET ssn = '[redacted]', phone = NULL,
  email = CASE WHEN length(email) >= 8 THEN '****' || right(email, 4) ELSE '****' END;
UPDATE app.events SET ssn = '[redacted]';
`;

const LIMITS = { maxRows: 100, maxBytes: 100 * 1024, timeoutMs: 2_000 };
const MAX_MUTATIONS = 1_500;

interface Outcome {
  readonly kind: "reject" | "rows" | "error";
  /** Rows in no order, or the error's SQLSTATE: what must be as on the copy. */
  readonly answer: string;
  /** All that leaves. */
  readonly text: string;
}

interface Asked extends AsyncDisposable {
  ask(sql: string): Promise<Outcome>;
}

async function openUnderPolicy(cluster: AttackCluster): Promise<Asked> {
  const { url } = await cluster.copy();
  const database = openPostgres({ url, schemas: ["app"], poolSize: 1 });
  const text = await Deno.readTextFile(new URL("./policy.yaml", import.meta.url));
  const parsed = await parsePolicy(text);
  if (parsed.kind !== "policy") throw new Error("the ledger's policy is none");
  const guard = createPolicyGuard({
    ...{ schemas: ["app"], maxRows: LIMITS.maxRows, catalogue: database.catalogue },
    ...{ parser: createParser(), source: { policy: parsed.policy, hashKey: null } },
    planner: { executor: database.executor, timeoutMs: LIMITS.timeoutMs },
  });
  return asked(database, guard);
}

async function openCopy(cluster: AttackCluster): Promise<Asked> {
  const copy = await cluster.copy();
  await cluster.server.runSql(copy.url, APPLIED_SQL);
  const database = openPostgres({ url: copy.url, schemas: ["app"], poolSize: 1 });
  const { catalogue } = database;
  return asked(
    database,
    createGuard({ schemas: ["app"], maxRows: LIMITS.maxRows, catalogue }),
  );
}

function asked(database: ReturnType<typeof openPostgres>, guard: Guard): Asked {
  const context = { guard, executor: database.executor, limits: LIMITS };
  return {
    async ask(sql) {
      try {
        const outcome = await runQuery(context, sql);
        if (outcome.kind === "refused") {
          const { message, hint, fragment } = outcome.verdict;
          return { kind: "reject", answer: "", text: `${message} ${hint} ${fragment}` };
        }
        const rows = outcome.result.rows.map((row) => JSON.stringify(row)).toSorted();
        const { report } = outcome;
        return { kind: "rows", answer: rows.join("\n"), text: JSON.stringify([rows, report]) };
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        const text = `${error.message} ${error.hint}`;
        return { kind: "error", answer: error.sqlState ?? error.code, text };
      }
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

function leaked(outcome: Outcome, sql: string): readonly string[] {
  const found = outcome.text.match(CANARIES) ?? [];
  // What the client wrote itself may come back.
  return found.filter((value) => !sql.includes(value));
}

/** Whether it is the answer of the copy; of PostgreSQL's own catalogue a part of it, for a policy leaves out more than tables. */
function isAnswerOf(answer: string, expected: string, sql: string): boolean {
  if (!/pg_class|information_schema/i.test(sql)) return answer === expected;
  const wordsOf = (text: string) => text.replace(/\btest_\d+\b/g, "").match(/\w+/g) ?? [];
  const known = new Set(wordsOf(expected));
  return answer !== "" && wordsOf(answer).every((word) => known.has(word));
}

async function examine(
  attack: Pick<Attack, "id" | "sql" | "accept">,
  here: Asked,
  copy: Asked,
): Promise<string | null> {
  const { sql, accept } = attack;
  const outcome = await here.ask(sql);
  const title = `${attack.id} ${sql.slice(0, 200)}\n    `;
  const leaks = leaked(outcome, sql);
  if (leaks.length > 0) return `${title}leaks ${leaks.join(", ")}`;
  if (outcome.kind === "reject") {
    // Without a policy more of the catalogue may be read than with one.
    const closed = outcome.text.includes("tells of tables and columns that the policy may hide");
    return closed || accept.includes("reject") ? null : `${title}refused: ${outcome.text}`;
  }
  if (accept.every((each) => each === "reject")) return `${title}${outcome.kind}`;
  if (/explain/i.test(sql)) {
    return /\d/.test(outcome.answer) ? `${title}a plan with numbers: ${outcome.answer}` : null;
  }
  const expected = await copy.ask(sql);
  const same = expected.kind === outcome.kind && isAnswerOf(outcome.answer, expected.answer, sql);
  return same ? null : `${title}${outcome.kind} ${outcome.answer}, not ${expected.answer}`;
}

withPostgres(
  "with its policy every attack on what is hidden ends within what is accepted",
  async (t) => {
    await using cluster = await startAttackCluster();
    await using here = await openUnderPolicy(cluster);
    await using copy = await openCopy(cluster);
    const attacks = allAttacks.filter((attack) =>
      CLASSES.has(attack.class) && attack.mode === "read"
    );
    for (const name of CLASSES) {
      await t.step(name, async () => {
        const found: string[] = [];
        for (const attack of attacks.filter((each) => each.class === name)) {
          const wrong = await examine(attack, here, copy);
          if (wrong !== null) found.push(wrong);
        }
        assert.deepEqual(found, []);
      });
    }
    await t.step("in other clothes too, nothing hidden leaves", async () => {
      const found: string[] = [];
      const written = attacks.filter(({ sql }) => sql.length < 1_000).flatMap(({ id, sql }) =>
        mutationsOf(sql).map((mutation) => ({ id, sql: mutation }))
      );
      const step = Math.max(1, Math.floor(written.length / MAX_MUTATIONS));
      let asked = 0;
      for (let index = 0; index < written.length; index += step) {
        const { id, sql } = written[index] ?? { id: "", sql: "SELECT 1" };
        const outcome = await here.ask(sql);
        asked++;
        const leaks = leaked(outcome, sql);
        if (leaks.length > 0) found.push(`${id} ${sql}\n    ${leaks.join(", ")}`);
        if (outcome.kind !== "rows" || /explain/i.test(sql)) continue;
        const expected = await copy.ask(sql);
        if (expected.kind === "rows" && !isAnswerOf(outcome.answer, expected.answer, sql)) {
          found.push(`${id} ${sql}\n    ${outcome.answer.slice(0, 200)}`);
        }
      }
      assert.deepEqual(found, []);
      assert.ok(asked > 1_000, `only ${asked} statements`);
    });
    await t.step("of the rest of the ledger nothing hidden leaves", async () => {
      const found: string[] = [];
      for (const { id, sql } of allAttacks.filter((attack) => !CLASSES.has(attack.class))) {
        if (sql.length > 5_000) continue;
        const leaks = leaked(await here.ask(sql), sql);
        if (leaks.length > 0) found.push(`${id} ${sql.slice(0, 200)}\n    ${leaks.join(", ")}`);
      }
      assert.deepEqual(found, []);
    });
  },
);
