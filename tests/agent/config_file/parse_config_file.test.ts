// The configuration file: what it means, and what is said of it where it is wrong.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ConfiguredDatabase,
  parseConfigFile,
} from "../../../agent/config_file/parse_config_file.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";

const PASSWORD = "hunter2";

function parse(text: string, variables: Readonly<Record<string, string>> = {}) {
  return parseConfigFile(text, { file: "pgmcp.yaml", variable: (name) => variables[name] });
}

function one(text: string, variables?: Readonly<Record<string, string>>): ConfiguredDatabase {
  const [database, ...others] = parse(text, variables);
  assert.ok(database !== undefined && others.length === 0);
  return database;
}

/** What is said of a file that cannot be used as a whole. */
function problemOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof PgmcpError && error.code === "PGMCP_INVALID_CONFIGURATION");
    return `${error.message} ${error.hint}`;
  }
  return assert.fail("it was accepted");
}

Deno.test("a database has its own settings, then the file's, then the environment's, then the defaults", () => {
  const database = one(
    [
      "max_rows: 50",
      "query_timeout: 2s",
      "databases:",
      "  - name: shop",
      "    url: postgres://reader:${SHOP_PASSWORD}@db.example.com:6000/shop",
      "    description: Orders and customers",
      "    read_only: false",
      "    query_timeout: 500ms",
      '    schemas: [public, "a,b"]',
    ].join("\n"),
    { SHOP_PASSWORD: "p@ss/w:rd#%", MAX_ROWS: "7", MAX_RESULT_BYTES: "1MiB", POOL_SIZE: "3" },
  );
  assert.deepEqual(database.query, {
    ...DEFAULT_QUERY_SETTINGS,
    readOnly: false,
    maxRows: 50,
    queryTimeoutMs: 500,
    schemas: ["public", "a,b"],
    maxResultBytes: 1024 * 1024,
  });
  assert.equal(database.poolSize, 3);
  assert.equal(database.description, "Orders and customers");
  assert.deepEqual(database.variables, ["SHOP_PASSWORD"]);
  assert.equal(database.problem, null);
  assert.match(JSON.stringify(database.location), /p%40ss%2Fw%3Ard%23%25@db\.example\.com:6000/);
});

Deno.test("an environment that narrows the schemas is not opened by a file that says nothing", () => {
  const { query } = one("databases: [{ name: a, url: 'pglite:' }]", { SCHEMAS: "sales" });
  assert.deepEqual(query.schemas, ["sales"]);
  const empty = one("databases: [{ name: a, url: 'pglite:', schemas: [] }]");
  assert.match(empty.problem?.message ?? "", /^pgmcp\.yaml:1:49: Cannot use schemas: "" is not/);
});

Deno.test("what is wrong with the whole file has file, line and column, and no text of the file", () => {
  const secret = `postgres://reader:${PASSWORD}@h/d`;
  const wrong: readonly (readonly [text: string, expected: RegExp])[] = [
    [`databases:\n  - name: a\n url: ${secret}\n`, /^pgmcp\.yaml:3:1: .*indentation is wrong/],
    [`databases:\n\t- name: a\n`, /^pgmcp\.yaml:2:1: .*a tab is used/],
    [`databases:\n  - {name: a, url: "${secret}`, /^pgmcp\.yaml:2:\d+: .*YAML/],
    [`databases: []\ndatabases: []`, /^pgmcp\.yaml:2:1: .*twice/],
    [`databases: [*a]`, /^pgmcp\.yaml:1:13: .*aliases are not used/],
    [`databases: !env X`, /^pgmcp\.yaml:1:12: .*tags/],
    [`databases: []\n---\nx: 1`, /second document/],
    ["", /^pgmcp\.yaml:1:1: .*no mapping; for example databases/],
    ["- a", /^pgmcp\.yaml:1:1: .*no mapping/],
    ["databases: []", /^pgmcp\.yaml:1:12: .*no list of databases/],
    ["databases: {a: b}", /^pgmcp\.yaml:1:12: .*no list of databases/],
    ["max_rows: 5", /^pgmcp\.yaml:1:1: .*no list of databases/],
    ["databass: 1", /key databass: it is not known\. Did you mean databases\?/],
    [
      "max_rows: many\ndatabases: [{name: a, url: 'pglite:'}]",
      /^pgmcp\.yaml:1:11: Cannot use max_rows: "many" is not a whole number .* max_rows: 100/,
    ],
    ["read_only: [true]\ndatabases: [{name: a, url: 'pglite:'}]", /1:12: .*a single value/],
    [`${secret}: x\ndatabases: [{name: a, url: 'pglite:'}]`, /^pgmcp\.yaml:1:1: .*not known/],
  ];
  for (const [text, expected] of wrong) {
    const problem = problemOf(text);
    assert.match(problem, expected);
    assert.ok(!problem.includes(PASSWORD), problem);
  }
});

