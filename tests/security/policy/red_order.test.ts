// The order of rows: read along an index on a hidden column they would come in the order of its
// values, though nothing is sorted by it. Such indexes are read by no statement that shows their rows.

import assert from "node:assert/strict";
import pg from "pg";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { until } from "../../support/until.ts";

const onPostgres = testsOnPostgres();

// Rows lie in another order than that of what is hidden of them.
const TABLES_SQL = `
CREATE TABLE staff(id int PRIMARY KEY, dept int, name text, ssn text UNIQUE, salary int, pad text);
INSERT INTO staff SELECT g, g % 400, 'n' || g, md5(g::text), (g * 7907) % 100019, repeat('x', 300)
  FROM generate_series(1, 20000) g;
CREATE INDEX by_dept ON staff (dept, salary);
CREATE INDEX by_expression ON staff (name, (salary / 2));
CREATE TABLE parts(id int, dept int, salary int, pad text) PARTITION BY RANGE (id);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (0) TO (100000);
INSERT INTO parts SELECT g, g % 400, (g * 7907) % 100019, repeat('x', 300) FROM generate_series(1, 20000) g;
CREATE INDEX ON parts_a (dept, salary);
CREATE TABLE covered(id int, salary int, pad text);
INSERT INTO covered SELECT g, (g * 7907) % 100019, repeat('x', 600) FROM generate_series(1, 20000) g;
CREATE INDEX ON covered (salary) INCLUDE (id);
CREATE TABLE elders(id int PRIMARY KEY, dept int, salary int, pad text);
CREATE TABLE juniors() INHERITS (elders);
CREATE INDEX elder ON elders (dept, salary);
CREATE INDEX junior ON juniors (dept, salary);
INSERT INTO elders SELECT g, g % 400, (g * 7907) % 100019, repeat('x', 300) FROM generate_series(1, 20000) g;
INSERT INTO juniors SELECT * FROM elders;
CREATE VIEW names AS SELECT id, dept, name FROM staff;
CREATE VIEW named AS SELECT id, dept FROM parts;
CREATE VIEW first AS SELECT id, dept FROM staff WHERE dept = 3 LIMIT 3;
CREATE TABLE earners(id int PRIMARY KEY, salary int, pad text);
INSERT INTO earners SELECT g, (g * 7907) % 100019, repeat('x', 300) FROM generate_series(1, 20000) g;
CREATE INDEX ON earners (salary);
CREATE VIEW rich AS SELECT id FROM earners WHERE salary > 99000;
CREATE VIEW richer AS SELECT id AS it FROM rich;
`;

const POLICY = `policy:
  deny_tables: [parts, parts_a]
  tables:
    staff: { mask_columns: { salary: redact, ssn: hash } }
    covered: { mask_columns: { salary: { bucket: { size: 200000 } } } }
    named: {}
    first: { mask_columns: { dept: redact } }
    earners: { mask_columns: { salary: redact } }
    rich: {}
    richer: { row_filter: "it > 0" }
    elders: { mask_columns: { salary: redact } }
`;

/** Each statement, and what the order of its first column must not be that of. */
const STATEMENTS = [
  ["SELECT id FROM staff WHERE dept = 3 LIMIT 12", "SELECT salary FROM staff WHERE id = $1"],
  ["SELECT id FROM names WHERE dept = 3 LIMIT 12", "SELECT salary FROM staff WHERE id = $1"],
  ["SELECT id FROM named WHERE dept = 3 LIMIT 12", "SELECT salary FROM parts WHERE id = $1"],
  ["SELECT id FROM rich LIMIT 12", "SELECT salary FROM earners WHERE id = $1"],
  ["SELECT it FROM richer LIMIT 12", "SELECT salary FROM earners WHERE id = $1"],
  [
    "SELECT id, row_number() OVER () FROM staff WHERE dept = 7 OFFSET 0 LIMIT 12",
    "SELECT salary FROM staff WHERE id = $1",
  ],
  [
    "SELECT s.id FROM (VALUES (5)) v(d), LATERAL (SELECT id FROM staff WHERE dept = d LIMIT 12) s",
    "SELECT salary FROM staff WHERE id = $1",
  ],
  [
    "SELECT id FROM covered WHERE id % 400 = 3 LIMIT 12",
    "SELECT salary FROM covered WHERE id = $1",
  ],
] as const;

