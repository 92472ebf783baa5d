// Writes under a policy (READ_ONLY=false): what may be written, what a write touches and leaves
// behind, and what it may tell. After each one the whole tables are looked at, past every guard.

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
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

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
const PRINCIPAL: Principal = { id: "k", role: null, team: null, attributes: { tenant: "1" } };
/** A row of notes that is not the writer's. */
const HIS = /^\(\d+,2,/;
const TABLES = ["odd", "notes", "people", "plain", "closed", "moved", "parts"];

/** What a write came to: its rows, a refusal, or an error. */
interface Written {
  readonly kind: QueryOutcome["kind"] | "error";
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly string[];
  readonly affected: number | null;
  /** Everything that left, the client's own text aside. */
  readonly text: string;
  readonly outcome: QueryOutcome | null;
}

interface World extends AsyncDisposable {
  write(sql: string, principal?: Principal): Promise<Written>;
  /** Every row of every table. */
  look(): Promise<Readonly<Record<string, string>>>;
  look(table: string): Promise<string>;
}

async function createWorld(server: PostgresServer): Promise<World> {
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
async function unwritten(
  world: World,
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

onPostgres("only tables that are listed may be written", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_RELATION_NOT_ALLOWED.*may not be written/, [
    "INSERT INTO closed VALUES (2)",
    "DELETE FROM closed",
    "MERGE INTO closed USING plain ON closed.id = plain.id WHEN MATCHED THEN DELETE",
  ]);
  // It would be written past the rules of the table behind.
  await unwritten(world, /PGMCP_RELATION_NOT_ALLOWED.*a view is not written through/, [
    "UPDATE notes_v SET tenant = 2",
    "INSERT INTO closed_v VALUES (5)",
  ]);
  assert.equal((await world.write("INSERT INTO plain VALUES (2, 'b')")).affected, 1);
  assert.equal(await world.look("plain"), '["(1,a)","(2,b)"]');
});

onPostgres("a write touches only rows that pass the filter, and says so", async (server) => {
  await using world = await createWorld(server);
  const before = await world.look();
  for (
    const sql of [
      "UPDATE notes SET body = 'new'",
      "UPDATE notes SET body = 'new' WHERE id > 0 OR tenant = 2",
      "update only notes as n set body = 'new' where n.id > 0 -- all",
      "UPDATE public.notes SET body = 'new' WHERE true /* WHERE */;",
      "WITH w AS (SELECT 1 AS one) UPDATE notes SET body = 'new' FROM w WHERE w.one = 1 RETURNING 1 AS where",
    ]
  ) {
    const { affected, text, outcome } = await world.write(sql);
    assert.equal(affected, 5, `${sql}: ${text}`);
    assert.deepEqual(outcome?.report.filteredTables, ["public.notes"]);
    assert.deepEqual(outcome?.report.rules, ["tables.notes.row_filter"]);
    assert.match(outcome?.report.notes.join() ?? "", /Only rows of public.notes/);
  }
  const changed = (JSON.parse(before.notes ?? "") as readonly string[])
    .map((row) => /^\(\d+,1,/.test(row) ? row.replace(/^(\(\d+,1,)[^,]*/, "$1new") : row);
  assert.deepEqual(JSON.parse(await world.look("notes")), changed);

  const gone = await world.write("DELETE FROM notes WHERE id IN (1, 2, 3) RETURNING id, body");
  assert.deepEqual(gone.rows, [["2", "new"]]);
  assert.equal((await world.write("DELETE FROM notes")).affected, 4);
  assert.deepEqual(
    JSON.parse(await world.look("notes")),
    changed.filter((row) => HIS.test(row)),
  );
  assert.equal((await world.write("DELETE FROM parts_2")).affected, 0);
  assert.equal((await world.write("DELETE FROM parts")).affected, 1);
  assert.equal(await world.look("parts"), '["(2,2,HIDDEN)"]');
});

onPostgres("a row left behind that does not pass the filter undoes the write", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_PERMISSION_DENIED.*would not be visible under the policy/, [
    "INSERT INTO notes(id, tenant) VALUES (20, 1), (21, 2)",
    "INSERT INTO notes(id, tenant) SELECT 30 + id, 2 FROM plain RETURNING id",
    "INSERT INTO notes VALUES (20, 2)",
    "UPDATE notes SET tenant = 2 WHERE id = 2",
    "UPDATE notes SET tenant = tenant + 1 RETURNING id, tenant",
    "UPDATE notes SET (tenant, body) = (2, 'x')",
    "UPDATE notes SET tenant = (SELECT 2 FROM plain)",
    // A trigger has the last word on the row.
    "INSERT INTO moved VALUES (5, 1, 'x')",
    "UPDATE moved SET body = 'x'",
    // It would go to another partition.
    "UPDATE parts SET tenant = 2",
    "UPDATE parts SET id = -1",
    "INSERT INTO parts_1 VALUES (-1, 1)",
  ]);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*Set each by itself/, [
    "UPDATE notes SET (tenant, body) = (SELECT 2, body FROM plain)",
  ]);
  const whole = await world.write("INSERT INTO notes(id, tenant, body) VALUES (20, 1, 'mine')");
  assert.deepEqual([whole.kind, whole.affected, whole.rows, whole.columns], ["rows", 1, [], []]);
  const own = await world.write(
    'INSERT INTO notes AS n (id, tenant) VALUES (21, 1), (22, 1) RETURNING n.id, upper(n.body), 1 AS "RETURNING"',
  );
  assert.deepEqual(own.columns, ["id", "upper", "RETURNING"]);
  assert.deepEqual(own.rows, [["21", null, "1"], ["22", null, "1"]]);
  const both = await world.write("UPDATE notes SET body = 'b' WHERE id = 21 RETURNING old.body, *");
  assert.deepEqual(both.rows, [[null, "21", "1", "b", null, null]]);
  assert.match(await world.look("notes"), /"\(20,1,mine,,\)".*"\(21,1,b,,\)"/);
});

