import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import attacks from "../../security/attacks.json" with { type: "json" };
import { createGuard, type Guard } from "../../../core/services/guard.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import { ANALYST_STATEMENTS } from "../sql/analyst_statements.ts";

const guard = createGuard();

async function codeOf(sql: string, by: Guard = guard): Promise<string> {
  const verdict = await by.check(sql);
  return verdict.kind === "allow" ? "allow" : verdict.code;
}

Deno.test("what analysts write is let through", async (test) => {
  ok(ANALYST_STATEMENTS.length >= 120);
  for (const sql of ANALYST_STATEMENTS) {
    await test.step(sql.slice(0, 80), async () => strictEqual(await codeOf(sql), "allow"));
  }
});

/** What only the catalogue or the database can say: the security tests run these on a real one. */
const LEFT_TO_THE_CATALOGUE: ReadonlySet<string> = new Set([
  ..."WR13 WR26 WR27 FS10 FS11 NW03 TXT07 SC01 SC03 SC05 SC07 SC17 SC20".split(" "),
]);

const CLASSES_WITHOUT_POLICY: ReadonlySet<string> = new Set([
  ..."tx-escape session-poison hidden-write row-limit timeout-evasion admin-function".split(" "),
  ..."file-access network sql-as-text resource schema-bypass".split(" "),
]);

// The ledger is tried with SCHEMAS=app.
const limitedToApp = createGuard({ schemas: ["app"] });

Deno.test("the attacks are refused by their text alone where a text can show it", async (test) => {
  let refused = 0;
  for (const attack of attacks) {
    if (attack.engine !== "postgres" || !CLASSES_WITHOUT_POLICY.has(attack.class)) continue;
    const mustRefuse = attack.accept.length === 1 && attack.accept[0] === "reject";
    await test.step(`${attack.id} ${attack.sql.slice(0, 60).replaceAll("\0", "")}`, async () => {
      const hidesObjects = attack.class === "schema-bypass" &&
        !LEFT_TO_THE_CATALOGUE.has(attack.id);
      const { kind } = await (hidesObjects ? limitedToApp : guard).check(attack.sql);
      if (LEFT_TO_THE_CATALOGUE.has(attack.id)) ok(kind !== "refuse" && mustRefuse);
      else if (mustRefuse) strictEqual(kind, "refuse");
      else ok(kind === "allow" || attack.accept.includes("reject"));
    });
    if (mustRefuse) refused++;
  }
  ok(refused > 40);
});

function refusal(verdict: Verdict): Exclude<Verdict, { kind: "allow" }> {
  if (verdict.kind === "allow") throw new TypeError("Cannot read a refusal: it was allowed");
  return verdict;
}

Deno.test("a refusal quotes the piece and says where it stands, in UTF-16 code units", async () => {
  const sql = "SELECT '😀é', pg_sleep(1)";
  const verdict = refusal(await guard.check(sql));
  strictEqual(verdict.fragment, "pg_sleep");
  strictEqual(verdict.position, sql.indexOf("pg_sleep"));
  const syntax = refusal(await guard.check("SELECT '😀é' FORM t x"));
  strictEqual(syntax.position, "SELECT '😀é' FORM ".length);
  strictEqual(syntax.fragment, "t");
});

Deno.test("an unknown setting and a refused system relation come with the nearest that may be read", async () => {
  ok(refusal(await guard.check("SHOW timezon")).hint.includes("timezone"));
  ok(refusal(await guard.check("SELECT * FROM pg_clas_x, pg_stats")).hint.includes("list_tables"));
});

Deno.test("with READ_ONLY=false one write of rows is allowed, and nothing else", async () => {
  const writer = createGuard({ readOnly: false });
  const writes = {
    "INSERT INTO t (a, b) VALUES (1, DEFAULT) ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING *":
      "insert",
    "INSERT INTO t WITH x AS (SELECT 1 AS a) SELECT a FROM x": "insert",
    "UPDATE t SET (a, b) = (SELECT 1, 2), c[1] = 3 FROM u WHERE t.id = u.id RETURNING old.a, new.a":
      "update",
    "WITH x AS (SELECT 1 AS id) DELETE FROM t USING x WHERE t.id = x.id": "delete",
    "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT VALUES (1) RETURNING merge_action()":
      "merge",
  };
  for (const [sql, statement] of Object.entries(writes)) {
    const verdict = await writer.check(sql);
    ok(verdict.kind === "allow", `${sql}: ${JSON.stringify(verdict)}`);
    deepStrictEqual([verdict.statement, verdict.access, verdict.sql], [statement, "write", sql]);
  }
  strictEqual(await codeOf("DELETE FROM t; DELETE FROM u", writer), "PGMCP_MULTIPLE_STATEMENTS");
  strictEqual(await codeOf("EXPLAIN ANALYZE DELETE FROM t", writer), "PGMCP_STATEMENT_NOT_ALLOWED");
  strictEqual(await codeOf("TRUNCATE t", writer), "PGMCP_STATEMENT_NOT_ALLOWED");
  strictEqual(
    await codeOf("WITH x AS (DELETE FROM u RETURNING *) INSERT INTO t SELECT * FROM x", writer),
    "PGMCP_DATA_MODIFYING_CTE",
  );
  strictEqual(
    await codeOf("UPDATE t SET a = 1 WHERE CURRENT OF c", writer),
    "PGMCP_CONSTRUCT_NOT_ALLOWED",
  );
  strictEqual(await codeOf("DELETE FROM pg_enum", writer), "PGMCP_RELATION_NOT_ALLOWED");
  const read = await writer.check("SELECT 1");
  ok(read.kind === "allow" && read.access === "read");
});

