// Rows as JSON, TSV and values: nothing lost, nothing forged, nothing too large.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { QueryResult } from "../../../../core/ports/query_executor.ts";
import { jsonRows } from "../../../../core/services/format/json_rows.ts";
import { tsvRows } from "../../../../core/services/format/tsv_rows.ts";
import { valueRows } from "../../../../core/services/format/value_rows.ts";

const PLENTY = 1_000_000;
// Characters that mean something to a format, that are not seen, or that are wide.
const anyText = fc.string({
  unit: fc.constantFrom(
    ..."aN\"'\\,{}[]:\t\n\r\0\u0007\u007f\u0085\u00a0é\u061c\u200b\u200d\u2028\u2029\u202e\u2066\ufe0f\ufeff日🙂\u{e0041}\u{e0100}",
  ),
});
const OIDS = {
  bool: 16,
  int2: 21,
  int4: 23,
  int8: 20,
  oid: 26,
  float4: 700,
  float8: 701,
  numeric: 1700,
  money: 790,
  text: 25,
  json: 114,
  jsonb: 3802,
  date: 1082,
  timestamptz: 1184,
  bytea: 17,
  "int4[]": 1007,
  "int8[]": 1016,
  "bool[]": 1000,
  "text[]": 1009,
  "jsonb[]": 3807,
  "float8[]": 1022,
  "box[]": 1020,
  mood: 99_999,
} as const;
type TypeName = keyof typeof OIDS;

function result(
  columns: readonly (readonly [string, TypeName])[],
  rows: readonly (readonly (string | null)[])[],
): QueryResult {
  return {
    columns: columns.map(([name, type]) => ({ name, typeOid: OIDS[type], typeName: type })),
    rows,
    truncatedBy: null,
    affectedRows: null,
    durationMs: 1,
    timeZone: "UTC",
  };
}

function json(type: TypeName, text: string | null): string {
  const formatted = jsonRows(result([["v", type]], [[text]]), PLENTY).text;
  JSON.parse(formatted);
  return formatted.slice('[{"v":'.length, -"}]".length);
}