onPostgres("no condition is tried on rows of the target that are hidden", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(WHERE id IN|does not exist)/, [
    "UPDATE notes SET body = 'x' WHERE 1 / (id - 3) > 0",
    "DELETE FROM notes WHERE body::int > 0",
    "DELETE FROM notes WHERE body LIKE 'HIDD%'",
    "DELETE FROM notes WHERE size > 3",
    "DELETE FROM notes n USING plain p WHERE p.id = n.id AND 1 / (n.tenant - 2) = 0",
    "DELETE FROM notes WHERE EXISTS (SELECT 1 FROM plain p WHERE 1 / (notes.tenant - 2) = p.id)",
    "DELETE FROM notes WHERE notes IS NOT NULL AND id = 1",
    "UPDATE notes SET body = 'x' WHERE id IN (SELECT 1 / (notes.tenant - 2) FROM plain)",
  ]);
  const found = await world.write(
    "UPDATE notes SET body = body || '!' WHERE id IN (SELECT id FROM notes WHERE body LIKE '%0' AND size > 3) RETURNING body",
  );
  assert.deepEqual(found.rows, [["10!"]], found.text);
  const joined = await world.write(
    "UPDATE notes n SET body = p.body FROM plain p WHERE p.id + 1 = n.id AND p.body LIKE 'a%'",
  );
  assert.equal(joined.kind, "refused", "p.id + 1 is compared with a column of the target");
  const apart = await world.write(
    "UPDATE notes n SET body = p.body FROM plain p WHERE n.id = 4 AND p.body LIKE 'a%' RETURNING n.body",
  );
  assert.deepEqual(apart.rows, [["a"]], apart.text);
});

onPostgres("what a write reads is what a SELECT would show", async (server) => {
  await using world = await createWorld(server);
  const copied = await world.write("INSERT INTO plain SELECT 100 + id, body FROM notes");
  assert.equal(copied.affected, 5, copied.text);
  assert.doesNotMatch(await world.look("plain"), /HIDDEN/);
  const counted = await world.write(
    "UPDATE plain SET body = (SELECT count(*) FROM notes n WHERE n.id > 0)::text WHERE id = 1 RETURNING body, (SELECT max(id) FROM notes)",
  );
  assert.deepEqual(counted.rows, [["5", "10"]]);
  // A condition beside the filter would fail on a row that is hidden.
  const safe = await world.write(
    "DELETE FROM plain USING notes n WHERE n.id = plain.id AND 1 / (n.tenant - 2) < 0 AND n.body NOT LIKE 'x'",
  );
  assert.deepEqual([safe.kind, safe.affected], ["rows", 0], safe.text);
  const merged = await world.write(
    "MERGE INTO plain USING notes n ON n.id = plain.id WHEN NOT MATCHED THEN INSERT VALUES (n.id, n.body)",
  );
  assert.equal(merged.affected, 5, merged.text);
  assert.doesNotMatch(await world.look("plain"), /HIDDEN/);
});

