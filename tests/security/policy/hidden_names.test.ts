// The policy's sentences one by one: what it denies does not exist, what it masks or filters is seen
// as if it were so, what follows from it is protected too, and what would be a wrong answer is none.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { type Answer, CANARIES, createPolicyWorld, refused } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

function rows(answer: Answer): readonly unknown[] {
  assert.equal(answer.kind, "rows", answer.text);
  assert.doesNotMatch(answer.text, CANARIES);
  return answer.rows.map((row) => JSON.parse(row));
}

onPostgres("a denied name and one that never was get the same answer", async (server) => {
  await using world = await createPolicyWorld(server);
  const pairs = [
    ["SELECT * FROM app.vault", "vault", "SELECT * FROM app.vaulx", "vaulx"],
    ["SELECT * FROM vault", "vault", "SELECT * FROM vaulx", "vaulx"],
    [
      "SELECT 1 WHERE EXISTS (TABLE vault)",
      "vault",
      "SELECT 1 WHERE EXISTS (TABLE vaulx)",
      "vaulx",
    ],
    ["SELECT NULL::app.vault", "vault", "SELECT NULL::app.vaulx", "vaulx"],
    ["SELECT NULL::vault[]", "vault", "SELECT NULL::vaulx[]", "vaulx"],
    ["SELECT secret FROM people", "secret", "SELECT secrex FROM people", "secrex"],
    ["SELECT p.secret FROM people p", "secret", "SELECT p.secrex FROM people p", "secrex"],
    [
      "SELECT id FROM people ORDER BY secret",
      "secret",
      "SELECT id FROM people ORDER BY secrex",
      "secrex",
    ],
    [
      "SELECT count(*) FROM people p JOIN places q USING (secret)",
      "secret",
      "SELECT count(*) FROM people p JOIN places q USING (secrex)",
      "secrex",
    ],
    ["SELECT * FROM app.people_v", "people_v", "SELECT * FROM app.people_x", "people_x"],
    ["SELECT vault('(1,2)')", "vault", "SELECT vaulx('(1,2)')", "vaulx"],
    [
      "SELECT app.vault_pkey FROM app.vault_pkey",
      "vault",
      "SELECT app.vaulx_pkey FROM app.vaulx_pkey",
      "vaulx",
    ],
    [
      "SELECT has_table_privilege('vault', 'SELECT')",
      "vault",
      "SELECT has_table_privilege('vaulx', 'SELECT')",
      "vaulx",
    ],
    ...[
      "SELECT s.# FROM (SELECT * FROM people) s",
      "SELECT s.# FROM (SELECT * FROM people UNION ALL SELECT * FROM people) s",
      "WITH w AS (SELECT * FROM people) SELECT # FROM w",
      "SELECT j.# FROM (people p JOIN places q ON true) j",
      "SELECT x.# FROM people p, LATERAL (SELECT p.*) x",
      "SELECT s.# FROM (TABLE people) s",
      "SELECT (p).# FROM people p",
      "SELECT ((array_agg(p))[1]).# FROM people p",
      "SELECT places.#, people.id FROM places, people",
      "SELECT count(#) FROM people",
    ].map((sql) =>
      [sql.replace("#", "secret"), "secret", sql.replace("#", "secrex"), "secrex"] as const
    ),
    ["EXPLAIN SELECT * FROM app.vault", "vault", "EXPLAIN SELECT * FROM app.vaulx", "vaulx"],
  ] as const;
  for (const [hidden, name, missing, other] of pairs) {
    const one = await world.ask(hidden);
    const two = await world.ask(missing);
    const withoutTime = (answer: Answer) => answer.text.replaceAll(/"guardMs":[\d.]+/g, "");
    assert.equal(withoutTime(one).replaceAll(name, other), withoutTime(two), hidden);
    assert.equal(one.kind, "refused", hidden);
  }
});

onPostgres("a table that is suggested can be named as it is suggested", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(
    url,
    "CREATE SCHEMA app; CREATE TABLE app.tickets(id int); CREATE TABLE app.ticketa(id int)",
  );
  await using database = openPostgres({ url, poolSize: 1 });
  const parsed = await parsePolicy("policy: { deny_tables: [app.ticketa] }");
  assert.ok(parsed.kind === "policy");
  const guard = createPolicyGuard({
    ...{ catalogue: database.catalogue, parser: createParser() },
    source: { policy: parsed.policy, hashKey: null },
  });
  const verdict = await guard.check("SELECT * FROM tickets");
  assert.ok(verdict.kind === "refuse");
  assert.match(verdict.hint, /^Perhaps you meant app\.tickets\. /);
  assert.equal((await guard.check("SELECT * FROM app.tickets")).kind, "allow");
});

onPostgres("a denied column binds to nothing else", async (server) => {
  await using world = await createPolicyWorld(server);
  // Without the column, each of these would mean another one, or other columns.
  for (
    const sql of [
      "SELECT (SELECT secret FROM people LIMIT 1) FROM (SELECT 'outer' AS secret) o",
      "SELECT 1 FROM (SELECT 'x' AS secret) o WHERE EXISTS (SELECT 1 FROM people WHERE secret = o.secret)",
      "SELECT count(*) FROM people NATURAL JOIN (SELECT 'x' AS secret) o",
      "SELECT count(*) FROM people NATURAL JOIN places",
      "SELECT t.o FROM people AS t(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)",
      "SELECT s.a FROM (SELECT * FROM people) AS s(a, b)",
      "WITH w(a, b, c) AS (SELECT * FROM people) SELECT a FROM w",
      "SELECT people.ctid FROM people",
      "SELECT xmin FROM people",
      "SELECT tableoid::text FROM people",
      "SELECT secret_upper FROM people",
      "SELECT upper(p.secret) FROM people p",
      "SELECT id FROM people GROUP BY id, secret",
      "SELECT id FROM people p WHERE p.secret IS NOT NULL",
    ]
  ) await refused(world, sql);
});

