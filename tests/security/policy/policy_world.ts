// Two databases for a policy: one that is protected by it, and a copy in which masks and filters
// were applied to the data itself, by SQL written by hand. Whatever the protected one answers, the
// copy must answer without a policy. Values that nobody may see are marked.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import pg from "pg";
import type { Principal } from "../../../core/auth/principal.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { Database } from "../../../core/ports/database.ts";
import type { QueryOutcome } from "../../../core/ports/query_service.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";

/** Marks every value that may not leave: masked, filtered or denied. */
export const CANARIES = /CANARY|HIDDENROW/i;

/** The key of the hash masks in these tests. */
export const HASH_KEY: Uint8Array = new Uint8Array(32).map((_, index) => index * 7 + 1);

const LIMITS = { maxRows: 5_000, maxBytes: 4 * 1024 * 1024, timeoutMs: 10_000 };
const PRINCIPAL: Principal = { id: "k1", role: null, team: null, attributes: { tenant: "1" } };

/** The tables. Rows of tenant 2 are hidden; so is what the policy masks or denies. */
export const TABLES_SQL = `
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('low', 'high');
CREATE TABLE app.people(
  id int PRIMARY KEY, tenant_id int, name text, email text, ssn text, phone varchar(20), card text,
  born date, seen timestamptz, salary numeric, level int, score float8, note text, mood app.mood,
  secret text, secret_upper text GENERATED ALWAYS AS (upper(secret)) STORED);
CREATE TABLE app.sales(
  id int PRIMARY KEY, tenant_id int, person_id int, day date, amount int, status text, memo text);
CREATE TABLE app.places(id int PRIMARY KEY, name text, level int, born date);
CREATE TABLE app.visits(id int PRIMARY KEY, person_id int, place_id int, what text, level int);
CREATE TABLE app.vault(id int, token text);
CREATE TABLE app.logs(id int, person_id int, ip text, line text) PARTITION BY RANGE (id);
CREATE TABLE app.logs_a PARTITION OF app.logs FOR VALUES FROM (0) TO (20);
CREATE TABLE app.logs_b PARTITION OF app.logs FOR VALUES FROM (20) TO (1000);
INSERT INTO app.people SELECT g, 1 + g % 2,
  CASE g % 2 WHEN 0 THEN 'n' || g % 5 ELSE 'HIDDENROW' || g END,
  CASE g % 9 WHEN 0 THEN NULL WHEN 2 THEN '' WHEN 4 THEN 'x' WHEN 6 THEN '@' ELSE 'canary' || g || '@mail' || g % 3 || '.example' END,
  CASE g % 7 WHEN 0 THEN NULL ELSE 'CANARY-' || g % 4 END,
  'CANARY' || g, CASE WHEN g % 5 = 0 THEN '1' ELSE 'CANARY000' || lpad((g % 10)::text, 4, '0') END,
  CASE g % 11 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' ELSE '1970-06-15'::date + g * 100 END,
  CASE g % 13 WHEN 0 THEN '-infinity' ELSE '2024-03-01 12:30+00'::timestamptz + g * interval '17 days' END,
  CASE g % 6 WHEN 0 THEN 'NaN'::numeric ELSE 1000.5 + g * 37.25 END, g % 4,
  CASE g % 8 WHEN 0 THEN 'infinity'::float8 ELSE g * 1.5 END,
  CASE WHEN g % 2 = 1 THEN 'HIDDENROW' WHEN g % 6 = 0 THEN g::text ELSE '7' END,
  CASE WHEN g % 3 = 0 THEN 'low' ELSE 'high' END::app.mood, 'CANARYSECRET' || g
  FROM generate_series(1, 40) g;
INSERT INTO app.sales SELECT g, 1 + (g / 3) % 2, 1 + g % 40, '2024-01-01'::date + g % 50, g % 17,
  CASE g % 3 WHEN 0 THEN 'open' ELSE 'paid' END,
  CASE WHEN (g / 3) % 2 = 1 THEN 'HIDDENROW' || g ELSE 'memo ' || g % 7 END FROM generate_series(1, 120) g;
INSERT INTO app.places SELECT g, 'n' || g % 5, g % 4, '1971-01-01'::date + g FROM generate_series(1, 12) g;
INSERT INTO app.visits SELECT g, 1 + g % 43, 1 + g % 12,
  CASE WHEN (1 + g % 43) % 2 = 0 AND (1 + g % 43) <= 40 THEN (g % 8)::text ELSE 'HIDDENROW' || g END,
  CASE WHEN (1 + g % 43) % 2 = 0 AND (1 + g % 43) <= 40 THEN 1 + g % 3 ELSE 0 END FROM generate_series(1, 90) g;
INSERT INTO app.vault VALUES (1, 'CANARYTOKEN');
INSERT INTO app.logs SELECT g, g % 40, 'CANARY10.0.0.' || g % 3, 'line ' || g % 5 FROM generate_series(1, 60) g;
CREATE VIEW app.people_v AS SELECT id, ssn AS s FROM app.people;
CREATE VIEW app.places_v AS SELECT id, name FROM app.places;
CREATE INDEX ON app.sales (person_id); CREATE INDEX ON app.sales (tenant_id, id);
ANALYZE;
`;

