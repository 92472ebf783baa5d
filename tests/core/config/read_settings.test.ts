// Reading settings: defaults, each variable, and every wrong value at once.

import assert from "node:assert/strict";
import {
  DEFAULT_QUERY_SETTINGS,
  QUERY_VARIABLES,
  readQuerySettings,
} from "../../../core/config/query_settings.ts";
import { readSettings } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";

function read(variables: Readonly<Record<string, string>>) {
  return readSettings((name) => variables[name], readQuerySettings);
}

function problemsOf(variables: Readonly<Record<string, string>>): readonly string[] {
  try {
    read(variables);
  } catch (error) {
    assert.ok(error instanceof PgmcpError);
    assert.equal(error.code, "PGMCP_INVALID_CONFIGURATION");
    return error.message.split("\n");
  }
  throw new Error("nothing was refused");
}

Deno.test("without variables the defaults of the contract hold", () => {
  assert.deepEqual(read({}), {
    readOnly: true,
    maxRows: 100,
    queryTimeoutMs: 10_000,
    schemas: null,
    maxResultBytes: 102_400,
    allowFunctions: [],
  });
});

Deno.test("each variable changes its setting and no other", () => {
  const changed = {
    READ_ONLY: ["false", { readOnly: false }],
    MAX_ROWS: ["7", { maxRows: 7 }],
    QUERY_TIMEOUT: ["2m", { queryTimeoutMs: 120_000 }],
    SCHEMAS: ["public,Sales", { schemas: ["public", "Sales"] }],
    MAX_RESULT_BYTES: ["1MiB", { maxResultBytes: 1_048_576 }],
    ALLOW_FUNCTIONS: ["app.price_of, vat", {
      allowFunctions: [{ schema: "app", name: "price_of" }, { schema: null, name: "vat" }],
    }],
  } as const;
  assert.deepEqual(Object.keys(changed), QUERY_VARIABLES);
  for (const [name, [value, expected]] of Object.entries(changed)) {
    assert.deepEqual(read({ [name]: value }), { ...DEFAULT_QUERY_SETTINGS, ...expected });
  }
});

Deno.test("an empty variable counts as unset, but an empty SCHEMAS is refused", () => {
  const empty = { READ_ONLY: "", MAX_ROWS: " ", QUERY_TIMEOUT: "", MAX_RESULT_BYTES: "" };
  assert.deepEqual(read(empty), DEFAULT_QUERY_SETTINGS);
  assert.match(problemsOf({ SCHEMAS: "" })[0] ?? "", /^Cannot use SCHEMAS: "" is not a list/);
});

Deno.test("ALLOW_FUNCTIONS opens no function of PostgreSQL's own", () => {
  for (const value of ["pg_catalog.pg_read_file", "app.", ".vat", "information_schema.x"]) {
    assert.match(
      problemsOf({ ALLOW_FUNCTIONS: value })[0] ?? "",
      /^Cannot use ALLOW_FUNCTIONS: .* is not a function of a user/,
    );
  }
});

Deno.test("every wrong value is reported at once, with name, value and example", () => {
  const problems = problemsOf({
    READ_ONLY: "maybe",
    MAX_ROWS: "many",
    QUERY_TIMEOUT: "10",
    SCHEMAS: "public,pg_catalog",
    MAX_RESULT_BYTES: "1",
  });
  assert.deepEqual(problems.map((line) => line.split(":")[0]), [
    "Cannot use READ_ONLY",
    "Cannot use MAX_ROWS",
    "Cannot use QUERY_TIMEOUT",
    "Cannot use SCHEMAS",
    "Cannot use MAX_RESULT_BYTES",
  ]);
  for (const value of ["maybe", "many", "10", "pg_catalog", "1"]) {
    assert.ok(problems.some((line) => line.includes(JSON.stringify(value))), value);
  }
  assert.ok(problems.every((line) => / for example \w+=\S+$/.test(line)), problems.join("\n"));
});

Deno.test("bounds hold at both ends", () => {
  assert.equal(read({ MAX_ROWS: "1" }).maxRows, 1);
  assert.equal(read({ MAX_ROWS: "100000" }).maxRows, 100_000);
  for (const value of ["0", "-1", "100001"]) {
    assert.equal(problemsOf({ MAX_ROWS: value }).length, 1);
  }
  // Zero would switch PostgreSQL's statement_timeout off.
  assert.equal(problemsOf({ QUERY_TIMEOUT: "0s" }).length, 1);
});

Deno.test("a wrong value cannot forge lines and is cut", () => {
  const [line = ""] = problemsOf({ MAX_ROWS: `1\nfake ${"x".repeat(500)}` });
  assert.match(line, /"1\\nfake x+…"/);
  assert.ok(line.length < 250);
});