onPostgres("masked columns stand in no clause of a write", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_MASKED_COLUMN A write may not name email: it is masked/, [
    "UPDATE people SET email = 'x'",
    "UPDATE people SET name = email",
    "UPDATE people SET (name, email) = ('a', 'b')",
    "UPDATE people SET name = 'x' WHERE email LIKE '%1'",
    "UPDATE people SET name = 'x' WHERE id = 1 RETURNING people.email",
    "UPDATE people SET name = 'x' RETURNING old.email",
    "INSERT INTO people(id, email) VALUES (9, 'x')",
    "INSERT INTO people(id) VALUES (9) RETURNING email",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.email",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (email) DO NOTHING",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x' WHERE people.email > 'a'",
    "DELETE FROM people WHERE email IS NULL",
    "INSERT INTO plain SELECT id, email FROM people",
    "UPDATE plain SET body = p.email FROM people p WHERE p.id = plain.id",
    "DELETE FROM plain WHERE id IN (SELECT id FROM people WHERE email = 'a')",
    "INSERT INTO plain(id) VALUES (9) RETURNING (SELECT max(email) FROM people)",
    "WITH w AS (SELECT id, email FROM people) INSERT INTO plain SELECT id, 'x' FROM w",
  ]);
});

onPostgres("denied columns do not exist in a write", async (server) => {
  await using world = await createWorld(server);
  const statements = (name: string) => [
    `UPDATE people SET ${name} = 'x'`,
    `UPDATE people SET name = ${name}`,
    `UPDATE people SET name = 'x' WHERE ${name} > 'a'`,
    `UPDATE people SET name = 'x' RETURNING new.${name}`,
    `INSERT INTO people(id, ${name}) VALUES (9, 'x')`,
    `INSERT INTO people(id) VALUES (9) RETURNING ${name}`,
    `INSERT INTO people(id) VALUES (1) ON CONFLICT (${name}) DO NOTHING`,
    `INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ${name} = 'x'`,
    `DELETE FROM people p WHERE p.${name} IS NULL`,
    `INSERT INTO plain SELECT id, ${name} FROM people`,
  ];
  for (const [index, sql] of statements("ssn").entries()) {
    await unwritten(world, /PGMCP_UNDEFINED_NAME column .*ssn.* does not exist/, [sql]);
    const absent = await world.write(statements("zzz")[index] ?? "");
    const denied = await world.write(sql);
    assert.equal(absent.text.replaceAll("zzz", "ssn"), denied.text, sql);
  }
});

onPostgres("whole rows with hidden columns stand in no clause of a write", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(id, name, city|aliases by position)/, [
    "INSERT INTO people VALUES (9, 'n', 'e', 's', 'c')",
    "INSERT INTO people DEFAULT VALUES",
    "INSERT INTO people SELECT 9, 'n', 'e', 's', 'c'",
    "UPDATE people SET city = 'x' RETURNING *",
    "UPDATE people SET city = 'x' RETURNING people",
    "UPDATE people p SET city = p::text",
    "UPDATE people SET city = 'x' RETURNING old.*",
    "DELETE FROM people WHERE people::text LIKE '%1%'",
    "INSERT INTO plain SELECT p.id, p::text FROM people p",
    "INSERT INTO plain(id) SELECT x.a FROM (SELECT * FROM people) AS x(a, b)",
    "DELETE FROM plain USING (SELECT * FROM people) AS x(a, b) WHERE x.a = plain.id",
  ]);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*ON CONFLICT/, [
    "INSERT INTO people(id) VALUES (1) ON CONFLICT ON CONSTRAINT people_pkey DO NOTHING",
  ]);
  const added = await world.write(
    "INSERT INTO people(id, name) VALUES (9, 'n') RETURNING id, name, city",
  );
  assert.deepEqual(added.rows, [["9", "n", null]], added.text);
  const kept = await world.write(
    "INSERT INTO people(id, name) VALUES (9, 'm') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name",
  );
  assert.deepEqual(kept.rows, [["m"]], kept.text);
  assert.equal((await world.write("DELETE FROM people WHERE name LIKE 'm%'")).affected, 1);
});

onPostgres("ON CONFLICT and MERGE are refused on filtered tables", async (server) => {
  await using world = await createWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(ON CONFLICT|merges into)/, [
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT DO NOTHING",
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT (id) DO NOTHING RETURNING id",
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET tenant = 1 RETURNING body",
    "MERGE INTO notes USING plain ON notes.id = plain.id WHEN MATCHED THEN DELETE",
    "MERGE INTO people USING plain ON people.id = plain.id WHEN MATCHED THEN UPDATE SET name = 'x'",
  ]);
});