/** The policy. */
export const POLICY = `
policy:
  deny_tables: [app.vault]
  tables:
    app.people:
      deny_columns: [secret]
      row_filter: "tenant_id = {{principal.tenant}}"
      mask_columns:
        email: { partial: { keep_domain: true } }
        ssn: hash
        phone: "null"
        card: { partial: { keep_last: 4 } }
        born: year
        salary: { bucket: { size: 100 } }
        level: redact
        score: { bucket: { size: 10 } }
    app.sales: { row_filter: "tenant_id = {{principal.tenant}} and id > 0" }
    app.visits:
      row_filter: "person_id IN (SELECT p.id FROM app.people p WHERE tenant_id = {{principal.tenant}} AND level >= 0)"
    app.logs: { mask_columns: { ip: "0.0.0.0" } }
`;

// What the policy does, by hand.
const APPLIED_SQL = `
DROP TABLE app.vault; DROP VIEW app.people_v; ALTER TABLE app.people DROP COLUMN secret_upper;
ALTER TABLE app.people DROP COLUMN secret;
DELETE FROM app.people WHERE tenant_id <> 1 OR tenant_id IS NULL;
DELETE FROM app.sales WHERE NOT (tenant_id = 1 AND id > 0);
DELETE FROM app.visits WHERE person_id % 2 = 1 OR person_id > 40;
UPDATE app.logs SET ip = '0.0.0.0';
UPDATE app.people SET
  email = CASE WHEN email LIKE '%@%' THEN '****' || substring(email FROM '@[^@]*$') WHEN email IS NOT NULL THEN '****' END,
  phone = NULL,
  card = CASE WHEN length(card) >= 8 THEN '****' || right(card, 4) ELSE '****' END,
  born = CASE WHEN isfinite(born) THEN make_date(extract(year FROM born)::int, 1, 1) END,
  salary = CASE WHEN salary = 'NaN' THEN 'NaN' ELSE floor(salary / 100) * 100 END,
  level = NULL,
  score = CASE WHEN score < 1e300 THEN floor(score / 10) * 10 END;
ANALYZE;
`;

// What nobody may see is something else: no hidden rows, and other values behind the masks. The
// statistics stay, and so do the plans.
const ELSEWHERE_SQL = `
DELETE FROM app.visits WHERE person_id % 2 = 1 OR person_id > 40;
DELETE FROM app.people WHERE tenant_id <> 1; DELETE FROM app.sales WHERE NOT (tenant_id = 1 AND id > 0);
UPDATE app.people SET phone = 'CANARY', secret = 'CANARY', level = 17,
  email = CASE WHEN email LIKE '%@%' THEN 'CANARYother' || substring(email FROM '@[^@]*$') ELSE email END;
UPDATE app.logs SET ip = 'CANARY'; UPDATE app.vault SET token = 'CANARY';
`;

/** What one statement gave: its rows in no order, or why there are none. */
export interface Answer {
  readonly kind: "rows" | "refused" | "error";
  readonly rows: readonly string[];
  readonly truncated: boolean;
  /** Everything that left, for canaries. */
  readonly text: string;
}

