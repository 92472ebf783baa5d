// Row filters that look into other tables: the same rows as in a copy without the hidden ones,
// whatever the client's statement names or calls alike, and nothing told of the tables looked into.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { examinePolicy } from "../../../core/services/examine_policy.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createLookupWorld, KIM, LOOKUP_TABLES_SQL } from "./lookup_world.ts";

const onPostgres = testsOnPostgres();

const SAME_ROWS = [
  "SELECT * FROM app.orders",
  "SELECT * FROM orders o WHERE note::int > 1",
  "SELECT * FROM app.tickets WHERE 1 / level = 1",
  "SELECT count(*) FROM app.tickets WHERE title LIKE '%HIDDEN%'",
  "SELECT * FROM app.events WHERE line::int > 9",
  "SELECT * FROM app.events_a WHERE line::int > 9",
  "SELECT * FROM auth.events_b WHERE line::int > 9",
  "SELECT * FROM ONLY app.events_a",
  "SELECT * FROM app.tree WHERE name::int > 2",
  "SELECT t.name, u.name FROM app.tree t JOIN app.tree u ON u.id = t.parent",
  "SELECT o.id, c.name FROM app.orders o JOIN app.customers c ON c.id = o.customer_id",
  "SELECT c.name, (SELECT count(*) FROM app.orders o WHERE o.customer_id = c.id) FROM app.customers c",
  "SELECT c.name FROM app.customers c WHERE NOT EXISTS (SELECT 1 FROM app.orders o WHERE o.customer_id = c.id)",
  "SELECT o.* FROM app.orders o LEFT JOIN app.tickets t ON t.order_id = o.id WHERE t.title::int IS NULL OR t.title::int > 0",
  "SELECT amount, count(*) FROM app.orders GROUP BY amount HAVING sum(note::int) >= 0",
  "SELECT id FROM app.orders WHERE customer_id IN (SELECT customer_id FROM app.events WHERE line::int > 0)",
  "SELECT max(note::int) OVER (ORDER BY id) FROM app.orders",
  "SELECT * FROM app.orders UNION SELECT id, order_id, level, title FROM app.tickets",
  "SELECT x.id FROM app.orders x, LATERAL (SELECT * FROM app.tickets t WHERE t.order_id = x.id) y",
  "SELECT to_jsonb(t) FROM app.tickets t",
  // The client's names are those of the filter.
  "WITH customers AS (SELECT 1 AS id, 'north' AS region) SELECT o.id FROM app.orders o",
  "WITH customers(id, region) AS (SELECT g, 'north' FROM generate_series(1, 20) g), orders AS (SELECT * FROM app.orders) SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id",
  "WITH members(ticket_id, person) AS (SELECT g, 'kim' FROM generate_series(1, 99) g) SELECT id FROM app.tickets",
  "SELECT (SELECT count(*) FROM app.orders) FROM (SELECT 'north' AS region, 1 AS id, 3 AS customer_id) c",
  "SELECT (SELECT count(*) FROM app.orders) FROM (SELECT 'north' AS region, 3 AS customer_id) pgmcp_scan",
  "SELECT (SELECT count(*) FROM app.tickets) FROM (SELECT 4 AS ticket_id, 'kim' AS person) pgmcp_filter1",
  "SELECT pgmcp_filter1.id FROM app.orders pgmcp_filter1 JOIN app.tickets pgmcp_filter2 ON pgmcp_filter2.order_id = pgmcp_filter1.id",
  "WITH pgmcp_filter1 AS (SELECT 4 AS ticket_id, 'kim' AS person) SELECT t.id FROM app.tickets t, pgmcp_filter1 f WHERE f.ticket_id = t.id",
  "SELECT members.id FROM app.tickets members WHERE EXISTS (SELECT 1 FROM app.orders members WHERE members.id = 3)",
];

onPostgres("a filter that looks into other tables hides the same rows", async (server) => {
  await using world = await createLookupWorld(server);
  for (const sql of SAME_ROWS) {
    const [answer, expected] = [await world.ask(sql), await world.askCopy(sql)];
    assert.equal(expected.kind, "rows", `${sql}: ${expected.text}`);
    assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
    assert.deepEqual(answer.rows, expected.rows, sql);
  }
});

