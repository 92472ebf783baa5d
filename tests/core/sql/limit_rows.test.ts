import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { createGuard } from "../../../core/services/guard.ts";
import { checkText } from "../../../core/sql/check_text.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { sameTree } from "../../../core/sql/same_tree.ts";
import { ANALYST_STATEMENTS } from "./analyst_statements.ts";

const parser = createParser();
const guard = createGuard({ parser, maxRows: 7, cacheCharacters: 0 });

async function wrapped(sql: string): Promise<string> {
  const verdict = await guard.check(sql);
  ok(verdict.kind === "allow", `${sql}: ${JSON.stringify(verdict)}`);
  return verdict.sql;
}

Deno.test("a query is wrapped with one row more than may leave", async () => {
  strictEqual(await wrapped("SELECT 1"), "SELECT * FROM (\nSELECT 1\n) AS pgmcp_rows LIMIT 8");
  for (const sql of ["TABLE t", "VALUES (1)", "WITH x AS (SELECT 1) SELECT * FROM x"]) {
    strictEqual(await wrapped(sql), `SELECT * FROM (\n${sql}\n) AS pgmcp_rows LIMIT 8`);
  }
});

Deno.test("comments, semicolons and brackets around a query do not reach out of the wrap", async () => {
  const texts = [
    "SELECT 1 -- end",
    "SELECT 1; -- end",
    "/* start */ SELECT 1 /* end */ ;",
    "(SELECT 1)",
    "(SELECT 1) UNION (SELECT 2) ORDER BY 1",
    ";;SELECT 1;;",
    "SELECT ') AS x; --'",
    "SELECT $$)$$ -- )",
    "SELECT 'é😀' -- é😀",
  ];
  for (const text of texts) {
    const sql = await wrapped(text);
    const outcome = await parser.parse(sql);
    ok(outcome.kind === "tree" && outcome.statements.length === 1, sql);
    ok(sql.endsWith("\n) AS pgmcp_rows LIMIT 8"), sql);
  }
});

Deno.test("under EXPLAIN the inner statement is wrapped, so that the plan is of what would run", async () => {
  strictEqual(
    await wrapped("EXPLAIN SELECT 1"),
    "EXPLAIN SELECT * FROM (\nSELECT 1\n) AS pgmcp_rows LIMIT 8",
  );
  const heads = [
    "EXPLAIN ANALYZE VERBOSE ",
    "EXPLAIN (ANALYZE, FORMAT JSON) ",
    "EXPLAIN (FORMAT 'json') ",
    "/* a */ EXPLAIN -- b\n (COSTS off) /* c */ ",
  ];
  for (const head of heads) {
    for (const query of ["SELECT 1", "(SELECT 1)", "(SELECT 1) UNION (SELECT 2)", "TABLE t"]) {
      ok((await wrapped(head + query)).includes(`SELECT * FROM (\n`), head + query);
    }
  }
});

Deno.test("SHOW is not wrapped", async () => {
  strictEqual(await wrapped("SHOW TimeZone"), "SHOW TimeZone");
});

Deno.test("the source says where the client's text stands in the sent text", async () => {
  for (const sql of ["SELECT missing FROM t", "  /* é */ SELECT missing;", ";SELECT missing"]) {
    const verdict = await guard.check(sql);
    ok(verdict.kind === "allow" && verdict.source !== undefined);
    strictEqual(
      verdict.sql.indexOf("missing") - verdict.source.offset,
      verdict.source.sql.indexOf("missing"),
    );
  }
});

Deno.test("a wrapped statement is one statement whatever was wrapped", async () => {
  const pieces = fc.constantFrom(
    ...ANALYST_STATEMENTS.filter((sql) => !/^(show|explain)/i.test(sql)),
  );
  const noise = fc.constantFrom("", " ", "\n", "-- x\n", "/* ) */", ";", "\t;\n--", "/* ' */");
  await fc.assert(
    fc.asyncProperty(noise, pieces, noise, async (before, sql, after) => {
      const verdict = await guard.check(before + sql + after);
      if (verdict.kind !== "allow") return;
      const outcome = await parser.parse(verdict.sql);
      ok(outcome.kind === "tree" && outcome.statements.length === 1);
      ok(verdict.sql.endsWith("LIMIT 8"));
    }),
    { numRuns: 300 },
  );
});

Deno.test("no text makes the guard throw, and none passes it unwrapped", async () => {
  const words = fc.constantFrom(
    ..."SELECT FROM WHERE ( ) , ; ' \" $$ 1 -- /* */ \n a + :: [ ] E' U&' é 😀 WITH AS UNION EXPLAIN VALUES TABLE LIMIT"
      .split(" "),
  );
  const soup = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(" "));
  await fc.assert(
    fc.asyncProperty(fc.oneof(soup, fc.string({ unit: "binary" })), async (sql) => {
      const verdict = await guard.check(sql);
      if (verdict.kind === "allow") {
        ok(verdict.sql.includes("pgmcp_rows") && checkText(sql) === null);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("trees are the same whatever their places, and differ by any value", () => {
  ok(sameTree({ a: [{ location: 1, b: "x" }] }, { a: [{ location: 9, b: "x" }] }));
  ok(!sameTree({ a: "x" }, { a: "y" }));
  ok(!sameTree({ a: "x" }, { a: "x", b: true }));
  ok(!sameTree({ a: "x", b: true }, { a: "x" }));
  ok(!sameTree({ a: ["x"] }, { a: ["x", "y"] }));
  ok(!sameTree({ a: [] }, { a: {} }));
});
