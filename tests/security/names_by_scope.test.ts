// What only scopes decide, on PostgreSQL 18: a name behind a dot is a column and not a call, and a
// cast of a user cannot run where its column is not read. Every user function here raises an error,
// so that an allowed statement that called one would fail; most of the refused do without a guard.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { PlainDatabase } from "../corpus/corpus_database.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const FIXTURE = `
CREATE TABLE people (id int, city text, note text);
CREATE TABLE orders (id int, total numeric);
INSERT INTO people VALUES (1, 'Berlin', 'x'); INSERT INTO orders VALUES (1, 2.5);
CREATE FUNCTION city(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE FUNCTION city(orders) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE FUNCTION turn(mood) RETURNS int LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE CAST (mood AS int) WITH FUNCTION turn(mood) AS IMPLICIT;
CREATE TABLE moods (id int, mood mood, note text);
INSERT INTO moods VALUES (1, 'calm', 'x');
CREATE TYPE tone AS ENUM ('low', 'high');
CREATE FUNCTION pick(int) RETURNS tone LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE CAST (int AS tone) WITH FUNCTION pick(int) AS ASSIGNMENT;
CREATE TABLE tones (id int, tone tone);
INSERT INTO tones VALUES (1, 'low');
`;

const ALLOWED = [
  "SELECT p.city FROM people p",
  "SELECT p.city FROM (SELECT * FROM people) p",
  "WITH p AS (SELECT * FROM people) SELECT p.city, (p).city FROM p",
  "SELECT p.city FROM people p WHERE EXISTS (SELECT 1 FROM orders p WHERE p.total > 0)",
  "SELECT q.city FROM (people p JOIN orders o USING (id)) AS q",
  "SELECT (p).city FROM people p",
  "SELECT people.city FROM people, generate_series(1, 2)",
  "SELECT id, note FROM moods",
  "SELECT * FROM moods",
  "SELECT m.id, m.mood FROM moods m WHERE m.note = 'x' ORDER BY m.id",
  "SELECT id FROM moods UNION SELECT id FROM people",
];

const REFUSED: Readonly<Record<string, string>> = {
  "SELECT o.city FROM orders o": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT (o).city FROM orders o": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT ('x'::text).city": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT (p.note).city FROM people p": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT t.city FROM unnest(ARRAY['x']) AS t(x)": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT (SELECT p.city FROM orders p LIMIT 1) FROM people p": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT p.city FROM people AS p(id, town)": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT p.city FROM (SELECT id, note FROM people) p": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "WITH people AS (SELECT 'x'::text AS town) SELECT people.city FROM people":
    "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT (p.city).city FROM people p": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "SELECT mood + 1 FROM moods": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT abs(m.mood) FROM moods m": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT id FROM moods WHERE mood = 1": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT mood FROM moods UNION SELECT 1": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT m + 1 FROM (SELECT mood AS m FROM moods) t": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT mood + 1 FROM (SELECT * FROM moods) t": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT *, (SELECT t.mood + 1 FROM (SELECT moods.*) t) FROM moods": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT moods FROM moods": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT id FROM moods NATURAL JOIN (SELECT 1 AS mood) t": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT COALESCE(mood, 1) FROM moods": "PGMCP_RELATION_NOT_ALLOWED",
  "SELECT id FROM moods ORDER BY mood + 0": "PGMCP_RELATION_NOT_ALLOWED",
};

/** What is written is turned into the column's type, though the statement reads no such column. */
const REFUSED_WRITES: readonly string[] = [
  "INSERT INTO tones (tone) VALUES (1)",
  "INSERT INTO tones (id, tone) SELECT id, id FROM people",
  "UPDATE tones SET tone = 1",
  "UPDATE tones SET tone = id WHERE id = 1",
];

const onPostgres = testsOnPostgres();

onPostgres("a user's cast cannot run by a write either", async (server) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, FIXTURE);
  await using opened = openPostgres({ url: database.url });
  const guard = createGuard({ catalogue: opened.catalogue, readOnly: false });
  for (const sql of REFUSED_WRITES) {
    const verdict = await guard.check(sql);
    const code = verdict.kind === "allow" ? "allow" : verdict.code;
    assert.equal(code, "PGMCP_RELATION_NOT_ALLOWED", sql);
    // Without a guard each of them calls the function.
    await assert.rejects(server.runSql(database.url, sql), /called/, sql);
  }
});

onPostgres("scopes decide what is a column and which casts can run", async (server) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, FIXTURE);
  await using opened = openPostgres({ url: database.url });
  await using plain = await PlainDatabase.open(database.url);
  const guard = createGuard({ catalogue: opened.catalogue });
  const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
  for (const sql of ALLOWED) {
    const outcome = await runQuery({ guard, executor: opened.executor, limits }, sql);
    assert.equal(outcome.kind, "rows", `${sql}: ${JSON.stringify(outcome)}`);
  }
  let called = 0;
  for (const [sql, code] of Object.entries(REFUSED)) {
    const verdict = await guard.check(sql);
    assert.equal(verdict.kind === "allow" ? "allow" : verdict.code, code, sql);
    await plain.ask(sql).catch((error) => called += /called/.test(String(error)) ? 1 : 0);
  }
  assert.ok(called >= 12, String(called));
});