/** Statements that answer the same in whichever order rows are read: any index may help. */
const ORDER_FREE = [
  "SELECT id, dept FROM staff ORDER BY id LIMIT 3",
  "SELECT * FROM staff s ORDER BY 1 DESC LIMIT 3",
  "SELECT upper(name) AS name, s.dept FROM staff s WHERE dept < 300 ORDER BY dept, s.id LIMIT 3",
  "SELECT max(dept) FROM staff",
  "SELECT count(*), min(id) FROM staff WHERE dept = 3 AND id < 40",
  "SELECT id, dept FROM ONLY elders ORDER BY id LIMIT 3",
];

/** Statements much like them, whose answers are not. */
const ORDERED = [
  "SELECT id, dept FROM staff WHERE dept < 3 ORDER BY dept LIMIT 3",
  "SELECT id, dept FROM staff WHERE dept < 3 ORDER BY dept, id / 2 LIMIT 3",
  "SELECT dept AS id, id AS dept FROM staff WHERE dept < 3 ORDER BY id LIMIT 3",
  "SELECT dept, id FROM staff WHERE dept < 3 ORDER BY 1 LIMIT 3",
  "SELECT id, row_number() OVER () FROM staff WHERE dept = 3 ORDER BY id LIMIT 3",
  "SELECT id, JSON_ARRAYAGG(id) OVER () FROM staff WHERE dept = 3 ORDER BY id LIMIT 3",
  "SELECT id, dept FROM staff WHERE dept = 3 AND clock_timestamp() > now() ORDER BY id LIMIT 3",
  "SELECT DISTINCT ON (dept) dept, id FROM staff WHERE dept < 3 ORDER BY dept LIMIT 3",
  "SELECT max(id), string_agg(id::text, ',') FROM staff WHERE dept = 3",
  "SELECT max(id), JSON_ARRAYAGG(id) FROM staff WHERE dept = 3",
  "SELECT max(id), array_agg(id) FROM staff WHERE dept = 3",
  "SELECT (array_agg(id))[1] FROM staff WHERE dept = 3",
  "SELECT max(pad || id) FROM staff WHERE dept = 3",
  "SELECT max(id) FROM first",
  "SELECT s.id FROM (SELECT id FROM staff WHERE dept = 3 LIMIT 3) s ORDER BY s.id LIMIT 3",
  "SELECT id, (SELECT count(*) FROM staff) FROM staff WHERE dept = 3 ORDER BY id LIMIT 3",
  "SELECT id FROM elders WHERE dept = 3 ORDER BY id LIMIT 3",
  "SELECT s.id FROM staff s, generate_series(1, 2) WHERE dept = 3 ORDER BY s.id LIMIT 3",
];

