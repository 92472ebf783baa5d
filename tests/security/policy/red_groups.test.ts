// GROUP BY a primary key, for all columns of its table: a protected table is a sub-select, which has
// none, and answers all the same.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { CANARIES, createPolicyWorld } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

const ANSWERED = [
  "SELECT p.id, p.name, p.email, p.card, count(s.id) FROM people p LEFT JOIN sales s ON s.person_id = p.id GROUP BY p.id",
  "SELECT p.*, sum(s.amount) FROM people p JOIN sales s ON s.person_id = p.id GROUP BY p.id",
  "SELECT *, count(*) FROM sales GROUP BY id",
  'SELECT "P".name, upper("P".card) FROM people AS "P" GROUP BY "P"."id" HAVING "P".tenant_id > 0',
  "SELECT a.name, b.memo FROM people a, sales b WHERE b.id = a.id GROUP BY a.id, b.id",
  "SELECT p.name, rank() OVER (ORDER BY p.note, p.id) FROM people p GROUP BY p.id ORDER BY p.born, p.id",
  "SELECT DISTINCT ON (p.name) p.name, p.id FROM people p GROUP BY p.id ORDER BY p.name, p.id",
  "SELECT p.id, (SELECT max(s.memo) FROM sales s WHERE s.person_id = p.id AND p.note = '7') FROM people p GROUP BY p.id",
  "SELECT s.id FROM sales s WHERE EXISTS (SELECT p.name FROM people p WHERE p.id = s.person_id GROUP BY p.id)",
  "SELECT name FROM people GROUP BY /* the key */ id -- alone",
  "SELECT '日本', name FROM people GROUP BY id, note",
  "WITH w AS (SELECT id, phone, count(*) AS n FROM people GROUP BY id) SELECT * FROM w WHERE n = 1",
  // Stars of other ranges, under the same alias too.
  "WITH w AS (SELECT 3 AS least) SELECT s.person_id FROM sales s GROUP BY s.id HAVING sum(s.amount) > (SELECT * FROM w)",
  "SELECT p.id, (SELECT count(*) FROM (SELECT p.* FROM places p) q) FROM people p GROUP BY p.id",
  "SELECT p.id, ARRAY(SELECT (v).x FROM (SELECT v.* FROM (VALUES (1)) v(x)) v) FROM people p GROUP BY p.id",
];

/** What PostgreSQL refuses on the copy too. */
const REFUSED = [
  "SELECT name FROM people GROUP BY tenant_id",
  "SELECT a.name FROM people a, people b GROUP BY b.id",
  "SELECT name FROM people GROUP BY ROLLUP (id)",
  "SELECT x.name FROM (SELECT * FROM people) x GROUP BY x.id",
];

onPostgres("a grouped primary key stands for the columns of its table", async (server) => {
  await using world = await createPolicyWorld(server);
  for (const sql of ANSWERED) {
    const answer = await world.ask(sql);
    assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
    assert.doesNotMatch(answer.text, CANARIES, sql);
    assert.deepEqual(answer.rows, (await world.askCopy(sql)).rows, sql);
  }
  for (const sql of REFUSED) {
    assert.equal((await world.askCopy(sql)).kind, "error", sql);
    assert.match((await world.ask(sql)).text, /must appear in the GROUP BY clause/, sql);
  }
});