Deno.test("where schemas are limited, other schemas are refused and the catalogue is narrowed", async () => {
  const limited = createGuard({ schemas: ["app"] });
  strictEqual(await codeOf("SELECT * FROM app.orders, orders", limited), "allow");
  for (
    const sql of [
      "SELECT * FROM private.salaries",
      "SELECT (SELECT 1 FROM private.salaries)",
      "WITH private AS (SELECT 1) SELECT * FROM private.salaries",
      "SELECT * FROM app.orders TABLESAMPLE bernoulli ((SELECT salary FROM private.salaries LIMIT 1))",
    ]
  ) strictEqual(await codeOf(sql, limited), "PGMCP_SCHEMA_NOT_ALLOWED", sql);
  strictEqual(
    await codeOf("SELECT * FROM pg_shdepend", limited),
    "PGMCP_RELATION_NOT_ALLOWED",
  );
  for (const name of ["pg_class", "information_schema.tables", "pg_catalog . pg_class"]) {
    const verdict = await limited.check(`SELECT count(*) FROM ${name} AS x`);
    ok(verdict.kind === "allow", name);
    ok(
      /FROM \(SELECT \*(, xmin)? FROM "\w+"\."\w+" WHERE .*'app'.* OFFSET 0\) AS x/.test(
        verdict.sql,
      ),
    );
  }
  strictEqual(await codeOf("SELECT obj_description(1)", limited), "PGMCP_FUNCTION_NOT_ALLOWED");
});

Deno.test("relations are named as in the statement, WITH names left out where they are in scope", async () => {
  async function relationsOf(sql: string): Promise<readonly string[]> {
    const verdict = await guard.check(sql);
    ok(verdict.kind === "allow", sql);
    return verdict.relations.map(({ schema, name }) =>
      schema === null ? name : `${schema}.${name}`
    );
  }
  deepStrictEqual(await relationsOf("SELECT * FROM a, app.b JOIN c ON true"), ["a", "app.b", "c"]);
  deepStrictEqual(await relationsOf("WITH a AS (SELECT 1) SELECT * FROM a"), []);
  deepStrictEqual(await relationsOf("WITH a AS (SELECT 1) SELECT * FROM app.a"), ["app.a"]);
  // In a plain WITH the first query does not see the second: it reads the table.
  deepStrictEqual(
    await relationsOf("WITH x AS (SELECT * FROM api_keys), api_keys AS (SELECT 1) SELECT * FROM x"),
    ["api_keys"],
  );
  deepStrictEqual(
    await relationsOf("WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x"),
    [],
  );
  deepStrictEqual(await relationsOf("WITH a AS (SELECT * FROM a) SELECT * FROM a"), ["a"]);
  deepStrictEqual(
    await relationsOf("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) s, a"),
    ["a"],
  );
  deepStrictEqual(
    await relationsOf("WITH a AS (SELECT 1) SELECT * FROM b WHERE EXISTS (SELECT 1 FROM a)"),
    ["b"],
  );
  deepStrictEqual(
    await relationsOf("WITH a AS (SELECT 1) SELECT 1 FROM a UNION SELECT 2 FROM a"),
    [],
  );
  deepStrictEqual(
    await relationsOf("(WITH a AS (SELECT 1) SELECT 1 FROM a) UNION SELECT 2 FROM a"),
    ["a"],
  );
});

Deno.test("habits from other tools are refused with the way to do it here", async () => {
  const habits: Readonly<Record<string, RegExp>> = {
    "\\d orders": /describe_table/,
    "\\dt": /list_tables/,
    "\\l": /one database/,
    "SHOW TABLES": /list_tables/,
    "SHOW DATABASES": /list_schemas/,
    "DESCRIBE orders": /describe_table/,
    "USE shop": /schema\.table/,
    "SET timezone = 'UTC'": /AT TIME ZONE/,
    "SET search_path = app": /schema\.table/,
    "CREATE TEMP TABLE x (a int)": /WITH name AS/,
    "SELECT 1; SELECT 2": /one statement/i,
    "BEGIN; SELECT 1; COMMIT": /own transaction/,
    "SELECT TOP 10 * FROM t": /LIMIT 10/,
    "SELECT `a` FROM t": /double quotes/,
    "SELECT [a] FROM t": /double quotes/,
    "SELECT 1 LIMIT 10, 5": /LIMIT 5 OFFSET 10/,
    "PRAGMA table_info(t)": /describe_table/,
    "CALL f()": /SELECT/,
    "COPY t TO STDOUT": /tsv/,
    "ANALYZE t": /explain/,
    "EXPLAIN UPDATE t SET a = 1": /SELECT/,
    "SELECT now() - INTERVAL 7 DAY": /INTERVAL '7 days'/,
  };
  for (const [sql, hint] of Object.entries(habits)) {
    const verdict = refusal(await guard.check(sql));
    ok(hint.test(verdict.hint), `${sql}: ${verdict.hint}`);
  }
});