onPostgres("whom the tables looked into do not know sees no row", async (server) => {
  await using world = await createLookupWorld(server);
  for (const [id, region] of [["lee", "south"], ["kim' OR '1'='1", "north' OR '1'='1"], ["", ""]]) {
    const principal = { ...KIM, id: id ?? "", attributes: { region: region ?? "" } };
    for (const table of ["orders", "tickets", "events"]) {
      const answer = await world.ask(`SELECT count(*) FROM app.${table}`, principal);
      assert.deepEqual(answer.rows, ['["0"]'], `${table}: ${answer.text}`);
    }
  }
  const unknown = await world.ask("SELECT 1 FROM app.orders", { ...KIM, attributes: {} });
  assert.match(unknown.text, /PGMCP_POLICY_NOT_APPLICABLE/);
});

onPostgres("neither plans nor refusals name the tables looked into", async (server) => {
  await using world = await createLookupWorld(server);
  for (
    const sql of [
      "EXPLAIN SELECT * FROM app.tickets",
      "EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) SELECT * FROM app.tickets t JOIN app.tickets u ON t.id = u.id",
      "SELECT * FROM app.tickets WHERE person = 'kim'",
      "SELECT * FROM app.tickets t WHERE pgmcp_filter1.person = 'kim'",
      "SELECT pgmcp_filter1 FROM app.tickets",
      "SELECT members.person FROM app.tickets",
    ]
  ) {
    const answer = await world.ask(sql);
    const told = answer.text.replace(/"sqlAsRun":.*"timings"/, "").replaceAll(sql, "")
      .replaceAll(/"fragment":"[^"]*"|column [^ ]+ does not exist|relation [^ ]+ does/g, "");
    assert.doesNotMatch(told, /members|person|kim/, `${sql}: ${told}`);
  }
  const plan = await world.ask("EXPLAIN SELECT * FROM app.tickets");
  assert.match(plan.text, /Seq Scan on tickets/);
});

onPostgres("a table that the database role may not look into stays unnamed", async (server) => {
  await using world = await createLookupWorld(server, { user: "clerk", password: "x" });
  await server.runSql(
    world.url,
    `DO $$ BEGIN CREATE ROLE clerk LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    GRANT USAGE ON SCHEMA app TO clerk; GRANT SELECT ON app.tickets, app.orders, app.customers TO clerk`,
  );
  assert.equal((await world.ask("SELECT count(*) FROM app.orders")).kind, "rows");
  const answer = await world.ask("SELECT count(*) FROM app.tickets");
  assert.equal(answer.kind, "error", answer.text);
  assert.doesNotMatch(answer.text, /members|auth/);
});

onPostgres(
  "writes touch and leave behind what a filter that looks elsewhere shows",
  async (server) => {
    await using world = await createLookupWorld(server);
    const one = await world.ask("UPDATE app.orders SET amount = 77 WHERE amount < 3 RETURNING id");
    const shown = await world.ask("SELECT id FROM app.orders WHERE amount = 77");
    assert.deepEqual(one.rows, shown.rows);
    assert.ok(one.rows.length > 0, one.text);
    const lost = await world.ask("UPDATE app.orders SET customer_id = 1 WHERE customer_id = 3");
    assert.match(lost.text, /PGMCP_PERMISSION_DENIED/);
    const foreign = await world.ask("INSERT INTO app.orders VALUES (900, 1, 1, '1')");
    assert.match(foreign.text, /PGMCP_PERMISSION_DENIED/);
    const own = await world.ask("INSERT INTO app.orders VALUES (901, 3, 1, '1')");
    assert.equal(own.kind, "rows", own.text);
    assert.equal((await world.ask("SELECT 1 FROM app.orders WHERE id = 901")).rows.length, 1);
    const gone = await world.ask("DELETE FROM app.tickets t WHERE t.id > 0 RETURNING t.id");
    assert.equal(gone.rows.length, 10, gone.text);
    for (const name of ["pgmcp_filter1", "pgmcp_scan"]) {
      const captured = await world.ask(`DELETE FROM app.orders ${name} WHERE ${name}.id = 3`);
      assert.match(captured.text, /calls its target pgmcp_/);
    }
    const itself = await world.ask("UPDATE app.tree SET parent = 1 WHERE id = 2");
    assert.match(itself.text, /whose row filter reads other rows of tree/);
  },
);