onPostgres(
  "what is spliced in captures nothing of the client's, nor the other way round",
  async (server) => {
    await using world = await createPolicyWorld(server);
    assert.deepEqual(
      rows(await world.ask("WITH people AS (SELECT 1 AS id) SELECT * FROM people")),
      [["1"]],
    );
    assert.deepEqual(
      rows(
        await world.ask(
          "WITH pgmcp_scan AS (SELECT 9 AS id, 1 AS tenant_id) SELECT count(*) FROM people p, pgmcp_scan",
        ),
      ),
      [["20"]],
    );
    assert.deepEqual(
      rows(
        await world.ask(
          "SELECT (SELECT count(*) FROM people) FROM (SELECT 2 AS tenant_id) pgmcp_scan",
        ),
      ),
      [["20"]],
    );
    await server.runSql(
      world.url,
      `
    CREATE FUNCTION app.always(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
    CREATE OPERATOR app.= (LEFTARG = int, RIGHTARG = text, FUNCTION = app.always);
    CREATE FUNCTION app.left(text, int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
    CREATE FUNCTION app.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT $1'`,
    );
    const answer = await world.ask("SELECT count(*), max(ssn), max(card) FROM people");
    assert.doesNotMatch(answer.text, CANARIES);
    // The mask is right, but a plan that says "left" could mean either function.
    assert.equal(answer.kind, "refused");
    assert.match(answer.text, /PGMCP_FUNCTION_NOT_ALLOWED.*the function left,/);
  },
);

onPostgres("every clause and depth sees masked values and visible rows", async (server) => {
  await using world = await createPolicyWorld(server);
  for (
    const sql of [
      "TABLE people",
      "SELECT * FROM ONLY people",
      "SELECT app.people.phone FROM app.people",
      "SELECT app.people.* FROM app.people",
      "SELECT p FROM people p",
      "SELECT (p).email FROM people p",
      "SELECT row_to_json(p), to_jsonb(p), p::text FROM people p",
      "SELECT json_agg(p ORDER BY p.id) FROM people p",
      "SELECT array_agg(p.ssn ORDER BY p.id) FROM people p",
      "SELECT max(email) OVER (PARTITION BY phone ORDER BY card) FROM people",
      "SELECT id FROM people ORDER BY ssn, email",
      "SELECT DISTINCT ON (ip) ip, line FROM logs ORDER BY ip, line",
      "SELECT ip FROM logs_a",
      "SELECT ip FROM logs_b ORDER BY id LIMIT 3",
      "SELECT x.* FROM people p, LATERAL (SELECT p.*) x",
      "SELECT x FROM people p CROSS JOIN LATERAL (VALUES (p.ssn), (p.email)) v(x)",
      "WITH RECURSIVE r AS (SELECT id, ssn FROM people UNION SELECT r.id, p.ssn FROM r JOIN people p ON p.id = r.id) SELECT * FROM r",
      "SELECT CASE WHEN ssn IS NULL THEN 'none' ELSE ssn END FROM people",
      "SELECT count(*) FROM sales WHERE person_id IN (SELECT id FROM people)",
      "SELECT s.memo FROM people p RIGHT JOIN sales s ON s.person_id = p.id",
      "SELECT id, sum(amount) FROM sales GROUP BY ROLLUP (id)",
      "SELECT string_agg(memo, ',' ORDER BY id) FROM sales",
      "SELECT extract(year FROM born), salary FROM people ORDER BY id",
    ]
  ) {
    const answer = await world.ask(sql);
    assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
    assert.doesNotMatch(answer.text, CANARIES, sql);
    assert.deepEqual(answer.rows, (await world.askCopy(sql)).rows, sql);
  }
});

onPostgres(
  "a comparison that a constant mask makes true of all or none is refused or told of",
  async (server) => {
    await using world = await createPolicyWorld(server);
    for (
      const sql of [
        "SELECT count(*) FROM logs a JOIN logs b ON a.ip = b.ip",
        "SELECT count(*) FROM logs a JOIN logs b USING (ip)",
        "SELECT count(*) FROM people p, places q WHERE q.level = p.level",
        "SELECT count(*) FROM places WHERE level IN (SELECT level FROM people)",
        "SELECT count(*) FROM logs WHERE ip IN (SELECT ip FROM logs)",
      ]
    ) {
      assert.match(
        await refused(world, sql),
        /PGMCP_MASKED_COLUMN .* is masked, and shows the same/,
        sql,
      );
    }
    const told = [
      [
        "SELECT id FROM people WHERE ssn = 'CANARY-1'",
        "people.ssn is masked: the comparison saw the mask",
      ],
      ["SELECT id FROM people WHERE upper(email) LIKE 'A%'", "people.email is masked"],
      [
        "SELECT ip, count(*) FROM logs GROUP BY ip",
        "logs.ip is masked, and shows the same for every row",
      ],
      ["SELECT DISTINCT ip FROM logs", "logs.ip is masked, and shows the same for every row"],
    ] as const;
    for (const [sql, note] of told) {
      const answer = await world.ask(sql);
      assert.equal(answer.kind, "rows", sql);
      assert.ok(JSON.parse(answer.text).report.notes.join(" ").includes(note), answer.text);
    }
    // Equal values still join where the mask keeps them apart.
    assert.deepEqual(
      rows(await world.ask("SELECT count(*) > 20 FROM people a JOIN people b ON a.ssn = b.ssn")),
      [["t"]],
    );
  },
);
