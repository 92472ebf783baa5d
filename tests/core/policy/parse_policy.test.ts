// A policy file as data: the founding examples as they stand, and what is refused where.

import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { Mask } from "../../../core/policy/policy.ts";

const EXAMPLE = `policy:
  allow_tables: [orders, products, categories]
  deny_tables: [users, payments]
  tables:
    customers:
      allow_columns: [id, name, city, created_at]
      mask_columns:
        email: "****@****.com"
      deny_columns: [ssn, tax_id]
    orders:
      row_filter: "created_at > NOW() - INTERVAL '90 days'"
  max_queries_per_hour: 100
  max_rows_per_query: 50
`;

async function policyOf(text: string) {
  const parsed = await parsePolicy(text);
  if (parsed.kind === "policy") return parsed;
  throw new Error(parsed.problems.map(({ text }) => text).join("\n"));
}

/** What is wrong, as \`line:column sentence\` each. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const parsed = await parsePolicy(text);
  if (parsed.kind === "policy") return [];
  return parsed.problems.map(({ place, text }) => `${place.line}:${place.column} ${text}`);
}

async function maskOf(written: string): Promise<Mask | undefined> {
  const text = `policy: {tables: {people: {mask_columns: {it: ${written}}}}}`;
  return (await policyOf(text)).policy.base.tables[0]?.maskColumns.get("it");
}

Deno.test("the user's own example says what it says", async () => {
  const { policy, places, tests } = await policyOf(EXAMPLE);
  assert.equal(policy.base.default, "deny");
  assert.deepEqual(policy.base.allowTables.map(({ name }) => name), [
    "orders",
    "products",
    "categories",
  ]);
  assert.deepEqual(policy.base.denyTables.map(({ name }) => name), ["users", "payments"]);
  const [customers, orders] = policy.base.tables;
  assert.deepEqual(customers?.allowColumns, ["id", "name", "city", "created_at"]);
  assert.deepEqual(customers?.denyColumns, ["ssn", "tax_id"]);
  assert.deepEqual(customers?.maskColumns.get("email"), { kind: "literal", text: "****@****.com" });
  assert.equal(orders?.rowFilter, "created_at > NOW() - INTERVAL '90 days'");
  assert.equal(policy.base.limits.maxQueriesPerHour, 100);
  assert.equal(policy.base.limits.maxRowsPerQuery, 50);
  assert.match(policy.hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(places.get("tables.customers.mask_columns.email"), { line: 8, column: 9 });
  assert.deepEqual(tests, []);
});

Deno.test("the policy of the attacks' fixture reads as it stands", async () => {
  const text = await Deno.readTextFile(new URL("../../security/policy.yaml", import.meta.url));
  const { policy } = await policyOf(text);
  assert.equal(policy.base.default, "allow");
  const masks = policy.base.tables[0]?.maskColumns;
  assert.deepEqual(masks?.get("ssn"), { kind: "redact" });
  assert.deepEqual(masks?.get("phone"), { kind: "null" });
});

Deno.test("every mask can be written, with its parameters or without", async () => {
  const partial = { kind: "partial", keepFirst: 0, keepLast: 4, keepDomain: false };
  const cases: readonly (readonly [string, Mask])[] = [
    ["redact", { kind: "redact" }],
    ['"null"', { kind: "null" }],
    ["null", { kind: "null" }],
    ["hash", { kind: "hash" }],
    ["{hash: true}", { kind: "hash" }],
    ["year", { kind: "year" }],
    ["bucket", { kind: "bucket", size: 10 }],
    ["{bucket: {size: 1_000}}", { kind: "bucket", size: 1000 }],
    ["{bucket: 5}", { kind: "bucket", size: 5 }],
    ["partial", { ...partial, kind: "partial" }],
    ["{partial: {keep_last: 4}}", { ...partial, kind: "partial" }],
    [
      "{partial: {keep_first: 1, keep_domain: true}}",
      { kind: "partial", keepFirst: 1, keepLast: 0, keepDomain: true },
    ],
    ['"hidden by law"', { kind: "literal", text: "hidden by law" }],
    ["{literal: redact}", { kind: "literal", text: "redact" }],
  ];
  for (const [written, mask] of cases) assert.deepEqual(await maskOf(written), mask, written);
});

Deno.test("a role's rules, limits, servers and examples are read", async () => {
  const { policy, tests, places } = await policyOf(`policy:
  default: allow
  writable_tables: [app.notes]
  max_queries_per_minute: 10
  max_rows_per_day: 10_000
  max_bytes_per_query: 64KiB
  max_cost: 100000
  block_full_scans: {over_rows: 1_000_000}
  combine_untrusted: false
  tables:
    app.tickets:
      description: What customers wrote
      hidden: true
      untrusted: [body, subject]
      columns:
        body: {description: As it came in, untrusted: true}
        note: {description: What we think of it, untrusted: true}
        state: Open or closed
        subject: The first line
      max_queries_per_hour: 5
      max_rows_per_day: 50
      block_full_scans: {over_rows: 10}
  roles:
    support:
      tables:
        app.orders: {row_filter: "tenant_id = {{principal.tenant}}"}
    guest:
  servers:
    mcp.example.com: {roles: [support], attributes: {tenant: ["1", "2"]}}
tests:
  - {sql: SELECT 1, expect: allowed, role: support, attributes: {tenant: 1}, masked: []}
`);
  const { base } = policy;
  assert.equal(base.combineUntrusted, false);
  assert.deepEqual(base.limits, {
    maxQueriesPerMinute: 10,
    maxQueriesPerHour: null,
    maxRowsPerDay: 10_000,
    maxRowsPerQuery: null,
    maxBytesPerQuery: 65_536,
    maxCost: 100_000,
    blockFullScansOverRows: 1_000_000,
  });
  const [tickets] = base.tables;
  assert.equal(tickets?.hidden, true);
  assert.deepEqual(Object.fromEntries(tickets?.columns ?? []), {
    body: { description: "As it came in", untrusted: true },
    note: { description: "What we think of it", untrusted: true },
    state: { description: "Open or closed", untrusted: false },
    // Named in the list, and described beside it.
    subject: { description: "The first line", untrusted: true },
  });
  assert.deepEqual([tickets?.maxQueriesPerHour, tickets?.maxRowsPerDay], [5, 50]);
  assert.deepEqual([...policy.roles.keys()], ["support", "guest"]);
  assert.equal(policy.roles.get("guest")?.default, "allow");
  assert.deepEqual(policy.servers[0]?.attributes.get("tenant"), ["1", "2"]);
  assert.deepEqual(tests[0]?.attributes, { tenant: "1" });
  assert.ok(places.has("roles.support.tables.app.orders.row_filter"));
});

Deno.test("what is not understood is refused at its place, with what would be", async () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "policy: {deny_table: [users]}",
      "1:10 Cannot use the key deny_table: it is not known. Did you mean deny_tables?",
    ],
    [
      "policy:\n  tables:\n    orders: {row_filer: x}",
      "3:14 Cannot use the key row_filer: it is not known. Did you mean row_filter?",
    ],
    [
      "policy: {deny_tables: users}",
      '1:23 Cannot use deny_tables: "users" is not a list of tables; for example deny_tables: [users]',
    ],
    [
      "policy: {deny_tables: [a.b.c]}",
      '1:24 Cannot use deny_tables: "a.b.c" is not the name of a table',
    ],
    [
      "policy: {default: maybe}",
      '1:19 Cannot use default: "maybe" is not allow or deny; for example default: deny',
    ],
    [
      "policy: {max_rows_per_query: lots}",
      '1:30 Cannot use max_rows_per_query: "lots" is not a whole number of at least 1',
    ],
    [
      "policy: {max_rows_per_query: 0}",
      '1:30 Cannot use max_rows_per_query: "0" is not a whole number of at least 1',
    ],
    [
      "policy: {tables: {t: {mask_columns: {a: Redact}}}}",
      '1:41 Cannot use a: "Redact" is not a mask: their names are in small letters; for example a: redact',
    ],
    [
      "policy: {tables: {t: {mask_columns: {a: {hash: false}}}}}",
      '1:48 Cannot use hash: "false" is not true; for example hash: true',
    ],
    [
      "policy: {tables: {t: {mask_columns: {a: {redact: true, hash: true}}}}}",
      "1:41 Cannot use a: a mapping is not one mask",
    ],
    [
      "policy: {tables: {t: {mask_columns: {a: }}}}",
      '1:41 Cannot use a: "" is not a text of 1 to 200 characters',
    ],
    [
      "policy: {tables: {t: {mask_columns: [a]}}}",
      "1:37 Cannot use mask_columns: a list is not a mapping",
    ],
    ["policy: {tables: {t: {row_filter: ''}}}", '1:35 Cannot use row_filter: "" is not a text'],
    [
      "policy: {tables: {t: {hidden: perhaps}}}",
      '1:31 Cannot use hidden: "perhaps" is not true or false',
    ],
    ["tables: {}", "1:1 Cannot use the key tables: it is not known."],
    ["[]", "1:1 Cannot use the file: a list is not a mapping"],
    [
      "policy: {}\ntests: [{sql: SELECT 1}]",
      "2:9 Cannot use the test: it does not say what to expect",
    ],
    ["policy: {\n", "Cannot read the YAML"],
    ["policy: {deny_tables: [a], deny_tables: [b]}", "the key stands here twice"],
    ["policy: &a {tables: {t: *a}}", "Cannot read the YAML"],
  ];
  for (const [text, expected] of cases) {
    const problems = await problemsOf(text);
    assert.ok(
      problems.some((problem) => problem.includes(expected)),
      `${text}\n${problems.join("\n")}`,
    );
  }
});

Deno.test("every mistake of a file is told at once, in the order of the file", async () => {
  const problems = await problemsOf(
    "policy:\n  default: no\n  tables:\n    t: {hidden: x, deny_columns: y}\n  max_cost: z\n",
  );
  assert.deepEqual(problems.map((problem) => problem.split(" ")[0]), [
    "2:12",
    "4:17",
    "4:34",
    "5:13",
  ]);
});

Deno.test("no text makes the reading fail in another way than by saying what is wrong", async () => {
  const words = [
    "policy:",
    "tables:",
    "orders:",
    "- ",
    "mask_columns:",
    "{",
    "}",
    "[",
    "]",
    "hash",
    "partial",
    ": ",
    "\n  ",
    "\n    ",
    '"',
    "*",
    "&a",
    "!!str",
    "|",
    "1_000",
    "null",
    "\t",
    "\u202e",
    "#",
    ",",
    "---",
    "tests:",
    "roles:",
    "servers:",
    "over_rows: ",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), {
    maxLength: 40,
  }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, async (written) => {
      const parsed = await parsePolicy(written);
      if (parsed.kind === "problems") assert.ok(parsed.problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
