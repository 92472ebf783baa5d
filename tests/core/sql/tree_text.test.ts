import { notStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { createParser } from "../../../core/sql/parse.ts";
import { quoteIdentifier, quoteLiteral } from "../../../core/sql/quote.ts";
import { bareNode, nodeList, nodeOfType, type TreeNode } from "../../../core/sql/tree.ts";
import { replacedTreeText, treeText, withoutPlaces } from "../../../core/sql/tree_text.ts";
import { ANALYST_STATEMENTS } from "./analyst_statements.ts";

const parser = createParser();

async function textOf(sql: string): Promise<string> {
  const text = await parser.parseToText(sql);
  ok(text !== null, sql);
  return withoutPlaces(text).replace(/^\{"version":\d+,"stmts":/, "");
}

async function statementsOf(sql: string): Promise<readonly unknown[]> {
  const outcome = await parser.parse(sql);
  ok(outcome.kind === "tree", sql);
  return outcome.statements;
}

async function firstTable(sql: string): Promise<readonly [unknown, TreeNode]> {
  const statement = bareNode((await statementsOf(sql))[0])?.stmt;
  const from = nodeList(nodeOfType(statement, "SelectStmt")?.fromClause);
  const table = nodeOfType(from[0], "RangeVar");
  ok(table !== null, sql);
  return [statement, table];
}

Deno.test("a tree's text is the one that the parser writes of it", async () => {
  const odd = [
    `SELECT '<a href="x">' || E'\\b\\f\\x01\\x7f' AS "<""\\>"`,
    "SELECT '\u2028\ufeff\u0080é😀\x7f'",
    "VALUES (0, -1, 1e400, B'01', X'ff', true, NULL)",
    "WITH x AS (SELECT 1) SELECT DISTINCT * FROM x",
  ];
  for (const sql of [...ANALYST_STATEMENTS, ...odd]) {
    strictEqual(await textOf(sql), `${treeText(await statementsOf(sql))}}`, sql);
  }
});

Deno.test("a tree's text is the parser's own whatever strings and names are in it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      const plain = text.replaceAll("\0", "");
      const name = plain === "" ? "a" : plain.slice(0, 20);
      const sql = `SELECT ${quoteLiteral(plain)} AS ${quoteIdentifier(name)}`;
      strictEqual(await textOf(sql), `${treeText(await statementsOf(sql))}}`);
    }),
    { numRuns: 200 },
  );
});

Deno.test("a string or a name that looks like a place is none", async () => {
  const pairs = [
    [`SELECT '"location":5'`, `SELECT '"location":6'`],
    [`SELECT ',"location":5,'`, `SELECT ','`],
    [`SELECT 1 AS "x,""location"":5"`, `SELECT 1 AS "x"`],
    [`SELECT '\\"location":5'`, `SELECT '\\"location":6'`],
    [`SELECT 'location' , 5`, `SELECT 'location', 6`],
  ];
  for (const [one = "", other = ""] of pairs) {
    notStrictEqual(await textOf(one), await textOf(other));
  }
});

Deno.test("texts that differ only in their places are the same", async () => {
  strictEqual(await textOf("SELECT a FROM t"), await textOf("/* x */  SELECT a\n FROM   t ;"));
  strictEqual(
    await textOf("WITH x AS (SELECT 1) SELECT * FROM x"),
    await textOf("  WITH x AS (SELECT 1) SELECT * FROM x"),
  );
});

Deno.test("a node is replaced where it stands, and no other like it", async () => {
  const [statement, table] = await firstTable('SELECT \'{\' FROM a AS "}", a AS "}"');
  const replacements = { RangeVar: new Map([[table, { RangeVar: { relname: "b" } }]]) };
  const text = replacedTreeText(statement, replacements);
  strictEqual(text?.match(/"relname":"b"/g)?.length, 1);
  strictEqual(text?.match(/"relname":"a"/g)?.length, 1);
  ok(text.indexOf('"b"') < text.indexOf('"a"'));
});

Deno.test("nothing is replaced where a node to replace is not in the tree, or twice", async () => {
  const [statement, table] = await firstTable("SELECT 1 FROM a");
  const elsewhere = new Map([[{ ...table, location: 99 }, { RangeVar: { relname: "b" } }]]);
  strictEqual(replacedTreeText(statement, { RangeVar: elsewhere }), null);
  const alike = [{ RangeVar: table }, { RangeVar: table }];
  const unclear = new Map([[table, { RangeVar: { relname: "b" } }]]);
  strictEqual(replacedTreeText(alike, { RangeVar: unclear }), null);
});
