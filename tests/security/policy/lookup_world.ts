// Two databases for row filters that look into other tables: one under the policy, and a copy from
// which the rows that they hide were deleted, by SQL written by hand.

import assert from "node:assert/strict";
import type { Principal } from "../../../core/auth/principal.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { QueryOutcome } from "../../../core/ports/query_service.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";
import { CANARIES } from "./policy_world.ts";

/** The tables. `auth.members` does not exist for clients. */
export const LOOKUP_TABLES_SQL = `
CREATE SCHEMA app; CREATE SCHEMA auth;
CREATE TABLE app.customers(id int PRIMARY KEY, region text, name text);
CREATE TABLE app.orders(id int PRIMARY KEY, customer_id int, amount int, note text);
CREATE TABLE app.tickets(id int PRIMARY KEY, order_id int, title text, level int);
CREATE TABLE auth.members(ticket_id int, person text, PRIMARY KEY (ticket_id, person));
CREATE TABLE app.events(id int, customer_id int, line text) PARTITION BY RANGE (id);
CREATE TABLE app.events_a PARTITION OF app.events FOR VALUES FROM (0) TO (30);
CREATE TABLE auth.events_b PARTITION OF app.events FOR VALUES FROM (30) TO (1000);
CREATE TABLE app.tree(id int PRIMARY KEY, parent int, name text);
INSERT INTO app.customers SELECT g, CASE g % 3 WHEN 0 THEN 'north' WHEN 1 THEN 'HIDDENROWeast' END, 'c' || g FROM generate_series(1, 12) g;
INSERT INTO app.orders SELECT g, 1 + g % 14, g % 5, CASE WHEN (1 + g % 14) % 3 = 0 THEN (g % 4)::text ELSE 'HIDDENROW' || g END FROM generate_series(1, 80) g;
INSERT INTO app.tickets SELECT g, g % 40, CASE WHEN g % 4 = 0 THEN g::text ELSE 'HIDDENROW' || g END, CASE WHEN g % 4 = 0 THEN 1 ELSE 0 END FROM generate_series(1, 40) g;
INSERT INTO auth.members SELECT g, CASE WHEN g % 4 = 0 THEN 'kim' ELSE 'HIDDENROWlee' END FROM generate_series(1, 40) g;
INSERT INTO app.events SELECT g, 1 + g % 14, CASE WHEN (1 + g % 14) % 3 = 0 THEN g::text ELSE 'HIDDENROW' END FROM generate_series(1, 60) g;
INSERT INTO app.tree SELECT g, g / 2, CASE WHEN g % 2 = 0 THEN g::text ELSE 'HIDDENROW' END FROM generate_series(1, 20) g;
CREATE INDEX ON app.orders (customer_id);
ANALYZE;
`;

const POLICY = `
policy:
  deny_tables: [auth.members]
  writable_tables: [app.orders, app.tickets, app.tree]
  tables:
    app.customers: { mask_columns: { region: redact } }
    app.orders:
      row_filter: "customer_id IN (SELECT c.id FROM app.customers AS c WHERE region = {{principal.region}})"
    app.tickets:
      row_filter: "exists (select from auth.members where members.ticket_id = id and person = {{principal.id}})"
    app.events:
      row_filter: "EXISTS (SELECT 1 FROM app.customers c JOIN app.orders o ON o.customer_id = c.id WHERE c.id = events.customer_id AND c.region = {{principal.region}} GROUP BY c.id HAVING count(*) > 0)"
    app.tree:
      row_filter: "parent <= (SELECT max(t.parent) FROM app.tree t WHERE t.id <= 20) AND NOT (id = ANY (SELECT t.id FROM app.tree t WHERE t.id % 2 = 1))"
`;

const APPLIED_SQL = `
DELETE FROM app.orders WHERE customer_id NOT IN (3, 6, 9, 12);
DELETE FROM app.events WHERE customer_id NOT IN (3, 6, 9, 12);
DELETE FROM app.tickets WHERE id % 4 <> 0;
DELETE FROM app.tree WHERE id % 2 = 1;
UPDATE app.customers SET region = '[redacted]';
DROP TABLE auth.members;
ANALYZE;
`;

/** Who asks. */
export const KIM: Principal = {
  ...{ id: "kim", role: null, team: null },
  attributes: { region: "north" },
};

/** What one statement gave: its rows in no order, or why there are none. */
export interface LookupAnswer {
  readonly kind: QueryOutcome["kind"] | "error";
  readonly rows: readonly string[];
  /** Everything that left. */
  readonly text: string;
}

/** The two databases. */
export interface LookupWorld extends AsyncDisposable {
  /** The protected one's URL, past every guard. */
  readonly url: string;
  /** Under the policy. */
  ask(sql: string, principal?: Principal): Promise<LookupAnswer>;
  /** The copy, without one. */
  askCopy(sql: string): Promise<LookupAnswer>;
}

/** Makes them on `server`; `login` is the database role that asks, the superuser by default. */
export async function createLookupWorld(
  server: PostgresServer,
  login?: { readonly user: string; readonly password: string },
): Promise<LookupWorld> {
  const original = await server.createDatabase();
  await server.runSql(original.url, LOOKUP_TABLES_SQL);
  const copy = await server.createDatabase(original.name);
  await server.runSql(copy.url, APPLIED_SQL);
  const url = login === undefined ? original.url : server.urlOf(original.name, login);
  const schemas = ["app", "auth"];
  const database = openPostgres({ url, schemas, poolSize: 2 });
  const other = openPostgres({ url: copy.url, schemas, poolSize: 1 });
  const parsed = await parsePolicy(POLICY);
  assert.equal(parsed.kind, "policy", JSON.stringify(parsed));
  if (parsed.kind !== "policy") throw new Error("the policy of the test is none");
  const limits = { maxRows: 1_000, maxBytes: 1024 * 1024, timeoutMs: 10_000 };
  const parser = createParser();
  const { policy } = parsed;
  const parts = { schemas, parser, maxRows: limits.maxRows, readOnly: false };
  const guard = createPolicyGuard({
    ...{ ...parts, catalogue: database.catalogue },
    ...{ source: { policy, hashKey: null } },
    planner: { executor: database.executor, timeoutMs: 5_000, always: true },
  });
  const plain = createGuard({ ...parts, catalogue: other.catalogue });
  return {
    url: original.url,
    ask: (sql, principal = KIM) =>
      answerOf(() => runQuery({ guard, executor: database.executor, limits }, sql, { principal })),
    askCopy: (sql) =>
      answerOf(() => runQuery({ guard: plain, executor: other.executor, limits }, sql)),
    async [Symbol.asyncDispose]() {
      await database.close();
      await other.close();
    },
  };
}

async function answerOf(run: () => Promise<QueryOutcome>): Promise<LookupAnswer> {
  try {
    const outcome = await run();
    const text = JSON.stringify(outcome);
    assert.doesNotMatch(text, CANARIES);
    if (outcome.kind === "refused") return { kind: "refused", rows: [], text };
    const rows = outcome.result.rows.map((row) => JSON.stringify(row)).toSorted();
    return { kind: outcome.kind, rows, text };
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    const text = `${error.code} ${error.sqlState} ${error.message} ${error.hint}`;
    assert.doesNotMatch(text, CANARIES);
    return { kind: "error", rows: [], text };
  }
}
