// The part of the contract about answers and errors: what execute() returns and
// throws for one statement at a time.

import assert from "node:assert/strict";
import type { Database } from "../../core/ports/database.ts";
import type { QueryLimits, QueryRequest, QueryResult } from "../../core/ports/query_executor.ts";
import { expectError } from "./expect_error.ts";

/** Limits that nothing here runs into, unless it wants to. */
export const LIMITS: QueryLimits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 20_000 };

/** Runs a read. */
export function read(
  database: Database,
  sql: string,
  options: Partial<QueryLimits> & Pick<QueryRequest, "source"> & { signal?: AbortSignal } = {},
): Promise<QueryResult> {
  const { signal, source, ...limits } = options;
  return database.executor.execute({
    ...{ sql, access: "read", limits: { ...LIMITS, ...limits } },
    ...(source === undefined ? {} : { source }),
  }, signal === undefined ? {} : { signal });
}

/** Runs a write. */
export function write(
  database: Database,
  sql: string,
  limits: Partial<QueryLimits> = {},
): Promise<QueryResult> {
  return database.executor.execute({ sql, access: "write", limits: { ...LIMITS, ...limits } });
}

// Expression, its text, its type's name.
const TYPES: readonly (readonly [string, string, string])[] = [
  ["9223372036854775807::int8", "9223372036854775807", "bigint"],
  ["(-32768)::int2", "-32768", "smallint"],
  [
    "123456789012345678901234567890.0123456789::numeric",
    "123456789012345678901234567890.0123456789",
    "numeric",
  ],
  ["'NaN'::numeric", "NaN", "numeric"],
  ["0.1::float8 + 0.2", "0.30000000000000004", "double precision"],
  ["'NaN'::float8", "NaN", "double precision"],
  ["'-Infinity'::float4", "-Infinity", "real"],
  ["true", "t", "boolean"],
  [
    "'2024-02-29 12:34:56.789012+00'::timestamptz AT TIME ZONE 'UTC'",
    "2024-02-29 12:34:56.789012",
    "timestamp without time zone",
  ],
  ["'infinity'::timestamptz", "infinity", "timestamp with time zone"],
  ["'0044-03-15 BC'::date", "0044-03-15 BC", "date"],
  ["'23:59:59.999999'::time", "23:59:59.999999", "time without time zone"],
  ["'1 year 2 mons -3 days 04:05:06.7'::interval", "1 year 2 mons -3 days +04:05:06.7", "interval"],
  [
    '\'{"b": 12345678901234567890, "a":  1.0}\'::json',
    '{"b": 12345678901234567890, "a":  1.0}',
    "json",
  ],
  [
    '\'{"b": 12345678901234567890, "a": 1.0}\'::jsonb',
    '{"a": 1.0, "b": 12345678901234567890}',
    "jsonb",
  ],
  ["ARRAY[1,NULL,3]", "{1,NULL,3}", "integer[]"],
  [`ARRAY['a b','c"d',NULL]`, '{"a b","c\\"d",NULL}', "text[]"],
  ["'\\x00ff'::bytea", "\\x00ff", "bytea"],
  ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "uuid"],
  ["'ok'::shop.mood", "ok", "shop.mood"],
  ["ROW(1,'x y')", '(1,"x y")', "record"],
  ["int4range(1,5)", "[1,5)", "int4range"],
  ["'192.168.0.0/24'::cidr", "192.168.0.0/24", "cidr"],
  ["'x'::char(3)", "x  ", "character"],
  ["'žluťoučký 🐎'::text", "žluťoučký 🐎", "text"],
  ["NULL::text", "NULL", "text"],
];

// Each would put the value of the row into PostgreSQL's own message.
const TATTLERS: readonly string[] = [
  "SELECT body::int FROM shop.notes",
  "SELECT body::uuid FROM shop.notes",
  "SELECT body::date FROM shop.notes",
  "SELECT body::jsonb FROM shop.notes",
  "SELECT body::regclass FROM shop.notes",
  "SELECT body::regtype FROM shop.notes",
  "SELECT body::regrole FROM shop.notes",
  "SELECT (body || ' & | !')::tsquery FROM shop.notes",
  "SELECT body::shop.mood FROM shop.notes",
  "SELECT current_setting(body) FROM shop.notes",
  "SELECT now() AT TIME ZONE body FROM shop.notes",
  "SELECT has_table_privilege(body, 'SELECT') FROM shop.notes",
  "SELECT shop.tattle(body) FROM shop.notes",
  "SELECT 'x' ~ (body || '(') FROM shop.notes",
  "SELECT 1 / (length(body) - 7) FROM shop.notes",
];