Deno.test("one bad entry is served as its error, with its place, and the others are not touched", () => {
  const wrong: readonly (readonly [entry: string, expected: RegExp])[] = [
    [`{name: bad, url: "mysql://u:${PASSWORD}@h/d"}`, /2:23: .*"mysql:…" .*postgres:\/\//],
    [`{name: bad, url: "postgres://u:\${NOT_SET}@h/d"}`, /2:23: .*variable NOT_SET is not set/],
    [`{name: bad, url: "postgres://u:\${NOT SET}@h/d"}`, /2:23: .*name of a variable/],
    [`{name: bad, url: "postgres:/${PASSWORD}"}`, /2:23: .*complete URL/],
    [`{name: bad}`, /2:6: .*it has no url; for example url: postgres/],
    [`{name: bad, url: "pglite:", max_row: 5}`, /2:34: .*max_row.*Did you mean max_rows\?/],
    [`{name: bad, url: "pglite:", max_rows: 0}`, /2:44: .*whole number from 1/],
    [`{name: bad, url: "pglite:", read_only: maybe}`, /2:45: .*true or false/],
    [`{name: bad, url: "pglite:", schemas: [pg_catalog]}`, /2:43: .*the system's own/],
    [`{name: bad, url: "pglite:", schemas: [[a]]}`, /2:43: .*a single value/],
    [`{name: bad, url: "pglite:", description: [x]}`, /2:47: .*one text/],
  ];
  for (const [entry, expected] of wrong) {
    const [bad, good] = parse(`databases:\n   - ${entry}\n   - {name: good, url: "pglite:"}\n`);
    assert.match(bad?.problem?.message ?? "", expected);
    assert.ok(!JSON.stringify(bad?.problem?.message).includes(PASSWORD), entry);
    assert.equal(bad?.name, "bad");
    assert.equal(bad?.location, null);
    assert.equal(good?.problem, null);
  }
});

Deno.test("a name twice closes both that have it, and a database without one is found by its place", () => {
  const text = [
    "databases:",
    "  - {name: a, url: 'pglite:', read_only: false}",
    "  - {name: b, url: 'pglite:'}",
    "  - {name: a, url: 'pglite:'}",
    "  - {url: 'pglite:'}",
    "  - {name: 'a b', url: 'pglite:'}",
    "  - just text",
  ].join("\n");
  const databases = parse(text);
  assert.deepEqual(databases.map(({ name }) => name), [
    "a",
    "b",
    "databases[3]",
    "databases[4]",
    "databases[5]",
  ]);
  const problems = databases.map(({ problem }) => problem?.message ?? "");
  assert.match(problems[0] ?? "", /^pgmcp\.yaml:4:5: .*"a".*lines 2 and 4/);
  assert.equal(databases[0]?.query.readOnly, true);
  assert.equal(problems[1], "");
  assert.match(problems[2] ?? "", /^pgmcp\.yaml:5:5: .*it has no name/);
  assert.match(problems[3] ?? "", /^pgmcp\.yaml:6:12: Cannot use name/);
  assert.match(problems[4] ?? "", /^pgmcp\.yaml:7:5: .*no mapping/);
});

Deno.test("two embedded databases do not share a folder", () => {
  const text = "databases: [{name: a, url: 'pglite:./x'}, {name: b, url: 'pglite:./x'}]";
  const [a, b] = parse(text);
  assert.equal(a?.problem, null);
  assert.match(b?.problem?.message ?? "", /^pgmcp\.yaml:1:43: .*"b".*line 1 has the same/);
});

Deno.test("the example among the examples is right", async () => {
  const text = await Deno.readTextFile(new URL("../../../examples/pgmcp.yaml", import.meta.url));
  const databases = parse(text, { PGMCP_SHOP_PASSWORD: "x", PGMCP_WAREHOUSE_URL: "pglite:" });
  assert.deepEqual(databases.map(({ problem }) => problem), databases.map(() => null));
  assert.ok(databases.length > 1);
});

Deno.test("no text makes it fail in another way than by saying so", () => {
  const word = fc.constantFrom(
    ...["databases", ":", " ", "\n", "  - ", "name", "url", "pglite:", "{", "}", "[", "]", "&a"],
    ...["*a", "!x", "'", '"', "${A}", "|", ">", "#", "---", "? ", "\t", "read_only", "true", "ü"],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      try {
        parse(words.join(""), { A: "x" });
      } catch (error) {
        assert.ok(error instanceof PgmcpError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