onPostgres(
  "what a sub-query calls and reads is judged when the policy is loaded",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(
      url,
      `${LOOKUP_TABLES_SQL}
    CREATE FUNCTION app.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE OPERATOR app.~~~ (FUNCTION = app.leak, RIGHTARG = text);
    CREATE VIEW app.north AS SELECT id FROM app.customers WHERE region = 'north';
    CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE FOREIGN TABLE app.listed(id int) SERVER files OPTIONS (program 'true');
    CREATE TABLE app.ranges(id int) PARTITION BY RANGE (id);
    CREATE FOREIGN TABLE app.ranges_1 PARTITION OF app.ranges FOR VALUES FROM (0) TO (9)
      SERVER files OPTIONS (program 'true');`,
    );
    const database = openPostgres({ url, schemas: ["app", "auth"], poolSize: 1 });
    try {
      const read = async (condition: string) => {
        const parsed = await parsePolicy(
          `policy:\n  writable_tables: [app.customers]\n  tables:\n    app.orders: { row_filter: "${condition}" }\n`,
        );
        assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
        const settings = { ...DEFAULT_QUERY_SETTINGS, schemas: ["app", "auth"] };
        const { catalogue } = database;
        return await examinePolicy(parsed, { catalogue, settings, parser: createParser() });
      };
      const lookup = "customer_id IN (SELECT c.id FROM app.customers c WHERE # )";
      for (
        const [condition, expected] of [
          [lookup.replace("#", "app.leak(c.region)"), /leak/],
          [lookup.replace("#", "OPERATOR(app.~~~) c.region"), /OPERATOR|~~~/],
          [lookup.replace("#", "pg_sleep(1) IS NULL"), /pg_sleep/],
          [lookup.replace("#", "c.region::regclass = 'x'"), /regclass/],
          [lookup.replace("#", "has_table_privilege(c.region, 'SELECT')"), /has_table_privilege/],
          [lookup.replace("#", "(c.region).leak"), /leak/],
          ["id IN (SELECT id FROM app.north)", /is a view or is foreign/],
          ["id IN (SELECT id FROM app.listed)", /is a view or is foreign/],
          ["id IN (SELECT id FROM app.ranges)", /is a view or is foreign/],
          ["id IN (SELECT attnum FROM pg_catalog.pg_attribute)", /no table of the database/],
        ] as const
      ) {
        const { problems } = await read(condition);
        assert.match(problems.map(({ text }) => text).join(), expected, condition);
      }
      const { lineage, problems } = await read(lookup.replace("#", "c.region = 'north'"));
      assert.deepEqual(problems, []);
      assert.deepEqual(lineage.get(""), [{
        object: "app.orders",
        effect: "protected",
        reason:
          "Its row filter reads app.customers as it is, whatever the policy hides of it; that table is writable, and whoever writes there chooses rows here",
      }]);
    } finally {
      await database.close();
    }
  },
);

onPostgres(
  "a column looked into that is gone hides everything, and is not named",
  async (server) => {
    await using world = await createLookupWorld(server);
    assert.equal((await world.ask("SELECT 1 FROM app.orders")).kind, "rows");
    await server.runSql(world.url, "ALTER TABLE app.customers RENAME COLUMN region TO zone");
    for (
      const sql of [
        "SELECT count(*) FROM app.orders",
        "SELECT (SELECT count(*) FROM app.orders) FROM (SELECT 'north' AS regio) o",
      ]
    ) {
      const answer = await world.ask(sql);
      assert.equal(answer.kind, "error", answer.text);
      assert.doesNotMatch(answer.text, /region|customers|pgmcp_filter/);
    }
  },
);