/** The cases, by title. */
export const EXECUTE_CASES: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  "every common type comes as PostgreSQL's own text": async (database) => {
    const list = TYPES.map(([expression], index) => `${expression} AS c${index}`).join(", ");
    const result = await read(database, `SELECT ${list}`);
    const values = result.rows[0]?.map((value) => value ?? "NULL");
    assert.deepEqual(values, TYPES.map(([, text]) => text));
    assert.deepEqual(result.columns.map((column) => column.typeName), TYPES.map((type) => type[2]));
    assert.deepEqual(result.columns[2], { name: "c2", typeOid: 1700, typeName: "numeric" });
  },
  "NULL is null and empty text is not": async (database) => {
    assert.deepEqual((await read(database, "SELECT NULL, ''")).rows, [[null, ""]]);
  },
  "rows without columns are counted": async (database) => {
    const result = await read(database, "SELECT FROM public.numbers LIMIT 3");
    assert.deepEqual(result.columns, []);
    assert.deepEqual(result.rows, [[], [], []]);
  },
  "no rows still have columns": async (database) => {
    const result = await read(database, "SELECT n FROM public.numbers WHERE false");
    assert.deepEqual(result.columns.map((column) => column.name), ["n"]);
    assert.deepEqual(result.rows, []);
    assert.equal(result.affectedRows, null);
  },
  "columns of the same name all stay": async (database) => {
    const result = await read(database, "SELECT 1 AS a, 2 AS a, 3");
    assert.deepEqual(result.columns.map((column) => column.name), ["a", "a", "?column?"]);
    assert.deepEqual(result.rows, [["1", "2", "3"]]);
  },
  "the session's time zone and a duration come with the rows": async (database) => {
    const result = await read(database, "SHOW TimeZone");
    assert.equal(result.timeZone, result.rows[0]?.[0]);
    assert.ok(result.durationMs > 0);
  },
  "the row cap cuts and says so, and exactly as many rows are not cut": async (database) => {
    const sql = "SELECT n FROM public.numbers ORDER BY n";
    const cut = await read(database, sql, { maxRows: 249 });
    assert.equal(cut.rows.length, 249);
    assert.equal(cut.truncatedBy, "rows");
    const whole = await read(database, sql, { maxRows: 250 });
    assert.equal(whole.rows.length, 250);
    assert.equal(whole.truncatedBy, null);
  },
  "many more rows than the cap are cancelled, not read": async (database) => {
    const result = await read(database, "SELECT generate_series(1, 50000000)");
    assert.equal(result.rows.length, 100);
    assert.equal(result.truncatedBy, "rows");
    assert.equal((await read(database, "SELECT 1")).rows.length, 1);
  },
  "the byte cap keeps whole rows, counted in UTF-8": async (database) => {
    const sql = "SELECT repeat('é', 10) FROM generate_series(1, 10)";
    const cut = await read(database, sql, { maxBytes: 59 });
    assert.equal(cut.rows.length, 2);
    assert.equal(cut.truncatedBy, "bytes");
    assert.equal((await read(database, sql, { maxBytes: 200 })).truncatedBy, null);
  },
  "a first row past the byte cap is refused": async (database) => {
    const sql = "SELECT repeat('x', 100001)";
    await expectError(read(database, sql), "PGMCP_RESULT_TOO_LARGE");
    assert.deepEqual((await read(database, "SELECT 2")).rows, [["2"]]);
  },
  "a value of many megabytes is refused, and the next call works": async (database) => {
    const sql = "SELECT repeat(md5(n::text), 2000000) FROM public.numbers";
    await expectError(read(database, sql), "PGMCP_RESULT_TOO_LARGE");
    assert.deepEqual((await read(database, "SELECT 2")).rows, [["2"]]);
  },
  "no error holds a value of a row": async (database) => {
    for (const sql of TATTLERS) {
      const error = await read(database, sql).then(() => null, (thrown: unknown) => thrown);
      assert.ok(error instanceof Error, `no error: ${sql}`);
      const everything = Deno.inspect(error, { depth: 10, showHidden: true });
      assert.ok(!everything.replaceAll(sql, "").includes("TIP-OFF"), `${sql}: ${everything}`);
    }
  },
  "errors carry the code that PostgreSQL gave": async (database) => {
    const error = await expectError(read(database, "SELECT 1/0"), "PGMCP_QUERY_FAILED");
    assert.equal(error.sqlState, "22012");
    assert.match(error.message, /^Division by zero\./);
  },
  "an unknown table is answered with the nearest ones and a caret": async (database) => {
    const error = await expectError(
      read(database, "SELECT *\nFROM shop.custmers"),
      "PGMCP_UNDEFINED_NAME",
    );
    assert.equal(
      error.message,
      'relation "shop.custmers" does not exist\nLINE 2: FROM shop.custmers\n             ^',
    );
    assert.match(error.hint, /shop\.customers/);
  },
  "an unknown column is answered with the nearest one": async (database) => {
    const error = await expectError(
      read(database, "SELECT emial FROM shop.customers"),
      "PGMCP_UNDEFINED_NAME",
    );
    assert.equal(error.sqlState, "42703");
    assert.match(error.hint, /\bemail\b/);
  },
  "an error in a wrapped statement points into the client's own text": async (database) => {
    const source = { sql: "SELECT '🐎', nope", offset: 15 };
    const sql = `SELECT * FROM (${source.sql}) AS q LIMIT 11`;
    const error = await expectError(read(database, sql, { source }), "PGMCP_UNDEFINED_NAME");
    assert.match(error.message, /\nLINE 1: SELECT '🐎', nope\n {21}\^$/);
  },
  "a second statement is impossible": async (database) => {
    const sql = "SELECT 1; INSERT INTO shop.written VALUES (99)";
    const error = await expectError(read(database, sql), "PGMCP_QUERY_FAILED");
    assert.equal(error.sqlState, "42601");
    assert.deepEqual((await read(database, "SELECT id FROM shop.written WHERE id = 99")).rows, []);
  },
  "a NUL in the text is refused before it is sent": async (database) => {
    await expectError(read(database, "SELECT 1\0"), "PGMCP_SQL_BAD_TEXT");
  },
  "what a function says by the way is dropped": async (database) => {
    const result = await read(database, "SELECT shop.chatter()");
    assert.deepEqual(result.rows, [["1"]]);
    assert.ok(!JSON.stringify(result).includes("TIP-OFF"));
  },
  "COPY gives no rows and leaves no trace": async (database) => {
    assert.deepEqual((await read(database, "COPY shop.notes TO STDOUT")).rows, []);
    await assert.rejects(write(database, "COPY shop.notes FROM STDIN"));
    assert.deepEqual((await read(database, "SELECT count(*) FROM shop.notes")).rows, [["1"]]);
  },
};
