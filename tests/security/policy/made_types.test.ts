// Types that are made of others: what holds rows of a protected table at any depth shows them, and a
// type made of a hidden one tells of it.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE SCHEMA app; CREATE SCHEMA hid;
CREATE TYPE app.mood AS ENUM ('CANARYMOOD'); CREATE DOMAIN app.moods AS app.mood;
CREATE TYPE app.rank AS ENUM ('CANARYRANK'); CREATE TYPE app.step AS (place int, rank app.rank);
CREATE TYPE app.grade AS ENUM ('CANARYGRADE'); CREATE TYPE app.marks AS (grades app.grade[]);
CREATE DOMAIN app.unused_mood AS app.moods; CREATE TYPE app.unused_step AS (steps app.step[]);
CREATE DOMAIN app.amount AS int; CREATE TYPE app.span AS RANGE (subtype = int);
CREATE TYPE app.open_kind AS ENUM ('open'); CREATE DOMAIN app.open_kinds AS app.open_kind;
CREATE TYPE app.spare AS ENUM ('spare');
CREATE TYPE hid.kind AS ENUM ('CANARYKIND'); CREATE DOMAIN hid.number AS int; CREATE TYPE hid.pair AS (a int, b int);
CREATE TABLE hid.things(id int, kind hid.kind);
CREATE TABLE app.people(id int PRIMARY KEY, ssn text, tenant int, secret text);
CREATE TYPE app.held AS (person app.people); CREATE DOMAIN app.person AS app.people;
CREATE TYPE app.deep AS (parts app.held[]); CREATE DOMAIN app.deeper AS app.deep;
CREATE TABLE app.files(id int PRIMARY KEY, kind app.open_kinds,
  a app.held, b app.held[], c app.person, d app.person[], e app.deep, f app.deeper[]);
INSERT INTO app.people VALUES (1, 'CANARYSSN', 2, 'CANARYSECRET');
INSERT INTO app.files SELECT 1, 'open', ROW(p)::app.held, ARRAY[ROW(p)::app.held], p, ARRAY[p::app.person],
  ROW(ARRAY[ROW(p)::app.held])::app.deep, ARRAY[ROW(ARRAY[ROW(p)::app.held])::app.deep::app.deeper] FROM app.people p;
CREATE TABLE app.notes(id int PRIMARY KEY, mood app.moods, step app.step, marks app.marks[], amount app.amount, span app.span);
INSERT INTO app.notes(id) VALUES (1);
CREATE TYPE app.form AS (id int, CANARYFIELD text); CREATE TABLE app.forms OF app.form; CREATE DOMAIN app.form_domain AS app.form;
CREATE TYPE app.open_form AS (id int, plain text); CREATE TABLE app.open_forms OF app.open_form;
CREATE TABLE app.more_forms OF app.open_form;
`;

const POLICY = (notes: string) =>
  `policy:
  deny_tables: [hid.*]
  tables:
    app.people: { deny_columns: [secret], mask_columns: { ssn: redact }, row_filter: "tenant = 1" }
    app.notes: { ${notes} }
    app.forms: { allow_columns: [id] }
    app.more_forms: { allow_columns: [id] }
`;

const DENIED = POLICY("deny_columns: [mood, step, marks, amount, span]");
const MASKED = POLICY("mask_columns: { mood: redact, step: redact, marks: redact }");

async function withPolicy(
  url: string,
  policy: string,
  check: (ask: (sql: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  await using database = openPostgres({ url, poolSize: 1 });
  const parsed = await parsePolicy(policy);
  assert.ok(parsed.kind === "policy");
  const guard = createPolicyGuard({
    ...{ catalogue: database.catalogue, parser: createParser() },
    source: { policy: parsed.policy, hashKey: null },
  });
  const limits = { maxRows: 100, maxBytes: 65_536, timeoutMs: 5_000 };
  const context = { guard, executor: database.executor, limits };
  await check(async (sql) => {
    try {
      const outcome = await runQuery(context, sql);
      if (outcome.kind === "rows") return JSON.stringify(outcome.result.rows);
      const { code, message, hint, position } = outcome.verdict;
      return `${code} ${message} ${hint} ${position}`;
    } catch (error) {
      if (!(error instanceof PgmcpError)) throw error;
      return `${error.code} ${error.sqlState} ${error.message} ${error.hint}`;
    }
  });
}

onPostgres("rows of a protected table are shown by nothing that holds them", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  await withPolicy(url, DENIED, async (ask) => {
    assert.equal(await ask("SELECT * FROM app.files"), '[["1","open"]]');
    for (const column of ["a", "b", "c", "d", "e", "f"]) {
      const answer = await ask(`SELECT ${column} FROM app.files`);
      assert.match(answer, /column "." does not exist/, answer);
    }
    for (const sql of ["SELECT to_jsonb(f) FROM app.files f", "SELECT f::text FROM app.files f"]) {
      assert.doesNotMatch(await ask(sql), /CANARY/, sql);
    }
  });
});

onPostgres("a type that is made of hidden ones tells of none", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  const forms = [
    "SELECT NULL::$",
    "SELECT '1'::$",
    "SELECT NULL::$[]",
    "SELECT enum_range(NULL::$)",
    "SELECT pg_typeof(NULL::$)",
    "SELECT json_populate_record(NULL::$, '{}')",
    "SELECT * FROM jsonb_to_record('{}') AS x(a $)",
    "SELECT json_value('{}', '$.a' RETURNING $)",
    "SELECT $('1', '2')",
    "EXPLAIN SELECT NULL::$",
  ];
  const hidden =
    "mood moods rank step grade marks unused_mood unused_step amount span people held " +
    "person deep deeper _mood _step span_multirange form form_domain";
  const named = (form: string, name: string) => form.replaceAll(/\$(?!\.)/g, () => name);
  await withPolicy(url, DENIED, async (ask) => {
    for (
      const name of [
        ...hidden.split(" ").map((each) => `app.${each}`),
        "hid.kind",
        "hid.number",
        "hid.pair",
      ]
    ) {
      const absent = name.replace(/.$/, "9");
      for (const form of forms) {
        const one = await ask(named(form, name));
        const other = await ask(named(form, absent));
        const told = (text: string) =>
          text.replaceAll(
            /The nearest built-in functions are.*\.|Use PostgreSQL's built-in functions.*\./g,
            "",
          );
        assert.equal(told(one).replaceAll(name, absent), told(other), named(form, name));
        assert.match(one, /^PGMCP_UNDEFINED_NAME/, named(form, name));
      }
    }
    for (const name of ["app.open_kind", "app.open_kinds", "app.spare", "app.open_form"]) {
      assert.equal(await ask(`SELECT NULL::${name}`), "[[null]]");
    }
    assert.equal(await ask("SELECT enum_range(NULL::app.open_kind)"), '[["{open}"]]');
  });
  await withPolicy(url, MASKED, async (ask) => {
    for (const name of ["mood", "moods", "rank", "grade", "unused_mood"]) {
      assert.match(await ask(`SELECT enum_range(NULL::app.${name})`), /There is no type/, name);
      assert.equal(await ask(`SELECT NULL::app.${name}`), "[[null]]", name);
    }
    assert.match(
      await ask("SELECT enum_range((NULL::app.step).rank)"),
      /There is no type app.step/,
    );
    assert.equal(await ask("SELECT mood::app.moods FROM app.notes"), "[[null]]");
  });
});