onPostgres("rows come in the order of nothing that is hidden", async (server) => {
  const { name, url } = await server.createDatabase();
  // As on a disk without seeks: an index is worth more.
  await server.runSql(url, `ALTER DATABASE "${name}" SET random_page_cost = 1; ${TABLES_SQL}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Rows that another session could still see otherwise are read from the table: not by an index alone.
  await until("a table that all sessions see alike", async () => {
    await client.query("VACUUM ANALYZE");
    const pages = "SELECT relallvisible = relpages AS seen FROM pg_class WHERE relname = 'covered'";
    return (await client.query(pages)).rows[0].seen;
  });
  await using database = openPostgres({ url, schemas: ["public"], poolSize: 1 });
  const { catalogue, executor } = database;
  const parsed = await parsePolicy(POLICY);
  assert.ok(parsed.kind === "policy");
  const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
  const guards = {
    plain: createGuard({ schemas: ["public"], catalogue }),
    policy: createPolicyGuard({
      ...{ schemas: ["public"], catalogue, parser: createParser() },
      source: { policy: parsed.policy, hashKey: new Uint8Array(32).fill(3) },
    }),
  };

  async function rowsOf(sql: string, guard: keyof typeof guards) {
    const outcome = await runQuery({ guard: guards[guard], executor, limits }, sql);
    assert.ok(outcome.kind === "rows", JSON.stringify(outcome));
    return outcome.result.rows;
  }

  async function isInOrder(sql: string, guard: keyof typeof guards, hidden: string) {
    const rows = await rowsOf(sql, guard);
    assert.equal(rows.length, 12, sql);
    const values: number[] = [];
    for (const [id] of rows) {
      const { rows: [found] } = await client.query({
        text: hidden,
        values: [id],
        rowMode: "array",
      });
      values.push(Number(found[0]));
    }
    return values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
  }

  try {
    for (const [sql, hidden] of STATEMENTS) {
      assert.equal(await isInOrder(sql, "policy", hidden), false, sql);
      // Without a policy PostgreSQL does just that.
      assert.equal(await isInOrder(sql, "plain", hidden), true, sql);
    }
    const planOf = async (sql: string) => JSON.stringify(await rowsOf(`EXPLAIN ${sql}`, "policy"));
    // What tells of nothing hidden is read by its index as ever.
    assert.match(await planOf("SELECT pad FROM staff WHERE id = 5"), /Index Scan on staff/);
    assert.match(await planOf("SELECT id FROM staff ORDER BY id LIMIT 3"), /Index (Only )?Scan/);
    assert.match(await planOf("SELECT id FROM staff WHERE dept = 3"), /Bitmap/);
    assert.doesNotMatch(
      await planOf("SELECT salary FROM staff ORDER BY name LIMIT 3"),
      /->\s+Index/,
    );
    const index = /(?<!Bitmap )Index (?:Only )?Scan/;
    for (const sql of ORDER_FREE) {
      assert.match(await planOf(sql), index, sql);
      // What comes out is what comes out for everybody else, but for what is masked.
      const [own, others] = await Promise.all([rowsOf(sql, "policy"), rowsOf(sql, "plain")]);
      assert.deepEqual(own.map(([first]) => first), others.map(([first]) => first), sql);
    }
    for (const sql of ORDERED) {
      assert.doesNotMatch(await planOf(sql), index, sql);
      const open = JSON.stringify(await rowsOf(`EXPLAIN ${sql}`, "plain"));
      assert.match(open, /Index (?:Only )?Scan/, sql);
    }
    // Where the database has all other ways off, the index's is still none.
    const off = ["seqscan", "bitmapscan", "sort"].map((way) =>
      `ALTER DATABASE "${name}" SET enable_${way} = off;`
    );
    await server.runSql(url, off.join(" "));
    await using second = openPostgres({ url, schemas: ["public"], poolSize: 1 });
    const guard = createPolicyGuard({
      ...{ schemas: ["public"], catalogue: second.catalogue, parser: createParser() },
      source: { policy: parsed.policy, hashKey: new Uint8Array(32).fill(3) },
    });
    for (
      const sql of ["SELECT id, rank() OVER (ORDER BY dept) FROM staff LIMIT 12", STATEMENTS[0][0]]
    ) {
      const context = { guard, executor: second.executor, limits };
      const outcome = await runQuery(context, `EXPLAIN ${sql}`);
      assert.ok(outcome.kind === "rows");
      assert.doesNotMatch(JSON.stringify(outcome.result.rows), /->\s+Index (Only )?Scan/, sql);
    }
  } finally {
    await client.end();
  }
});

onPostgres(
  "rows of a table come in the order of no column that only its child has",
  async (server) => {
    const { name, url } = await server.createDatabase();
    await server.runSql(
      url,
      `ALTER DATABASE "${name}" SET random_page_cost = 1;
    CREATE TABLE old(id int, dept int, pad text); CREATE TABLE young(salary int) INHERITS (old);
    CREATE INDEX ON young (dept, salary);
    INSERT INTO young SELECT g, g % 400, repeat('x', 300), (g * 7907) % 100019 FROM generate_series(1, 20000) g;
    ANALYZE;`,
    );
    await using database = openPostgres({ url, poolSize: 1 });
    const { catalogue, executor } = database;
    const parsed = await parsePolicy("policy: { allow_tables: [old] }");
    assert.ok(parsed.kind === "policy");
    const source = { policy: parsed.policy, hashKey: null };
    const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
    const shown: string[] = [];
    for (
      const guard of [
        createGuard({ catalogue }),
        createPolicyGuard({ catalogue, source, parser: createParser() }),
      ]
    ) {
      const sql = "SELECT id FROM old WHERE dept = 3 LIMIT 12";
      const outcome = await runQuery({ guard, executor, limits }, sql);
      assert.ok(outcome.kind === "rows", JSON.stringify(outcome));
      shown.push(outcome.result.rows.flat().join(" "));
    }
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const { rows: [hidden] } = await client.query(
        "SELECT string_agg(id::text, ' ' ORDER BY salary) AS ids FROM (SELECT * FROM young WHERE dept = 3 ORDER BY salary LIMIT 12) y",
      );
      assert.equal(shown[0], hidden.ids, "the attack is none");
      assert.notEqual(shown[1], hidden.ids);
    } finally {
      await client.end();
    }
  },
);
