import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { QueryResult } from "../../../core/ports/query_executor.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createQueryService } from "../../../core/services/query_service.ts";
import { callTool } from "../../support/call_tool.ts";
import { serveMemory, type ServeMemoryOptions } from "../../support/serve_memory.ts";

const SQL = "SELECT id, name FROM customers";
const RESULT: Partial<QueryResult> = {
  columns: [
    { name: "id", typeOid: 20, typeName: "bigint" },
    { name: "name", typeOid: 25, typeName: "text" },
  ],
  rows: [["1", "Ada"], ["9223372036854775807", null]],
  timeZone: "Europe/Berlin",
};

function query(options: ServeMemoryOptions, input: Readonly<Record<string, unknown>>) {
  return callTool(serveMemory(options), { name: "query", input });
}

Deno.test("query answers with a JSON array of objects, and what it is in structured content", async () => {
  const { texts, structured, isError } = await query({ results: { [SQL]: RESULT } }, { sql: SQL });
  assert.deepEqual(texts, ['[{"id":"1","name":"Ada"},\n{"id":"9223372036854775807","name":null}]']);
  assert.deepEqual(structured, {
    columns: [{ name: "id", type: "bigint" }, { name: "name", type: "text" }],
    row_count: 2,
    truncated: false,
    truncated_by: null,
    affected_rows: null,
    duration_ms: 0.25,
    time_zone: "Europe/Berlin",
  });
  assert.equal(isError, false);
});

Deno.test("query answers as TSV", async () => {
  const { texts, structured } = await query({ results: { [SQL]: RESULT } }, {
    sql: SQL,
    format: "tsv",
  });
  assert.deepEqual(texts, ["id\tname\n1\tAda\n9223372036854775807\t\\N"]);
  assert.equal("rows" in structured, false);
});

Deno.test("query gives rows to programs once: in the structured content only", async () => {
  const { texts, structured } = await query({ results: { [SQL]: RESULT } }, {
    sql: SQL,
    format: "structured",
  });
  assert.deepEqual(texts, ["2 rows of 2 columns in the structured content."]);
  assert.deepEqual(structured.rows, [
    { id: "1", name: "Ada" },
    { id: "9223372036854775807", name: null },
  ]);
});

Deno.test("query says when the row limit cut the rows, and what to do", async () => {
  const { texts, structured } = await query({
    maxRows: 2,
    results: { [SQL]: { ...RESULT, truncatedBy: "rows" } },
  }, { sql: SQL });
  assert.equal(texts.length, 2);
  assert.match(texts[1] ?? "", /^Truncated: these are the first 2 rows.*limit 2 rows.*aggregate/);
  assert.equal(structured.truncated, true);
  assert.equal(structured.truncated_by, "rows");
});

Deno.test("query says when the byte limit cut the rows, while reading or in the text", async () => {
  const read = await query({ results: { [SQL]: { ...RESULT, truncatedBy: "bytes" } } }, {
    sql: SQL,
  });
  assert.equal(read.structured.truncated_by, "bytes");
  const written = await query({ maxBytes: 40, results: { [SQL]: RESULT } }, { sql: SQL });
  assert.deepEqual(written.texts[0], '[{"id":"1","name":"Ada"}]');
  assert.match(written.texts[1] ?? "", /first 1 rows.*limit 40 bytes/);
  assert.equal(written.structured.truncated_by, "bytes");
  assert.equal(written.structured.row_count, 1);
});

Deno.test("query says how many rows a write touched", async () => {
  const sql = "UPDATE customers SET name = 'x'";
  const { texts, structured } = await query({
    readOnly: false,
    results: { [sql]: { affectedRows: 3 } },
  }, { sql });
  assert.deepEqual(texts, ["[]", "UPDATE committed: 3 rows affected."]);
  assert.equal(structured.affected_rows, 3);
});

Deno.test("query never answers a committed write with an error over its rows", async () => {
  const sql = "INSERT INTO notes VALUES ('long') RETURNING body";
  const { texts, structured, isError } = await query({
    readOnly: false,
    maxBytes: 100,
    results: {
      [sql]: {
        columns: [{ name: "body", typeOid: 25, typeName: "text" }],
        rows: [["x".repeat(1_000)]],
        affectedRows: 1,
      },
    },
  }, { sql });
  assert.equal(isError, false);
  assert.equal(texts[0], "[]");
  assert.match(texts[1] ?? "", /^Truncated/);
  assert.match(texts[2] ?? "", /committed: 1 row affected\.$/);
  assert.equal(structured.truncated_by, "bytes");
});

Deno.test("query answers a read whose first row is too large with an error", async () => {
  const sql = "SELECT body FROM notes";
  const columns = [{ name: "body", typeOid: 25, typeName: "text" }];
  const { texts, isError } = await query({
    maxBytes: 100,
    results: { [sql]: { columns, rows: [["x".repeat(1_000)]] } },
  }, { sql });
  assert.equal(isError, true);
  assert.match(texts[0] ?? "", /^PGMCP_RESULT_TOO_LARGE/);
});

