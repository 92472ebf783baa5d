// What a sub-select in place of a table breaks is refused, and each refusal names what to write
// instead: that runs, and gives what it gives where the policy was applied to the data.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createPolicyWorld } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

interface Broken {
  readonly sql: string;
  /** What the answer has to say. */
  readonly says: RegExp;
  /** What is made of it, with what was said. */
  readonly instead: (said: RegExpMatchArray) => string;
}

const BROKEN: readonly Broken[] = [
  {
    sql: "SELECT count(*) FROM people NATURAL JOIN places",
    says: /Write JOIN … (USING \(id, name, born\)) or JOIN … ON\./,
    instead: ([, using]) => `SELECT count(*) FROM people JOIN places ${using}`,
  },
  {
    sql: "SELECT count(*) FROM people NATURAL JOIN (SELECT 1 AS id, 'x' AS secret) o",
    says: /Write JOIN … (USING \(id\)) or JOIN … ON\./,
    instead: ([, using]) => `SELECT count(*) FROM people JOIN (SELECT 1 AS id) o ${using}`,
  },
  {
    sql: "SELECT count(*) > 0 FROM sales s TABLESAMPLE system (90)",
    says: /samples sales .*: (WHERE random\(\) < 0\.1) takes/,
    instead: ([, where]) => `SELECT count(*) < 61 FROM sales s ${where}`,
  },
  {
    sql: "SELECT ctid FROM people ORDER BY ctid",
    says: /column "ctid" does not exist .*Its rows are named by (id)\./,
    instead: ([, key]) => `SELECT ${key} FROM people ORDER BY ${key}`,
  },
  {
    sql: "SELECT tableoid, count(*) FROM logs GROUP BY tableoid",
    says: /column "tableoid" does not exist .*Name its rows by other (column)s\./,
    instead: () => "SELECT id / 20, count(*) FROM logs GROUP BY 1",
  },
  {
    sql: "SELECT t.b FROM people AS t(a, b)",
    says: /aliases by position .*rename them in the select list with (AS)\./,
    instead: ([, as]) => `SELECT t.b FROM (SELECT id ${as} a, tenant_id ${as} b FROM people) t`,
  },
  {
    sql: "SELECT p FROM people p GROUP BY p.id",
    says: /list every column that is selected in GROUP BY, a whole row too/,
    instead: () => "SELECT p FROM people p GROUP BY p.id, p",
  },
  {
    sql: "SELECT app.people.name FROM app.people GROUP BY app.people.id",
    says: /list every column that is selected in (GROUP BY)/,
    instead: ([, by]) => `SELECT app.people.name FROM app.people ${by} app.people.id, people.name`,
  },
  {
    sql: "SELECT name, count(*) FROM people GROUP BY GROUPING SETS ((id), (id, tenant_id))",
    says: /list every column that is selected in (GROUP BY)/,
    instead: ([, by]) =>
      `SELECT name, count(*) FROM people ${by} GROUPING SETS ((id, name), (id, name, tenant_id))`,
  },
  {
    sql: "SELECT id FROM people a WHERE a.phone = a.name",
    says: /Join by another column, such as the table's (key)\./,
    instead: () => "SELECT id FROM people a WHERE a.id = a.tenant_id",
  },
];

onPostgres(
  "a statement that is refused runs once it is written as the refusal says",
  async (server) => {
    await using world = await createPolicyWorld(server);
    for (const { sql, says, instead } of BROKEN) {
      const answer = await world.ask(sql);
      assert.notEqual(answer.kind, "rows", sql);
      const text = answer.kind === "refused" ? saidIn(answer.text) : answer.text;
      const said = says.exec(text);
      assert.ok(said !== null, `${sql}: ${text}`);
      const rewritten = instead(said);
      const [one, other] = [await world.ask(rewritten), await world.askCopy(rewritten)];
      assert.equal(one.kind, "rows", `${rewritten}: ${one.text}`);
      assert.deepEqual(one.rows, other.rows, rewritten);
    }
  },
);

onPostgres(
  "a statement whose comments are blanked gives what it gives without them",
  async (server) => {
    await using world = await createPolicyWorld(server);
    for (
      const sql of [
        "SELECT /* é😀 */ name FROM people WHERE name NOT /* é */ LIKE 'x%' ORDER BY id NULLS -- 😀\nLAST",
        "/*+ IndexScan(people) */ SELECT /* é */ p.name FROM /*+ é */ people p ORDER BY id",
        "WITH p AS (SELECT * FROM people /*+ x */) SELECT 'é/*+ x */' || name FROM p ORDER BY id",
      ]
    ) {
      const [one, other] = [await world.ask(sql), await world.askCopy(sql)];
      assert.equal(one.kind, "rows", `${sql}: ${one.text}`);
      assert.deepEqual(one.rows, other.rows, sql);
    }
  },
);

onPostgres("aggregates in the wrong place are not blamed on primary keys", async (server) => {
  await using world = await createPolicyWorld(server);
  const answer = await world.ask("SELECT id FROM people WHERE count(*) > 1");
  assert.equal(answer.kind, "error");
  assert.doesNotMatch(answer.text, /primary key/);
});

function saidIn(text: string): string {
  const { verdict } = JSON.parse(text);
  return `${verdict.message} ${verdict.hint}`;
}

onPostgres("a NATURAL JOIN does not tell which columns are hidden", async (server) => {
  await using world = await createPolicyWorld(server);
  const answers = await Promise.all(
    ["secret", "secrex"].map((name) =>
      world.ask(`SELECT 1 FROM people NATURAL JOIN (SELECT 1 AS id, 'x' AS ${name}) o`)
    ),
  );
  // Where no hidden column can be among them, it compares what it always did.
  const apart =
    "SELECT count(*) FROM people p, (SELECT s.id FROM sales s NATURAL JOIN places_v) o WHERE o.id = p.id";
  assert.deepEqual((await world.ask(apart)).rows, (await world.askCopy(apart)).rows);
  const [hidden, missing] = answers.map(({ text }) => saidIn(text));
  assert.equal(hidden, missing);
});
