import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { checkText } from "../../../core/sql/check_text.ts";
import { createParser } from "../../../core/sql/parse.ts";

Deno.test("the parser loads and parses in a process without any permission", async () => {
  const script = fileURLToPath(import.meta.resolve("./no_permission_parse.ts"));
  const config = fileURLToPath(import.meta.resolve("../../../deno.json"));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", "--no-prompt", "--config", config, script],
    stdout: "piped",
    stderr: "piped",
  }).output();
  ok(success, new TextDecoder().decode(stderr));
  strictEqual(new TextDecoder().decode(stdout).trim(), "tree");
});

Deno.test("a syntax error is a value that counts characters", async () => {
  deepStrictEqual(await createParser().parse("SELECT '😀' FORM t x"), {
    kind: "syntax error",
    message: 'syntax error at or near "t"',
    character: 16,
  });
});

Deno.test("comments alone are no statement", async () => {
  const text = "-- nothing";
  deepStrictEqual(await createParser().parse(text), { kind: "tree", statements: [], text });
});

Deno.test("words that belong together may have a comment between them, which is blanked", async () => {
  const blanked: Readonly<Record<string, string>> = {
    "SELECT 'a' NOT /* é /* n */ */ LIKE '/* x */'":
      "SELECT 'a' NOT                  LIKE '/* x */'",
    "SELECT 1 ORDER BY 1 NULLS -- é\nLAST": "SELECT 1 ORDER BY 1 NULLS      \nLAST",
    "SELECT U&\"x\" UESCAPE /* c */ '!', $$ -- no $$, \"--\", E'\\'/*' FROM t":
      "SELECT U&\"x\" UESCAPE         '!', $$ -- no $$, \"--\", E'\\'/*' FROM t",
  };
  for (const [sql, expected] of Object.entries(blanked)) {
    const outcome = await createParser().parse(sql);
    strictEqual(outcome.kind === "tree" ? outcome.text : outcome.kind, expected);
  }
});

Deno.test("a comment that is a hint to some planners is blanked, wherever it stands", async () => {
  const blanked: Readonly<Record<string, string>> = {
    "/*+ IndexScan(t) */ SELECT 1": "                    SELECT 1",
    "EXPLAIN /*+ Set(jit on) */ SELECT '/*+ x */', 1":
      "EXPLAIN                    SELECT '/*+ x */', 1",
    "SELECT /* é /*+ n */ */ 1 -- /*+ x */": "SELECT                   1            ",
    "SELECT '/*+ x */', 2 /* plain */": "SELECT '/*+ x */', 2            ",
  };
  for (const [sql, expected] of Object.entries(blanked)) {
    const outcome = await createParser().parse(sql);
    strictEqual(outcome.kind === "tree" ? outcome.text : outcome.kind, expected);
  }
});

Deno.test("a name beyond ASCII is put into quotes, as it is read, for no server reads it otherwise then", async () => {
  const long = "é".repeat(40);
  const quoted: Readonly<Record<string, string>> = {
    "SELECT Étà FROM VUÉ": 'SELECT "Étà" FROM "vuÉ"',
    'SELECT x.ÉVIL, "É", \'É\', U&"\\00c9", $é$ É $é$ /* É */ FROM A.É x':
      'SELECT x."Évil", "É", \'É\', U&"\\00c9", $é$ É $é$ /* É */ FROM A."É" x',
    "SELECT ('x'::text).ÉVIL, É(1), 1 AS 名前": 'SELECT (\'x\'::text)."Évil", "É"(1), 1 AS "名前"',
    [`SELECT ${long}`]: `SELECT "${"é".repeat(31)}"`,
    [`SELECT "a""${long}", "É"""`]: `SELECT "a""${"é".repeat(30)}", "É"""`,
    "SELECT 'é', a FROM t": "SELECT 'é', a FROM t",
  };
  for (const [sql, expected] of Object.entries(quoted)) {
    const outcome = await createParser().parse(sql);
    strictEqual(outcome.kind === "tree" ? outcome.text : outcome.kind, expected);
  }
  const wrong = await createParser().parse("SELECT é FORM t WHERE é");
  strictEqual(wrong.kind === "syntax error" ? wrong.character : wrong.kind, 14);
});

Deno.test("a text is not blanked where that would join what a comment keeps apart", async () => {
  const apart = [
    "SELECT 1 NOT /* c */ x",
    "SELECT 'a' /*\n*/ 'b' NOT /* c */ LIKE 'x'",
    "SELECT /* x",
  ];
  for (const sql of apart) {
    strictEqual((await createParser().parse(sql)).kind, "syntax error", sql);
  }
});

