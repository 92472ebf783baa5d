// Columns that are renamed by position: what stands for a table keeps them all and in order, or the
// statement is refused, for each alias would mean another column.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { CANARIES, createPolicyWorld, refused } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

/** Nothing is hidden of these tables' columns: the answer is that of the copy. */
const KEPT = [
  "SELECT j.d, j.z FROM (sales s JOIN places p ON p.id = s.id) AS j(a, b, c, d, e, f, g, y, z)",
  "SELECT j.c FROM (sales s JOIN places p ON p.id = s.id) AS j(a, b, c)",
  "SELECT j.y FROM (places p CROSS JOIN logs_a l) AS j(a, b, c, d, e, f, x, y)",
  "SELECT max(b) FROM (sales s JOIN places p USING (id)) AS j(a, b, c, d)",
  "SELECT count(*) FROM (sales s JOIN places p USING (id)) AS j(a, b, c, d)",
  "SELECT z.b, z.m FROM ((sales s JOIN places p USING (id)) AS i(a, b) JOIN logs l ON l.id = i.a) AS z(a, b, c, d, e, f, g, h, i, j, k, l, m)",
  "SELECT j FROM (sales s JOIN places p USING (id)) AS j(a, b, c)",
  "SELECT j.amount FROM (sales s JOIN places p USING (id)) AS j(a, b) WHERE j.b = 1",
  "SELECT x.b FROM (SELECT * FROM sales) AS x(a, b)",
  "WITH w AS (SELECT * FROM sales) SELECT x.c FROM w AS x(a, b, c)",
];

/** A column of `people` is hidden. */
const REFUSED = [
  "SELECT j.p FROM (people s JOIN places p ON p.id = s.id) AS j(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)",
  "SELECT j.a FROM (places p JOIN people s ON p.id = s.id) AS j(a, b)",
  "SELECT j.b FROM ((SELECT * FROM people) x CROSS JOIN places p) AS j(a, b)",
  "SELECT x.b FROM (SELECT * FROM people UNION ALL SELECT * FROM people) AS x(a, b)",
  "WITH w(a, b) AS (TABLE people UNION SELECT * FROM people) SELECT b FROM w",
  "WITH w AS (SELECT * FROM people) SELECT x.b FROM w AS x(a, b)",
  "WITH w AS (SELECT * FROM people) SELECT x.b FROM (w CROSS JOIN places) AS x(a, b)",
  "WITH RECURSIVE w(a, b) AS (SELECT * FROM people UNION SELECT w.* FROM w) SELECT b FROM w",
];

/** Names that stand for named things, beside a star. */
const NAMED = [
  "SELECT v.n, p.* FROM people p CROSS JOIN (VALUES (1)) AS v(n)",
  "SELECT g.n, x.id FROM (SELECT * FROM people) x JOIN generate_series(1, 9) AS g(n) ON g.n = x.id",
  "WITH x AS (SELECT * FROM people), y(k, n) AS (SELECT note, count(*) FROM x GROUP BY note) SELECT k, n FROM y",
];

onPostgres("a column that is renamed by position is the one at that place", async (server) => {
  await using world = await createPolicyWorld(server);
  for (const sql of [...KEPT, ...NAMED]) {
    const answer = await world.ask(sql);
    assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
    assert.doesNotMatch(answer.text, CANARIES, sql);
    assert.deepEqual(answer.rows, (await world.askCopy(sql)).rows, sql);
  }
  for (const sql of REFUSED) {
    assert.match(await refused(world, sql), /column aliases by position.* Name the columns/, sql);
  }
});
