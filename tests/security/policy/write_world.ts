// A database under a policy that lists protected tables as writable. After each write the whole
// tables are looked at, past every guard.

import assert from "node:assert/strict";
import pg from "pg";
import type { Principal } from "../../../core/auth/principal.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { QueryOutcome } from "../../../core/ports/query_service.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";

const TABLES_SQL = `
CREATE TABLE notes(id int PRIMARY KEY, tenant int NOT NULL, body text, size numeric, code int UNIQUE);
CREATE TABLE people(id int PRIMARY KEY, name text, email text DEFAULT 'HIDDEN@default', ssn text, city text);
CREATE TABLE odd(id int PRIMARY KEY, "Tenant Id" int, "of""fice" text, size int);
CREATE TABLE plain(id int PRIMARY KEY, body text);
CREATE TABLE closed(id int);
CREATE TABLE moved(id int PRIMARY KEY, tenant int, body text);
CREATE TABLE parts(id int, tenant int, body text) PARTITION BY LIST (tenant);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2);
CREATE VIEW notes_v AS SELECT id, tenant, body FROM notes;
CREATE VIEW closed_v AS SELECT id FROM closed;
CREATE FUNCTION elsewhere() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.tenant := 2; RETURN NEW; END';
CREATE TRIGGER elsewhere BEFORE INSERT OR UPDATE ON moved FOR EACH ROW EXECUTE FUNCTION elsewhere();
INSERT INTO notes SELECT g, 1 + g % 2, CASE g % 2 WHEN 0 THEN '' ELSE 'HIDDEN' END || g, g, 100 + g FROM generate_series(1, 10) g;
INSERT INTO people SELECT g, 'n' || g, 'HIDDEN' || g, 'HIDDEN' || g, 'c' FROM generate_series(1, 4) g;
INSERT INTO odd VALUES (1, 1, 'here', 1), (2, 1, 'there', 2), (3, 2, 'here', 3), (4, 1, 'both', 4), (5, 1, '(', 5);
INSERT INTO plain VALUES (1, 'a');
INSERT INTO closed VALUES (1);
INSERT INTO moved VALUES (100, 1, 'x');
ALTER TABLE moved DISABLE TRIGGER elsewhere;
INSERT INTO moved VALUES (1, 1, 'mine'), (2, 2, 'HIDDEN');
ALTER TABLE moved ENABLE TRIGGER elsewhere;
INSERT INTO parts VALUES (1, 1, 'mine'), (2, 2, 'HIDDEN');
ANALYZE;
`;

const POLICY = `
policy:
  writable_tables: [odd, notes, people, plain, moved, parts, parts_1, parts_2, notes_v, closed_v]
  tables:
    notes: { row_filter: "tenant = {{principal.tenant}}" }
    notes_v: {}
    odd: { row_filter: '"Tenant Id" = {{principal.tenant}} and id > 0 or false' }
    moved: { row_filter: "tenant = {{principal.tenant}}" }
    parts: { row_filter: "tenant = {{principal.tenant}} and id > 0" }
    people: { mask_columns: { email: redact }, deny_columns: [ssn] }
  roles:
    clerk:
      tables:
        odd: { row_filter: '"of""fice" = {{principal.office}} or "of""fice" = ''both''' }
`;

const LIMITS = { maxRows: 1_000, maxBytes: 1024 * 1024, timeoutMs: 10_000 };
/** Who writes. */
export const PRINCIPAL: Principal = {
  id: "k",
  role: null,
  team: null,
  attributes: { tenant: "1" },
};
const TABLES = ["odd", "notes", "people", "plain", "closed", "moved", "parts"];

/** What a write came to: its rows, a refusal, or an error. */
export interface Written {
  readonly kind: QueryOutcome["kind"] | "error";
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly string[];
  readonly affected: number | null;
  /** Everything that left, the client's own text aside. */
  readonly text: string;
  readonly outcome: QueryOutcome | null;
}

/** The database. */
export interface WriteWorld extends AsyncDisposable {
  write(sql: string, principal?: Principal): Promise<Written>;
  /** Every row of every table. */
  look(): Promise<Readonly<Record<string, string>>>;
  look(table: string): Promise<string>;
}

/** Makes it on `server`. */
export async function createWriteWorld(server: PostgresServer): Promise<WriteWorld> {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  const database = openPostgres({ url, poolSize: 1 });
  const parsed = await parsePolicy(POLICY);
  assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
  const guard = createPolicyGuard({
    ...{ readOnly: false, catalogue: database.catalogue, parser: createParser() },
    source: { policy: parsed.policy, hashKey: null },
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();

  async function rowsOf(table: string): Promise<string> {
    const text = `SELECT t::text FROM ${table} t ORDER BY 1`;
    const { rows } = await client.query({ text, rowMode: "array" });
    return JSON.stringify(rows.flat());
  }

  async function look(): Promise<Readonly<Record<string, string>>>;
  async function look(table: string): Promise<string>;
  async function look(table?: string): Promise<string | Readonly<Record<string, string>>> {
    if (table !== undefined) return await rowsOf(table);
    const all: Record<string, string> = {};
    for (const each of TABLES) all[each] = await rowsOf(each);
    return all;
  }

  return {
    look,
    async write(sql, principal = PRINCIPAL) {
      const context = { guard, executor: database.executor, limits: LIMITS };
      try {
        const outcome = await runQuery(context, sql, { principal });
        const shared = { kind: outcome.kind, outcome };
        if (outcome.kind !== "rows") {
          const { code, message, hint } = outcome.verdict;
          const text = `${code} ${message} ${hint}`;
          return { ...shared, rows: [], columns: [], affected: null, text };
        }
        const { columns, rows, affectedRows } = outcome.result;
        return {
          ...{ ...shared, rows, columns: columns.map(({ name }) => name) },
          ...{ affected: affectedRows, text: JSON.stringify(outcome.result) },
        };
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        const text = `${error.code} ${error.sqlState} ${error.message} ${error.hint}`;
        return { kind: "error", outcome: null, rows: [], columns: [], affected: null, text };
      }
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await database.close();
    },
  };
}

/** Each is refused, or fails, in these words; nothing changes, and nothing hidden is told. */
export async function unwritten(
  world: WriteWorld,
  expected: RegExp,
  statements: readonly string[],
): Promise<void> {
  const before = await world.look();
  for (const sql of statements) {
    const { kind, text } = await world.write(sql);
    assert.notEqual(kind, "rows", `${sql}: ${text}`);
    assert.match(text, expected, `${sql}: ${text}`);
    assert.doesNotMatch(text, /HIDDEN/, sql);
    assert.deepEqual(await world.look(), before, sql);
  }
}
