// What a policy lets be told of plans, of PostgreSQL's catalogue and of itself, and what it does with
// values that it binds.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createPolicyWorld, refused } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

onPostgres(
  "a plan shows its shape alone, and costs, rows and conditions of nothing hidden",
  async (server) => {
    await using world = await createPolicyWorld(server);
    for (
      const sql of [
        "EXPLAIN SELECT * FROM sales WHERE memo LIKE 'HID%'",
        "EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS) SELECT * FROM sales WHERE id = 3",
        "EXPLAIN (FORMAT YAML, COSTS ON) SELECT ssn FROM people",
        "explain analyze verbose select * from sales s join people p on p.id = s.person_id",
      ]
    ) {
      const answer = await world.ask(sql);
      assert.equal(answer.kind, "rows", answer.text);
      const lines = answer.rows.join("\n");
      assert.doesNotMatch(lines, /cost|rows|Filter|Cond|Output|tenant|\$\d|[\d.]{2,}/i, lines);
      assert.match(lines, /Scan/);
    }
    const open = await world.ask("EXPLAIN SELECT * FROM places");
    assert.match(open.rows.join(""), /cost=/);
  },
);

onPostgres("PostgreSQL's own catalogue tells of nothing hidden", async (server) => {
  await using world = await createPolicyWorld(server);
  for (
    const sql of [
      "SELECT * FROM pg_stats",
      "SELECT definition FROM pg_views",
      "SELECT 'app.vault'::regclass",
      "SELECT to_regclass('app.vault')",
      "SELECT pg_relation_size('app.people')",
      "SELECT pg_total_relation_size('app.sales')",
      "SELECT obj_description('app.people'::regclass)",
      "SELECT has_column_privilege('app.people', 'secret', 'SELECT')",
      "SELECT ('app.vault'::text).to_regclass",
      "SELECT CASE WHEN true THEN 16400 ELSE pg_typeof(1) END",
      "SELECT n_live_tup FROM pg_stat_user_tables",
      "SELECT pg_get_viewdef('app.people_v')",
      "SELECT 12345::regtype",
    ]
  ) await refused(world, sql);
  for (
    const sql of [
      "SELECT relname, reltuples FROM pg_class",
      "SELECT attname FROM pg_attribute",
      "SELECT * FROM information_schema.columns",
    ]
  ) {
    const answer = await world.ask(sql);
    assert.match(answer.rows.join(), /people|tenant_id/);
    assert.doesNotMatch(answer.rows.join(), /vault|token|secret|people_v/);
  }
  assert.equal((await world.ask("SELECT count(*) > 0 FROM pg_timezone_names")).kind, "rows");
  assert.equal((await world.ask("SELECT pg_typeof(1)::text, current_schema()")).kind, "rows");
});

onPostgres(
  "what is not known of the caller refuses the statement, and keys stand nowhere",
  async (server) => {
    await using world = await createPolicyWorld(server);
    const stranger = await world.askAs("SELECT count(*) FROM sales", {
      id: "x",
      role: null,
      team: null,
      attributes: {},
    });
    assert.equal(stranger.kind, "error");
    assert.match(
      stranger.text,
      /PGMCP_POLICY_NOT_APPLICABLE .* nothing is known of the caller's tenant/,
    );
    // An attribute is data: it is compared, never read as SQL.
    for (const tenant of ["1 OR true", "1); DROP TABLE app.sales; --", "'"]) {
      const principal = { id: "x", role: null, team: null, attributes: { tenant } };
      const answer = await world.askAs("SELECT count(*) FROM sales", principal);
      assert.equal(answer.kind, "error", answer.text);
      assert.doesNotMatch(answer.text, /DROP|OR true/);
    }
    const other = { id: "x", role: null, team: null, attributes: { tenant: "77" } };
    assert.deepEqual((await world.askAs("SELECT count(*) FROM sales", other)).rows, ['["0"]']);
    const hashed = await world.ask("SELECT ssn FROM people");
    assert.match(hashed.text, /\$1::pg_catalog\.bytea/);
    assert.doesNotMatch(hashed.text, /\\\\x|363636/);
    await refused(world, "SELECT $1");
  },
);

onPostgres(
  "a report names the rules, the masked columns and the filtered tables",
  async (server) => {
    await using world = await createPolicyWorld(server);
    const answer = await world.ask(
      "SELECT p.ssn, s.id FROM people p JOIN sales s ON s.person_id = p.id",
    );
    const { report } = JSON.parse(answer.text);
    assert.deepEqual(report.maskedColumns, ["app.people.ssn"]);
    assert.deepEqual(report.filteredTables, ["app.people", "app.sales"]);
    assert.deepEqual(report.rules, [
      "tables.app.people.row_filter",
      "tables.app.people.mask_columns.ssn",
      "tables.app.sales.row_filter",
    ]);
    assert.match(report.policyHash, /^[0-9a-f]{64}$/);
    const no = JSON.parse((await world.ask("SELECT * FROM vault")).text);
    assert.equal(no.report.policyHash, report.policyHash);
  },
);

onPostgres(
  "GROUP BY of a primary key for the whole row says what to write instead",
  async (server) => {
    await using world = await createPolicyWorld(server);
    const answer = await world.ask("SELECT p FROM people p GROUP BY p.id");
    assert.equal(answer.kind, "error");
    assert.match(
      answer.text,
      /must appear in the GROUP BY clause .* list every column that is selected/,
    );
    assert.equal((await world.ask("SELECT id, note FROM people GROUP BY id")).kind, "rows");
  },
);

onPostgres(
  "TABLESAMPLE and NATURAL JOIN on a protected table are refused with what to write",
  async (server) => {
    await using world = await createPolicyWorld(server);
    assert.match(
      await refused(world, "SELECT id FROM people TABLESAMPLE bernoulli (10)"),
      /random\(\) < 0\.1/,
    );
    assert.match(await refused(world, "SELECT 1 FROM people NATURAL JOIN places"), /USING|ON/);
  },
);
