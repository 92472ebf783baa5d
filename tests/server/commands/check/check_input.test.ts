// What `pgmcp check` reads: files cut into statements at the parser's own offsets,
// arguments, and JSON lines that come as a stream.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../../core/errors.ts";
import { createParser } from "../../../../core/sql/parse.ts";
import { readCheckItems } from "../../../../server/commands/check/read_check_items.ts";
import {
  MAX_LINE_BYTES,
  readJsonLines,
} from "../../../../server/commands/check/read_json_lines.ts";
import { splitStatements } from "../../../../server/commands/check/split_statements.ts";

const parser = createParser();
const encoder = new TextEncoder();

function streamOf(...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]) {
  return ReadableStream.from(
    chunks.map((chunk) => typeof chunk === "string" ? encoder.encode(chunk) : chunk),
  );
}

Deno.test("a file is cut where PostgreSQL ends a statement, not at each semicolon", async () => {
  const text = [
    "-- naïve; comment",
    "SELECT ';', 'ü', $$;$$ /* ; */ FROM t;",
    "",
    "  SELECT 2;;",
    "/* the",
    "   last */ SELECT 3",
  ].join("\n");
  const statements = await splitStatements(text, parser);
  assert.deepEqual(statements, [
    { sql: "SELECT ';', 'ü', $$;$$ /* ; */ FROM t", line: 2 },
    { sql: "SELECT 2", line: 4 },
    { sql: "SELECT 3", line: 6 },
  ]);
});

Deno.test("a file without statements has none, one that does not parse stays whole", async () => {
  assert.deepEqual(await splitStatements("-- nothing\n", parser), []);
  assert.deepEqual(await splitStatements("SELECT 1; SELEC 2", parser), [
    { sql: "SELECT 1; SELEC 2", line: 1 },
  ]);
  assert.deepEqual(await splitStatements("SELECT 1;\0 SELECT 2", parser), [
    { sql: "SELECT 1;\0 SELECT 2", line: 1 },
  ]);
});

Deno.test("JSON lines are read wherever the stream is cut, blank ones skipped", async () => {
  const bytes = encoder.encode('{"sql":"SELECT \'ü\'"}\n\n{"sql":"a\\nb","id":1}\r\n{"sql":""}');
  for (const size of [1, 3, 7, 1000]) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
    assert.deepEqual(await Array.fromAsync(readJsonLines(streamOf(...chunks))), [
      { sql: "SELECT 'ü'", origin: "line 1" },
      { sql: "a\nb", origin: "line 3" },
      { sql: "", origin: "line 4" },
    ]);
  }
});

Deno.test("a bad line is an error with its number, after the lines before it", async () => {
  const bad: readonly (readonly [string | Uint8Array<ArrayBuffer>, RegExp])[] = [
    ["nonsense", /line 2 of standard input: it is not JSON/],
    ["[1]", /line 2 .*no|line 2 .*not an object/],
    ['{"SQL":"x"}', /line 2 .*member "sql"/],
    ['{"sql":1}', /line 2 .*"sql" is not a string/],
    [new Uint8Array([0x22, 0xff, 0x22]), /line 2 .*not UTF-8/],
    ["x".repeat(MAX_LINE_BYTES + 1), /line 2 .*longer than 1 MiB/],
  ];
  for (const [line, expected] of bad) {
    const items = readJsonLines(streamOf('{"sql":"SELECT 1"}\n', line));
    assert.equal((await items.next()).value?.sql, "SELECT 1");
    await assert.rejects(items.next(), (error) => {
      assert.ok(error instanceof PgmcpError);
      assert.equal(error.code, "PGMCP_INVALID_ARGUMENT");
      assert.match(error.message, expected);
      return true;
    });
  }
});

Deno.test("a line is given out before the next one has come", async () => {
  let asked = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.enqueue(encoder.encode(`{"sql":"SELECT ${++asked}"}\n`));
    },
  }, { highWaterMark: 0 });
  const items = readJsonLines(stream);
  assert.equal((await items.next()).value?.sql, "SELECT 1");
  assert.equal(asked, 1);
  await items.return(undefined);
});

Deno.test("an argument is one statement, one that ends in .sql a file, - standard input", async () => {
  const files: Readonly<Record<string, string>> = {
    "a.sql": "SELECT 1; SELECT 2",
    "b.txt": "\nSELECT 3",
  };
  const items = await Array.fromAsync(readCheckItems({
    texts: ["SELECT 'x.sql'; SELECT 0", "a.sql"],
    files: ["b.txt", "-"],
    stdin: streamOf("SELECT 4"),
    parser,
    readFile: (path) => Promise.resolve(encoder.encode(files[path] ?? "missing")),
    kindOfPath: () => Promise.resolve("file"),
  }));
  assert.deepEqual(items, [
    { sql: "SELECT 'x.sql'; SELECT 0", origin: "argument 1" },
    { sql: "SELECT 1", origin: "a.sql:1" },
    { sql: "SELECT 2", origin: "a.sql:1" },
    { sql: "SELECT 3", origin: "b.txt:2" },
    { sql: "SELECT 4", origin: "stdin:1" },
  ]);
});