/** The two databases. */
export interface PolicyWorld extends AsyncDisposable {
  /** The protected one's URL, past every guard. */
  readonly url: string;
  /** Under the policy. */
  ask(sql: string): Promise<Answer>;
  /** Under the policy, as somebody else. */
  askAs(sql: string, principal: Principal): Promise<Answer>;
  /** The copy, without one. */
  askCopy(sql: string): Promise<Answer>;
  /** Under the policy again, where what is hidden is something else: no hidden rows, other values. */
  askElsewhere(sql: string): Promise<Answer>;
}

/** Makes them on `server`. */
export async function createPolicyWorld(server: PostgresServer): Promise<PolicyWorld> {
  const original = await server.createDatabase();
  await server.runSql(original.url, TABLES_SQL);
  const copy = await server.createDatabase(original.name);
  await hashInPlace(copy.url);
  await server.runSql(copy.url, APPLIED_SQL);
  const database = openPostgres({ url: original.url, schemas: ["app"], poolSize: 2 });
  const other = openPostgres({ url: copy.url, schemas: ["app"], poolSize: 2 });
  const parsed = await parsePolicy(POLICY);
  if (parsed.kind !== "policy") throw new Error("the policy of the test is none");
  const elsewhere = await server.createDatabase(original.name);
  await server.runSql(elsewhere.url, ELSEWHERE_SQL);
  const third = openPostgres({ url: elsewhere.url, schemas: ["app"], poolSize: 2 });
  const parts = { schemas: ["app"], maxRows: LIMITS.maxRows };
  const source = { policy: parsed.policy, hashKey: HASH_KEY };
  const parser = createParser();

  function asker({ catalogue, executor }: Database) {
    // Every plan is looked at: what a policy puts into a statement is never refused for it.
    const planner = { executor, timeoutMs: LIMITS.timeoutMs, always: true };
    const guard = createPolicyGuard({
      ...{ ...parts, catalogue, parser, source, planner },
      keepMs: 600_000,
    });
    const context = { guard, executor, limits: LIMITS };
    return (sql: string, principal: Principal = PRINCIPAL) =>
      answerOf(() => runQuery(context, sql, { principal }));
  }

  const askHere = asker(database);
  const plain = createGuard({ ...parts, catalogue: other.catalogue });
  return {
    url: original.url,
    ask: (sql) => askHere(sql),
    askAs: (sql, principal) => askHere(sql, principal),
    askElsewhere: asker(third),
    askCopy: (sql) =>
      answerOf(() => runQuery({ guard: plain, executor: other.executor, limits: LIMITS }, sql)),
    async [Symbol.asyncDispose]() {
      await database.close();
      await other.close();
      await third.close();
    },
  };
}

async function answerOf(run: () => Promise<QueryOutcome>): Promise<Answer> {
  try {
    const outcome = await run();
    const text = JSON.stringify(outcome);
    if (outcome.kind === "refused") return { kind: "refused", rows: [], truncated: false, text };
    const rows = outcome.result.rows.map((row) => JSON.stringify(row)).toSorted();
    return { kind: "rows", rows, truncated: outcome.result.truncatedBy !== null, text };
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    const text = `${error.code} ${error.sqlState} ${error.message} ${error.hint}`;
    return { kind: "error", rows: [], truncated: false, text };
  }
}

/** The hash mask, from Node's own HMAC. */
async function hashInPlace(url: string): Promise<void> {
  const own = createHmac("sha256", HASH_KEY).update("pgmcp hash mask\0").digest();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "SELECT DISTINCT ssn FROM app.people WHERE ssn IS NOT NULL",
    );
    for (const { ssn } of rows) {
      const hash = createHmac("sha256", own).update(String(ssn)).digest("hex").slice(0, 32);
      await client.query("UPDATE app.people SET ssn = $1 WHERE ssn = $2", [hash, ssn]);
    }
  } finally {
    await client.end();
  }
}

/** Why `sql` is refused; fails where it is not, or where something hidden is told. */
export async function refused(world: PolicyWorld, sql: string): Promise<string> {
  const answer = await world.ask(sql);
  assert.equal(answer.kind, "refused", `${sql}: ${answer.text}`);
  assert.doesNotMatch(answer.text, CANARIES);
  const { verdict } = JSON.parse(answer.text);
  return `${verdict.code} ${verdict.message} ${verdict.hint}`;
}
