// The binder's reading of writes against PostgreSQL 18: the columns that a statement reads or
// writes are those that a function made of it depends on.

import assert from "node:assert/strict";
import { bindStatement } from "../../../../core/sql/bind/bind_statement.ts";
import { createParser } from "../../../../core/sql/parse.ts";
import { readStatement } from "../../../../core/sql/read_statement.ts";
import { testsOnPostgres } from "../../../support/tests_on_postgres.ts";
import { TABLES } from "./clashing_tables.ts";
import { NameOracle } from "./name_oracle.ts";

const onPostgres = testsOnPostgres();
const parser = createParser();

const WRITES = [
  "INSERT INTO a (id, x) VALUES (1, 2)",
  "INSERT INTO a (id) SELECT q FROM b",
  "INSERT INTO a AS t (id) VALUES (1), ((SELECT max(q) FROM b)) ON CONFLICT (id) DO UPDATE SET x = excluded.x, y = t.y WHERE t.id > 1",
  "WITH a AS (SELECT q FROM b) INSERT INTO a (id) SELECT q FROM a",
  "UPDATE a SET x = 1",
  "UPDATE a SET x = b.q FROM b WHERE a.id = b.id",
  "UPDATE a AS t SET (x, y) = (SELECT q, a FROM b WHERE b.id = t.id)",
  "UPDATE a SET p.x = 1",
  "UPDATE b SET x = (SELECT x FROM s.a WHERE s.a.q = b.id)",
  "DELETE FROM a WHERE x = 1",
  "DELETE FROM a AS t USING b WHERE t.id = b.q",
  "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND b.q > 1 THEN UPDATE SET x = b.x WHEN NOT MATCHED THEN INSERT (id) VALUES (b.id)",
  "MERGE INTO a AS t USING (SELECT q, y FROM b) AS u ON t.id = u.q WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT (id, y) VALUES (u.q, u.y)",
];

onPostgres("the binder reads writes as the server does", async (server) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, TABLES);
  await using oracle = await NameOracle.open(database.url);
  for (const sql of WRITES) {
    const touched = await oracle.touched(sql);
    if (typeof touched === "string") assert.fail(`${touched}: ${sql}`);
    const own = [...await bindTouched(sql, oracle)].sort();
    // The row that ON CONFLICT calls excluded depends on every column of the target.
    const tables = [...touched].filter((name) => !name.startsWith("public.pair."));
    const expected = sql.includes("ON CONFLICT") ? own : tables.sort();
    assert.deepEqual(own, expected, sql);
    assert.deepEqual(own.filter((name) => !touched.has(name)), [], sql);
  }
});

Deno.test("the binder knows the old and new rows of RETURNING, and what is written", async () => {
  const columns = ["id", "x"].map((name, index) => ({ name, attnum: index + 1, type: null }));
  const relation = { schema: "public", name: "a", kind: "r", columns, complete: true };
  const sql = "UPDATE a SET x = 1 RETURNING WITH (OLD AS o) o.x, new.x AS n, a.id, *";
  const bound = bindStatement(await rootOf(sql), { relation: () => relation });
  assert.equal(bound.kind, "bound");
  if (bound.kind !== "bound") return;
  assert.deepEqual(bound.scans[0]?.writes, ["x"]);
  const [output] = bound.outputs.values();
  assert.deepEqual(output?.columns.map(({ name }) => name), ["x", "n", "id", "id", "x"]);
  assert.equal(bound.exact, true);
});

Deno.test("what is inserted without a list of columns is written to each of them", async () => {
  const columns = ["id", "x"].map((name, index) => ({ name, attnum: index + 1, type: null }));
  const relation = { schema: "public", name: "a", kind: "r", columns, complete: true };
  const merge = "MERGE INTO a USING (SELECT 1 AS q) s ON a.id = s.q WHEN NOT MATCHED THEN INSERT";
  for (
    const [sql, written] of [
      ["INSERT INTO a VALUES (1, 2)", ["id", "x"]],
      ["INSERT INTO a (x) VALUES (2)", ["x"]],
      [`${merge} VALUES (1, 2)`, ["id", "x"]],
      [`${merge} (x) VALUES (2)`, ["x"]],
    ] as const
  ) {
    const bound = bindStatement(await rootOf(sql), { relation: () => relation });
    const target = bound.kind === "bound"
      ? bound.scans.find(({ writes }) => writes !== null)
      : null;
    assert.deepEqual(target?.writes, written, sql);
  }
});

Deno.test("columns that double with each query inside are bounded in time and memory", async () => {
  const columns = ["id", "x"].map((name, index) => ({ name, attnum: index + 1, type: null }));
  const relation = { schema: "public", name: "a", kind: "r", columns, complete: true };
  let stars = "SELECT * FROM a";
  for (let level = 0; level < 40; level++) stars = `SELECT *, * FROM (${stars}) s`;
  const doubled = Array.from(
    { length: 60 },
    (_, level) => `c${level + 1} AS (SELECT * FROM c${level} UNION ALL SELECT * FROM c${level})`,
  );
  const arms = `WITH c0 AS (SELECT 1 AS n), ${doubled.join(", ")} SELECT n FROM c60`;
  assert.equal(bindStatement(await rootOf(stars), { relation: () => relation }).kind, "unbound");
  const bound = bindStatement(await rootOf(arms), { relation: () => relation });
  const last = bound.kind === "bound" ? bound.references.at(-1)?.means : undefined;
  assert.equal(last?.kind === "derived" ? last.definitions.length : null, 1);
});

async function bindTouched(sql: string, oracle: NameOracle): Promise<ReadonlySet<string>> {
  const bound = bindStatement(await rootOf(sql), oracle.options);
  if (bound.kind !== "bound") return new Set([bound.reason]);
  assert.equal(bound.exact, true, sql);
  return new Set(
    bound.scans.flatMap(({ relation, reads, writes }) =>
      // The server notes no dependency on what MERGE writes.
      [...reads.map(({ name }) => name), ...sql.includes("MERGE") ? [] : writes ?? []].map((name) =>
        `${relation?.schema}.${relation?.name}.${name}`
      )
    ),
  );
}

async function rootOf(sql: string) {
  const parsed = await parser.parse(sql);
  if (parsed.kind !== "tree") throw new Error(`Cannot parse: ${sql}`);
  const statement = readStatement(parsed.statements, { readOnly: false });
  if (statement.kind !== "statement" || statement.root === null) {
    throw new Error(`Cannot read: ${sql}`);
  }
  return statement.root;
}