onPostgres("a constraint's error does not tell which one, nor a value", async (server) => {
  await using world = await createWorld(server);
  const hidden = await world.write("INSERT INTO notes(id, tenant) VALUES (1, 1)");
  const coded = await world.write("UPDATE notes SET code = 101 WHERE id = 2");
  const empty = await world.write("INSERT INTO notes(id) VALUES (50)");
  assert.match(hidden.text, /PGMCP_QUERY_FAILED 23000 Nothing was written: a constraint/);
  assert.equal(coded.text, hidden.text);
  assert.equal(empty.text, hidden.text);
});

onPostgres("names of the client's own do not catch what is put in", async (server) => {
  await using world = await createWorld(server);
  const before = JSON.parse((await world.look()).notes ?? "") as readonly string[];
  for (
    const sql of [
      "UPDATE notes AS pgmcp_scan SET body = 'x' WHERE id > 0",
      'UPDATE notes AS "a ""b" SET body = \'x\'',
      "UPDATE notes AS old SET body = 'x' RETURNING old.id",
      "UPDATE notes AS n SET body = 'x' FROM plain AS notes WHERE notes.id = 1",
      "UPDATE notes n SET body = 'x' FROM (SELECT 1 AS tenant) AS t",
      "WITH notes AS (SELECT 1 AS tenant, 1 AS id) UPDATE notes SET body = 'x'",
      "UPDATE notes n SET body = 'x' FROM plain n WHERE true",
      "UPDATE notes n SET body = $a$ WHERE $a$ WHERE n.id > 0 OR true",
      "UPDATE notes SET body = 'x' WHERE id = 1) OR (true",
      "UPDATE notes SET body = 'x' RETURNING width_bucket(1, 0, 2, 1)",
      "UPDATE notes SET body = 'x' RETURNING WITH (OLD AS notes_old) notes_old.id",
      "UPDATE notes n SET body = 'x' RETURNING WITH (OLD AS n) n.id",
    ]
  ) {
    const { text } = await world.write(sql);
    assert.doesNotMatch(text, /HIDDEN/, sql);
    const after = JSON.parse(await world.look("notes")) as readonly string[];
    assert.deepEqual(
      after.filter((row) => HIS.test(row)),
      before.filter((row) => HIS.test(row)),
      sql,
    );
  }
  await unwritten(world, /calls width_bucket|another alias/, [
    "UPDATE notes SET id = width_bucket(1, 0, 2, 0)",
    "INSERT INTO notes AS excluded (id, tenant) VALUES (77, 1)",
  ]);
});

onPostgres("every filter of a role holds for its writes", async (server) => {
  await using world = await createWorld(server);
  const clerk: Principal = {
    ...PRINCIPAL,
    role: "clerk",
    attributes: { tenant: "1", office: "here" },
  };
  const touched = await world.write("UPDATE odd SET size = 9 WHERE id = 1 OR true", clerk);
  assert.equal(touched.affected, 2, touched.text);
  assert.deepEqual(touched.outcome?.report.rules.toSorted(), [
    "roles.clerk.tables.odd.row_filter",
    "tables.odd.row_filter",
  ]);
  const moved = await world.write(`UPDATE odd AS "a ""b" SET "of""fice" = 'there'`, clerk);
  assert.match(moved.text, /would not be visible/);
  assert.equal(
    await world.look("odd"),
    JSON.stringify([
      "(1,1,here,9)",
      "(2,1,there,2)",
      "(3,2,here,3)",
      "(4,1,both,9)",
      `(5,1,"(",5)`,
    ]),
  );
  // Cheaper than the filter, and fails on a row that is hidden.
  const apart = `INSERT INTO plain SELECT 200 + id, 'x' FROM odd WHERE 'x' !~ "of""fice"`;
  assert.equal((await world.write(apart, clerk)).affected, 2);
  const nobody = await world.write("DELETE FROM odd", { ...clerk, attributes: { tenant: "1" } });
  assert.match(nobody.text, /PGMCP_POLICY_NOT_APPLICABLE/);
});

onPostgres("the statement that runs is the client's, with the filters in it", async (server) => {
  await using world = await createWorld(server);
  const { outcome } = await world.write("UPDATE parts p SET body = 'x' WHERE p.id = 1");
  const filter = '("p".tenant = $# and "p".id > 0\n)';
  assert.equal(
    outcome?.report.sqlAsRun?.replaceAll(/\$\d/g, "$#"),
    `UPDATE parts p SET body = 'x' WHERE ${filter} AND ( p.id = 1\n)\n\nRETURNING pg_catalog.width_bucket(` +
      "1::pg_catalog.float8, 0::pg_catalog.float8, 2::pg_catalog.float8, " +
      `CASE WHEN ${filter} THEN 1 ELSE 0 END) AS pgmcp_check`,
  );
});