const JSON_VALUES: readonly (readonly [TypeName, string | null, string])[] = [
  ["text", null, "null"],
  ["bool", "t", "true"],
  ["bool", "f", "false"],
  ["int2", "-32768", "-32768"],
  ["int4", "2147483647", "2147483647"],
  ["oid", "4294967295", "4294967295"],
  ["int8", "9223372036854775807", '"9223372036854775807"'],
  ["numeric", "12345678901234567890.123456789000", '"12345678901234567890.123456789000"'],
  ["numeric", "NaN", '"NaN"'],
  ["money", "$1,234.50", '"$1,234.50"'],
  ["float4", "1.5", "1.5"],
  ["float8", "0.1", "0.1"],
  ["float8", "1e+300", "1e+300"],
  ["float8", "-0", "-0"],
  ["float8", "NaN", '"NaN"'],
  ["float8", "-Infinity", '"-Infinity"'],
  ["date", "0044-03-15 BC", '"0044-03-15 BC"'],
  ["timestamptz", "2024-01-02 03:04:05.123456+00", '"2024-01-02 03:04:05.123456+00"'],
  ["bytea", "\\xdeadbeef", '"\\\\xdeadbeef"'],
  ["mood", "happy", '"happy"'],
  ["jsonb", '{"id": 12345678901234567890}', '{"id": 12345678901234567890}'],
  ["json", '{"a":1,\n "a":2}', '{"a":1,\n "a":2}'],
  ["jsonb", "null", "null"],
  ["json", "{broken", '"{broken"'],
  ["int4[]", "{1,NULL,3}", "[1,null,3]"],
  ["int4[]", "[0:1]={1,2}", "[1,2]"],
  ["int8[]", "{9223372036854775807}", '["9223372036854775807"]'],
  ["bool[]", "{{t,f},{f,t}}", "[[true,false],[false,true]]"],
  ["text[]", '{"a,b",NULL,"NULL"}', '["a,b",null,"NULL"]'],
  ["float8[]", "{1.5,NaN}", '[1.5,"NaN"]'],
  ["jsonb[]", '{"{\\"a\\": 12345678901234567890}"}', '[{"a": 12345678901234567890}]'],
  ["box[]", "{(1,1),(0,0);(2,2),(1,1)}", '"{(1,1),(0,0);(2,2),(1,1)}"'],
  ["text", 'a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ["text", "line\nbreak\ttab\u0007", '"line\\nbreak\\ttab\\u0007"'],
  ["text", "a\u202Eb\u200Bc\u2028d\u0085e", '"a\\u202eb\\u200bc\\u2028d\\u0085e"'],
  ["text", "tag \u{E0041}", '"tag \\udb40\\udc41"'],
  ["jsonb", '"a\u202Eb"', '"a\\u202eb"'],
  ["text", "日本 🙂", '"日本 🙂"'],
];

for (const [type, text, expected] of JSON_VALUES) {
  Deno.test(`${type} ${JSON.stringify(text)} becomes ${expected}`, () => {
    assert.equal(json(type, text), expected);
  });
}

Deno.test("rows are an array of objects, one a line", () => {
  const rows = jsonRows(
    result([["id", "int4"], ["name", "text"]], [["1", "a"], ["2", null]]),
    PLENTY,
  );
  assert.equal(rows.text, '[{"id":1,"name":"a"},\n{"id":2,"name":null}]');
  assert.equal(rows.rowCount, 2);
});

Deno.test("no rows and no columns are formatted too", () => {
  assert.equal(jsonRows(result([["id", "int4"]], []), PLENTY).text, "[]");
  assert.equal(jsonRows(result([], [[], []]), PLENTY).text, "[{},\n{}]");
  assert.equal(tsvRows(result([["id", "int4"]], []), PLENTY).text, "id");
  assert.equal(tsvRows(result([], []), PLENTY).text, "");
  assert.deepEqual(valueRows(result([], [[]]), PLENTY), [{}]);
});

Deno.test("columns of one name keep their values, under names no other column has", () => {
  const columns = [["id", "int4"], ["id", "int4"], ["id_2", "int4"], ["id", "int4"]] as const;
  const rows = [["1", "2", "3", "4"]];
  assert.equal(
    jsonRows(result(columns, rows), PLENTY).text,
    '[{"id":1,"id_3":2,"id_2":3,"id_4":4}]',
  );
  assert.equal(tsvRows(result(columns, rows), PLENTY).text, "id\tid_3\tid_2\tid_4\n1\t2\t3\t4");
  assert.deepEqual(valueRows(result(columns, rows), PLENTY), [
    { id: 1, id_3: 2, id_2: 3, id_4: 4 },
  ]);
});

Deno.test("a column's name is data: quotes, __proto__ and newlines do no harm", () => {
  const columns = [['a"b', "text"], ["__proto__", "text"], ["x\ny", "text"]] as const;
  const rows = [["1", "2", "3"]];
  assert.equal(
    jsonRows(result(columns, rows), PLENTY).text,
    '[{"a\\"b":"1","__proto__":"2","x\\ny":"3"}]',
  );
  assert.equal(tsvRows(result(columns, rows), PLENTY).text, 'a"b\t__proto__\tx\\ny\n1\t2\t3');
  const [row] = valueRows(result(columns, rows), PLENTY);
  assert.deepEqual(Object.entries(row ?? {}), [['a"b', "1"], ["__proto__", "2"], ["x\ny", "3"]]);
});

Deno.test("TSV tells NULL from text, and no value forges a row or a column", () => {
  const rows = [[null], ["\\N"], ["NULL"], [""], ["a\tb\nc\rd\\e"], ["\u2028x\u0000"], ["f"]];
  const lines = tsvRows(result([["v", "text"]], rows), PLENTY).text.split("\n");
  assert.deepEqual(lines, [
    "v",
    "\\N",
    "\\\\N",
    "NULL",
    "",
    "a\\tb\\nc\\rd\\\\e",
    "\\u2028x\\u0000",
    "f",
  ]);
  assert.equal(tsvRows(result([["v", "bool"]], [["t"], ["f"]]), PLENTY).text, "v\ntrue\nfalse");
});

Deno.test("any texts stay in their cell of a TSV", () => {
  const cells = fc.array(
    fc.array(fc.option(anyText), { minLength: 3, maxLength: 3 }),
  );
  fc.assert(
    fc.property(cells, (rows) => {
      const columns = [["a", "text"], ["b", "text"], ["c", "text"]] as const;
      const lines = tsvRows(result(columns, rows), PLENTY).text.split("\n");
      assert.equal(lines.length, rows.length + 1);
      for (const line of lines) assert.equal(line.split("\t").length, 3);
    }),
    { numRuns: 50 },
  );
});

Deno.test("any texts come back from the JSON as they were", () => {
  fc.assert(fc.property(fc.array(fc.option(anyText)), (texts) => {
    const rows = jsonRows(result([["v", "text"]], texts.map((text) => [text])), PLENTY);
    const parsed: readonly { readonly v: string | null }[] = JSON.parse(rows.text);
    assert.deepEqual(parsed.map((row) => row.v), texts);
  }));
});

Deno.test("values for programs keep digits that a double would lose", () => {
  const value = (type: TypeName, text: string) =>
    valueRows(result([["v", type]], [[text]]), PLENTY)[0]?.v;
  assert.equal(value("int8", "9223372036854775807"), "9223372036854775807");
  assert.deepEqual(
    value("jsonb", '{"a": 12345678901234567890, "b": 1.50, "c": [0.1, 1e400, 0.0, 123]}'),
    {
      a: "12345678901234567890",
      b: 1.5,
      c: [0.1, "1e400", 0, 123],
    },
  );
  assert.equal(value("jsonb", "9007199254740993"), "9007199254740993");
  assert.equal(value("jsonb", "9007199254740992"), 9007199254740992);
  assert.equal(value("jsonb", "1e-400"), "1e-400");
  assert.deepEqual(value("int4[]", "{1,NULL}"), [1, null]);
});

Deno.test("the text keeps to the byte limit, names and escapes counted", () => {
  const columns = [["a_rather_long_column_name", "text"]] as const;
  const rows = Array.from({ length: 100 }, () => ["é"]);
  for (const format of [jsonRows, tsvRows]) {
    const formatted = format(result(columns, rows), 300);
    const bytes = new TextEncoder().encode(formatted.text).byteLength;
    assert.ok(bytes <= 300, `${bytes} bytes`);
    assert.ok(formatted.rowCount > 0 && formatted.rowCount < 100);
  }
  assert.ok(valueRows(result(columns, rows), 300).length < 100);
});

Deno.test("one row over the byte limit is an error, not an empty answer", () => {
  const huge = result([["v", "text"]], [["x".repeat(1_000)]]);
  for (const format of [jsonRows, tsvRows, valueRows]) {
    assert.throws(() => format(huge, 500), { code: "PGMCP_RESULT_TOO_LARGE" });
  }
});
