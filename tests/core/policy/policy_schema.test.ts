// What an editor underlines is what the parser refuses: both are given the same files, the
// editor's schema as an editor reads them (YAML 1.2, where `1_000` and `yes` are strings).

import assert from "node:assert/strict";
import { parse } from "yaml";
import * as z from "zod";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { policySchema } from "../../../core/policy/policy_schema.ts";

const ROOT = new URL("../../../", import.meta.url);
const schema = z.fromJSONSchema(policySchema());

/** Files without a mistake. */
const GOOD = [
  "policy: { allow_tables: [] }",
  "policy: { max_rows_per_day: 10_000, max_cost: 1_000_000, max_queries_per_hour: '100' }",
  "policy: { block_full_scans: { over_rows: 0 }, combine_untrusted: no }",
  "policy: { max_bytes_per_query: 64KiB }",
  "policy: { max_bytes_per_query: 65536 }",
  "policy: { deny_tables: [2024], tables: { t: { allow_columns: [2024, id] } } }",
  "policy: { tables: { t: { mask_columns: { a: false, b: 0, c: 'null', d: null, e: hash } } } }",
  "policy: { tables: { t: { mask_columns: { a: { literal: 5 }, b: { redact: yes } } } } }",
  "policy: { tables: { t: { mask_columns: { a: partial, b: { partial: true }, c: bucket } } } }",
  "policy: { tables: { t: { mask_columns: { a: { bucket: 10 }, b: { bucket: { size: 1_000 } } } } } }",
  "policy: { tables: { t: { columns: { a: Price, b: 2024, c: { untrusted: true } }, hidden: on } } }",
  "policy: { tables: { t: { row_filter: true, untrusted: true, description: 2024 } } }",
  "policy: { roles: { support: , finance: { default: deny } } }",
  "policy: { servers: { a.example: { roles: [7, '*'], attributes: { tenant: [1, x] } } } }",
  "{ policy: {}, tests: [{ sql: SELECT 1, expect: allowed, name: 1, attributes: { a: 1 } }] }",
];

/** Files with one, and where it is. */
const BAD = [
  ["", "polcy: { deny_tables: [users] }"],
  ["policy", "policy: { deny_table: [users] }"],
  ["policy.deny_tables", "policy: { deny_tables: users }"],
  ["policy.default", "policy: { default: none }"],
  ["policy.max_queries_per_hour", "policy: { max_queries_per_hour: 0 }"],
  ["policy.max_queries_per_hour", "policy: { max_queries_per_hour: many }"],
  ["policy.max_rows_per_day", "policy: { max_rows_per_day: 10_00 }"],
  ["policy.max_bytes_per_query", "policy: { max_bytes_per_query: 64 potatoes }"],
  ["policy.max_bytes_per_query", "policy: { max_bytes_per_query: 5 }"],
  ["policy.combine_untrusted", "policy: { combine_untrusted: maybe }"],
  ["policy.block_full_scans.over_rows", "policy: { block_full_scans: {} }"],
  ["policy.tables.t", "policy: { tables: { t: [ssn] } }"],
  ["policy.tables.t", "policy: { tables: { t: { deny_column: [ssn] } } }"],
  ["policy.tables.t.deny_columns", "policy: { tables: { t: { deny_columns: ssn } } }"],
  ["policy.tables.t.row_filter", "policy: { tables: { t: { row_filter: [a, b] } } }"],
  ["policy.tables.t.hidden", "policy: { tables: { t: { hidden: perhaps } } }"],
  ["policy.tables.t.untrusted", "policy: { tables: { t: { untrusted: { body: true } } } }"],
  ["policy.tables.t.mask_columns.a", "policy: { tables: { t: { mask_columns: { a: Redact } } } }"],
  ["policy.tables.t.mask_columns.a", "policy: { tables: { t: { mask_columns: { a: '' } } } }"],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { hash: false } } } } }",
  ],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { hash: true, redact: true } } } } }",
  ],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { partial: {} } } } } }",
  ],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { partial: { keep_lst: 4 } } } } } }",
  ],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { partial: { keep_last: 99 } } } } } }",
  ],
  [
    "policy.tables.t.mask_columns.a",
    "policy: { tables: { t: { mask_columns: { a: { bucket: {} } } } } }",
  ],
  ["policy.roles.support", "policy: { roles: { support: { servers: {} } } }"],
  ["policy.servers.a.example.roles", "policy: { servers: { a.example: { roles: support } } }"],
  ["tests.0.expect", "{ policy: {}, tests: [{ sql: SELECT 1 }] }"],
  ["tests.0.expect", "{ policy: {}, tests: [{ sql: SELECT 1, expect: maybe }] }"],
] as const;

async function written(): Promise<readonly string[]> {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const blocks = [...readme.matchAll(/^```yaml\n(policy:\n.*?)^```/gms)].map(([, text = ""]) =>
    text
  );
  assert.ok(blocks.length > 0);
  const files = ["examples/policy/policy.yaml", "examples/demo/policy.yaml"];
  return [
    ...blocks,
    ...await Promise.all(files.map((file) => Deno.readTextFile(new URL(file, ROOT)))),
  ];
}

Deno.test("an editor underlines nothing in a policy that can be read", async () => {
  for (const text of [...GOOD, ...await written()]) {
    const parsed = await parsePolicy(text);
    assert.equal(parsed.kind, "policy", JSON.stringify(parsed));
    const { error } = schema.safeParse(parse(text));
    assert.equal(error, undefined, `${text}\n${error}`);
  }
});

Deno.test("an editor underlines what makes a policy unreadable, where it stands", async () => {
  for (const [path, text] of BAD) {
    assert.equal((await parsePolicy(text)).kind, "problems", text);
    const issues = schema.safeParse(parse(text)).error?.issues ?? [];
    const places = issues.map((issue) => issue.path.join("."));
    assert.ok(places.some((place) => place.startsWith(path)), `${text}: ${places.join(" ")}`);
  }
});