Deno.test("query shows a refusal with its code, the place and what would be accepted", async () => {
  const sql = "SELECT *\nFROM pg_read_file('x')";
  const { texts, structured, isError } = await query({
    refusals: {
      [sql]: {
        code: "PGMCP_FUNCTION_NOT_ALLOWED",
        message: 'Cannot call "pg_read_file": it is not on the allow-list.',
        hint: "Use built-in functions.",
        fragment: "pg_read_file",
        position: 14,
      },
    },
  }, { sql });
  assert.equal(isError, true);
  assert.deepEqual(texts, [
    'PGMCP_FUNCTION_NOT_ALLOWED: Cannot call "pg_read_file": it is not on the allow-list.\n' +
    "LINE 2: FROM pg_read_file('x')\n" +
    "             ^\n" +
    "Hint: Use built-in functions.",
  ]);
  assert.deepEqual(structured, {
    error: {
      code: "PGMCP_FUNCTION_NOT_ALLOWED",
      message: 'Cannot call "pg_read_file": it is not on the allow-list.',
      hint: "Use built-in functions.",
      position: 14,
    },
  });
});

Deno.test("query with the real guard refuses a DROP and never reaches the database", async () => {
  const served = serveMemory();
  const { executor } = served.database;
  const { limits } = served;
  const queries = createQueryService({ guard: createGuard(), executor, limits });
  const guarded = { ...served, queries };
  const { texts, isError } = await callTool(guarded, {
    name: "query",
    input: { sql: "DROP TABLE customers" },
  });
  assert.equal(isError, true);
  assert.match(texts[0] ?? "", /^PGMCP_/);
  assert.deepEqual(served.database.requests, []);
});

Deno.test("query shows the database's error without its cause", async () => {
  const error = new PgmcpError("PGMCP_QUERY_FAILED", {
    message: "division by zero",
    sqlState: "22012",
    cause: new Error("secret row"),
  });
  const { texts, structured, isError } = await query({ results: { [SQL]: error } }, { sql: SQL });
  assert.equal(isError, true);
  assert.deepEqual(texts, ["PGMCP_QUERY_FAILED: division by zero\nHint: Correct the SQL."]);
  assert.deepEqual(structured.error, {
    code: "PGMCP_QUERY_FAILED",
    message: "division by zero",
    hint: "Correct the SQL.",
    sql_state: "22012",
  });
});

Deno.test("an error shows what a name hides", async () => {
  const error = new PgmcpError("PGMCP_UNDEFINED_NAME", {
    message: "Nearest: a\u202E\u200Bb\nLINE 1",
  });
  const { texts } = await query({ results: { [SQL]: error } }, { sql: SQL });
  assert.match(texts[0] ?? "", /Nearest: a\\u202e\\u200bb\nLINE 1\n/);
});

Deno.test("query answers a failure of our own without its text", async () => {
  const served = serveMemory();
  const broken = {
    ...served,
    queries: {
      ...served.queries,
      query: () => Promise.reject(new Error("password=hunter2")),
    },
  };
  const { texts, isError } = await callTool(broken, { name: "query", input: { sql: SQL } });
  assert.equal(isError, true);
  assert.match(texts[0] ?? "", /^PGMCP_INTERNAL: Something went wrong inside pgmcp\./);
  assert.doesNotMatch(texts.join(), /hunter2/);
});

Deno.test("query names an argument that is wrong, and those there are", async () => {
  for (const input of [{}, { sql: 1 }, { sql: SQL, format: "xml" }]) {
    const { texts, structured, isError } = await query({}, input);
    assert.equal(isError, true);
    assert.match(
      texts[0] ?? "",
      /^PGMCP_INVALID_ARGUMENT: Cannot call query: argument "(sql|format)".*\nHint: query takes: sql, format\.$/,
    );
    assert.equal((structured.error as { readonly code: string }).code, "PGMCP_INVALID_ARGUMENT");
  }
});

Deno.test("an argument that a tool does not have is refused, not ignored", async () => {
  const { texts, isError } = await query({ results: { [SQL]: RESULT } }, { sql: SQL, limit: 1 });
  assert.equal(isError, true);
  assert.match(
    texts[0] ?? "",
    /^PGMCP_INVALID_ARGUMENT: Cannot call query: .*"limit".*\nHint: query takes: sql, format\.$/,
  );
  const lenient = await callTool(serveMemory(), { name: "list_schemas", input: { random: "" } });
  assert.equal(lenient.isError, false);
});

Deno.test("every tool says that no database is configured", async () => {
  for (
    const [name, input] of [
      ["list_schemas", {}],
      ["list_tables", {}],
      ["describe_table", { table_name: "t" }],
      ["query", { sql: SQL }],
      ["explain", { sql: SQL }],
    ] as const
  ) {
    const { texts, isError } = await callTool(null, { name, input });
    assert.equal(isError, true);
    assert.match(texts[0] ?? "", /^PGMCP_NO_DATABASE: No database is configured\./, name);
  }
});
