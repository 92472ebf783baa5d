// What is said of comparisons and groups that see a constant mask: each time something true, also
// where the mask comes by way of a row, an object of a row, or a query in WITH.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createPolicyWorld, type PolicyWorld, refused } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

async function notesOf(world: PolicyWorld, sql: string): Promise<readonly string[]> {
  const answer = await world.ask(sql);
  assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
  return JSON.parse(answer.text).report.notes;
}

const ALONE =
  "people.phone is masked, and shows the same for every row: grouping by it puts all rows into one group.";
const BESIDE =
  "people.phone is masked, and shows the same for every row: grouping by it tells no two rows apart.";

onPostgres("a group by a constant mask is told for what it is", async (server) => {
  await using world = await createPolicyWorld(server);
  const statements = [
    ["SELECT phone, count(*) FROM people GROUP BY phone", ALONE],
    ["SELECT phone AS p, count(*) FROM people GROUP BY p", ALONE],
    ["SELECT count(*), phone FROM people GROUP BY 2", ALONE],
    ["SELECT upper(phone), count(*) FROM people GROUP BY 1", ALONE],
    ["SELECT DISTINCT phone FROM people", ALONE],
    ["SELECT DISTINCT ON (phone) id, phone FROM people", ALONE],
    ["SELECT count(DISTINCT phone) FROM people", ALONE],
    ["WITH w AS (SELECT upper(phone) AS u FROM people) SELECT u FROM w GROUP BY u", ALONE],
    ["SELECT name, phone, count(*) FROM people GROUP BY name, phone", BESIDE],
    ["SELECT name, phone, count(*) FROM people GROUP BY (name, phone)", BESIDE],
    ["SELECT name, phone, count(*) FROM people GROUP BY ROLLUP (name, phone)", BESIDE],
    ["SELECT phone, count(*) FROM people GROUP BY GROUPING SETS ((phone), ())", BESIDE],
    ["SELECT DISTINCT name, phone FROM people", BESIDE],
  ] as const;
  for (const [sql, note] of statements) assert.deepEqual(await notesOf(world, sql), [note], sql);
  const star = await notesOf(world, "SELECT DISTINCT * FROM people");
  assert.ok(star.includes(BESIDE), star.join("\n"));
  for (
    const sql of [
      "SELECT DISTINCT ON (id) id, phone FROM people",
      "SELECT name, max(phone) FROM people GROUP BY name",
      "SELECT phone AS name, count(*) FROM people GROUP BY name, phone, id",
    ]
  ) assert.doesNotMatch((await notesOf(world, sql)).join(), /one group/, sql);
});

onPostgres("a constant mask joins nothing, whatever it is handed on by", async (server) => {
  await using world = await createPolicyWorld(server);
  for (
    const sql of [
      "SELECT 1 FROM people a JOIN people b ON to_jsonb(a)->>'phone' = to_jsonb(b)->>'phone'",
      "SELECT 1 FROM people a JOIN places b ON row_to_json(a)->>'phone' = b.name",
      "SELECT 1 FROM people a JOIN people b ON (a).phone = (b).phone",
      "WITH w AS (SELECT upper(phone) AS u FROM people) SELECT 1 FROM w a JOIN w b ON a.u = b.u",
      "SELECT 1 FROM (SELECT coalesce(phone, '-') AS u FROM people) a, places b WHERE a.u = b.name",
      "WITH w AS (SELECT upper(phone) AS u FROM people) SELECT 1 FROM w a JOIN w b USING (u)",
      "WITH w AS MATERIALIZED (SELECT upper(phone) AS u FROM people) SELECT 1 FROM w a JOIN w b ON a.u = b.u",
      "SELECT 1 FROM places WHERE name IN (SELECT upper(phone) FROM people)",
    ]
  ) assert.match(await refused(world, sql), /PGMCP_MASKED_COLUMN people\.phone/, sql);
  const natural =
    "SELECT 1 FROM (SELECT upper(ip) AS u FROM logs) a NATURAL JOIN (SELECT name AS u FROM places) b";
  assert.match(await refused(world, natural), /PGMCP_MASKED_COLUMN logs\.ip/);
});

onPostgres("comparing rows that hold constant masks is said to have seen them", async (server) => {
  await using world = await createPolicyWorld(server);
  const told = /Masked columns \(.*people\.phone.*\) stand in the rows that were compared/;
  for (
    const sql of [
      "SELECT count(*) FROM people a JOIN people b ON a = b",
      "SELECT count(*) FROM people a JOIN people b ON a::text = b::text",
      "SELECT count(*) FROM people a JOIN people b ON to_jsonb(a) = to_jsonb(b)",
      "SELECT count(*) FROM people a JOIN people b ON to_jsonb(a)#>>'{phone}' = to_jsonb(b)#>>'{phone}'",
      "WITH w AS (SELECT to_jsonb(p) AS j FROM people p) SELECT count(*) FROM w a JOIN w b ON a.j->>'phone' = b.j->>'phone'",
    ]
  ) assert.match((await notesOf(world, sql)).join(), told, sql);
  for (
    const sql of [
      "SELECT count(*) FROM people a JOIN people b ON (a).name = (b).name",
      "SELECT count(*) FROM people a JOIN people b ON to_jsonb(a)->>'name' = to_jsonb(b)->>'name'",
      "SELECT count(*) FROM people a JOIN people b ON a.ssn = b.ssn",
      "WITH w AS (SELECT id, count(phone) AS n FROM people GROUP BY id) SELECT count(*) FROM w a JOIN w b ON a.n = b.n",
      "SELECT count(*) FROM people p, generate_series(1, length(p.phone)) g, places q WHERE q.id = g",
      "SELECT count(*) FROM people p, unnest(ARRAY[p.phone, 'x']) g(u), places q WHERE q.name = g.u",
      "WITH RECURSIVE r AS (SELECT 1 AS id, upper(phone) AS u FROM people UNION ALL SELECT id + 1, u || 'x' FROM r WHERE id < 3) SELECT count(*) FROM r a JOIN r b ON a.u = b.u",
      "SELECT count(*) FROM (SELECT coalesce(phone, name) AS c FROM people) a JOIN places b ON a.c = b.name",
    ]
  ) assert.deepEqual(await notesOf(world, sql), [], sql);
  const literal = "SELECT count(*) FROM people p WHERE to_jsonb(p)->>'phone' = '1'";
  assert.match(
    (await notesOf(world, literal)).join(),
    /people\.phone is masked: the comparison saw/,
  );
});