const EXHAUSTING: Readonly<Record<string, string>> = {
  additions: `SELECT 1${"+1".repeat(16_000)}`,
  negations: `SELECT ${"NOT ".repeat(8_000)}true`,
  signs: `SELECT ${"- ".repeat(16_000)}1`,
  casts: `SELECT 1${"::a".repeat(10_000)}`,
  brackets: `SELECT ${"(".repeat(16_000)}1${")".repeat(16_000)}`,
  "sub-selects": `SELECT ${"(SELECT ".repeat(3_000)}1${")".repeat(3_000)}`,
  calls: `SELECT ${"f(".repeat(10_000)}`,
  unions: `SELECT 1${" UNION SELECT 1".repeat(2_100)}`,
  concatenations: `SELECT 1${"||1".repeat(10_000)}`,
};

Deno.test("after any text that exhausts the parser the next statement parses", async () => {
  const parser = createParser();
  let exhausted = 0;
  for (const [name, sql] of Object.entries(EXHAUSTING)) {
    if ((await parser.parse(sql)).kind === "exhausted") exhausted++;
    strictEqual((await parser.parse("SELECT a FROM t")).kind, "tree", name);
  }
  ok(exhausted > 0, "none of the texts exhausts the parser any more");
});

Deno.test("a parser that was exhausted many times still says the same", async () => {
  const parser = createParser();
  const before = await parser.parse("SELECT a, b FROM t WHERE c = 'x'");
  // These overflow the stack; an instance that goes on loses its tables after some sixty of them.
  let exhausted = 0;
  for (let round = 0; round < 100; round++) {
    if ((await parser.parse(EXHAUSTING["sub-selects"] ?? "")).kind === "exhausted") exhausted++;
  }
  ok(exhausted > 80, `${exhausted} of 100`);
  deepStrictEqual(await parser.parse("SELECT a, b FROM t WHERE c = 'x'"), before);
});

Deno.test("no text that passes the text check makes the parser throw", async () => {
  const parser = createParser();
  const words = fc.constantFrom(
    ..."SELECT FROM WHERE ( ) , ; ' \" $$ $1 -- /* */ \n a 1 + - * :: [ ] E' U&' é 😀 WITH AS"
      .split(
        " ",
      ),
  );
  const soup = fc.array(words, { maxLength: 40 }).map((parts) => parts.join(" "));
  await fc.assert(
    fc.asyncProperty(fc.oneof(soup, fc.string({ unit: "binary" })), async (sql) => {
      if (checkText(sql) === null) ok((await parser.parse(sql)).kind !== "exhausted");
    }),
    { numRuns: 500 },
  );
});

Deno.test("a name in U&, which stays as it is, may not be so long that servers cut it otherwise", async () => {
  const kinds: Readonly<Record<string, string>> = {
    [`SELECT U&"${"\\00e9".repeat(31)}"`]: "tree",
    [`SELECT U&"${"\\00e9".repeat(32)}"`]: "syntax error",
    [`SELECT U&"${"\\0061\\+000062".repeat(31)}c"`]: "tree",
    [`SELECT U&"${"\\0061\\+000062".repeat(31)}cd"`]: "syntax error",
    [`SELECT U&"${"\\\\".repeat(31)}"`]: "tree",
    // A doubled escape is itself, and what follows it is no code.
    [`SELECT U&"${"é".repeat(20)}${"\\\\0041".repeat(4)}"`]: "tree",
    [`SELECT U&"${"é".repeat(20)}${"\\\\0041".repeat(5)}"`]: "syntax error",
    [`SELECT 1 AS u&"${"é".repeat(31)}" UESCAPE '!'`]: "tree",
    [`SELECT 1 AS u&"${"é".repeat(32)}" UESCAPE '!'`]: "syntax error",
    [`SELECT 1 AS u&"${"!00e9".repeat(31)}" uescape\n'!'`]: "tree",
    [`SELECT 1 AS u&"${"!00e9".repeat(32)}" uescape\n'!'`]: "syntax error",
    [`SELECT U&"${"x00e9".repeat(31)}" UESCAPE 'x'`]: "tree",
    [`SELECT U&"${"é".repeat(20)}${"X0041".repeat(5)}" UESCAPE 'x'`]: "syntax error",
    // No escapes at all where another character is the escape.
    [`SELECT 1 AS u&"${"\\00e9".repeat(13)}" /* */ UESCAPE '!'`]: "syntax error",
    [`SELECT U&"${"\\+01F600".repeat(15)}"`]: "tree",
    [`SELECT U&"${"\\+01F600".repeat(16)}"`]: "syntax error",
    [`SELECT 'U&"${"é".repeat(40)}"', U&'${"é".repeat(40)}' -- U&"${"é".repeat(40)}"`]: "tree",
  };
  for (const [sql, kind] of Object.entries(kinds)) {
    strictEqual((await createParser().parse(sql)).kind, kind, sql);
  }
});
