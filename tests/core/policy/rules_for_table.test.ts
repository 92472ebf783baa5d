// What a policy says of one table: patterns, denials above everything, roles that only narrow.

import assert from "node:assert/strict";
import { refusePrincipal } from "../../../core/policy/admit_principal.ts";
import { effectiveLimits } from "../../../core/policy/effective_limits.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { Mask, Policy } from "../../../core/policy/policy.ts";
import { rulesForTable } from "../../../core/policy/rules_for_table.ts";
import { stricterMask } from "../../../core/policy/stricter_mask.ts";
import { matchesTable, parseTablePattern } from "../../../core/policy/table_pattern.ts";

async function policyOf(text: string): Promise<Policy> {
  const parsed = await parsePolicy(text);
  if (parsed.kind === "policy") return parsed.policy;
  throw new Error(parsed.problems.map(({ text }) => text).join("\n"));
}

function ruleOf(policy: Policy, table: string, role: string | null = null) {
  const [schema = "", name = ""] = table.split(".");
  return rulesForTable(policy, role, { schema, name });
}

function isAllowed(policy: Policy, table: string, role: string | null = null): boolean {
  return ruleOf(policy, table, role).kind === "allowed";
}

Deno.test("names of tables mean every schema, one schema, or any run of characters", () => {
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ["orders", "public", "orders", true],
    ["orders", "app", "orders", true],
    ["orders", "app", "Orders", false],
    ["app.orders", "app", "orders", true],
    ["app.orders", "public", "orders", false],
    ["app.*", "app", "anything", true],
    ["*", "app", "anything", true],
    ["*.log", "app", "log", true],
    ["*_log", "app", "audit_log", true],
    ["*_log", "app", "logs", false],
    ["a*b*c", "app", "a1b2c", true],
    ["a*b*c", "app", "abc", true],
    ["a*b*c", "app", "acb", false],
    ["ab*ba", "app", "aba", false],
    ['app."my.table"', "app", "my.table", true],
    ['"Order Items"', "app", "Order Items", true],
  ];
  for (const [text, schema, name, expected] of cases) {
    const pattern = parseTablePattern(text);
    assert.ok(pattern !== null, text);
    assert.equal(matchesTable(pattern, { schema, name }), expected, `${text} ~ ${schema}.${name}`);
  }
  for (const text of ["", " ", "a.b.c", ".a", "a.", '"a', '"a*b"', "a\0"]) {
    assert.equal(parseTablePattern(text), null, text);
  }
});

Deno.test("a denial wins over everything, and what no rule names gets the default", async () => {
  const policy = await policyOf(
    "policy: {allow_tables: [orders, app.*], deny_tables: [app.keys, orders], tables: {orders: {hidden: true}, people: {}}}",
  );
  assert.deepEqual(ruleOf(policy, "app.keys"), { kind: "denied", rule: "deny_tables.app.keys" });
  assert.equal(isAllowed(policy, "public.orders"), false);
  assert.equal(isAllowed(policy, "app.other"), true);
  assert.equal(isAllowed(policy, "public.people"), true);
  assert.deepEqual(ruleOf(policy, "public.other"), { kind: "denied", rule: "default" });
  assert.equal(isAllowed(await policyOf("policy: {}"), "public.other"), true);
  assert.equal(isAllowed(await policyOf("policy: {allow_tables: []}"), "public.other"), false);
  assert.equal(isAllowed(await policyOf("policy: {default: deny}"), "public.other"), false);
  assert.equal(
    isAllowed(await policyOf("policy: {default: allow, allow_tables: [a]}"), "public.other"),
    true,
  );
});

Deno.test("a role can only narrow: tables, columns, rows, masks, limits, writing", async () => {
  const policy = await policyOf(`policy:
  deny_tables: [secrets]
  writable_tables: [notes, orders]
  max_rows_per_query: 50
  tables:
    people:
      allow_columns: [id, name, city]
      mask_columns: {email: partial, phone: redact}
      row_filter: active
  roles:
    support:
      allow_tables: [people, secrets]
      writable_tables: [notes]
      max_rows_per_query: 500
      max_cost: 10
      tables:
        people:
          allow_columns: [id, email, ssn]
          mask_columns: {phone: partial, email: hash}
          deny_columns: [city]
          row_filter: tenant_id = {{principal.tenant}}
    silent:
`);
  assert.equal(isAllowed(policy, "public.secrets", "support"), false);
  assert.equal(isAllowed(policy, "public.other", "support"), false);
  assert.equal(isAllowed(policy, "public.other"), true);
  const people = ruleOf(policy, "public.people", "support");
  assert.ok(people.kind === "allowed");
  assert.deepEqual(people.shownColumns, new Set(["id", "email", "phone"]));
  assert.deepEqual(people.masks.get("email")?.mask, { kind: "redact" });
  assert.deepEqual(people.masks.get("phone")?.mask, { kind: "redact" });
  assert.deepEqual(people.rowFilters.map(({ rule }) => rule), [
    "tables.people.row_filter",
    "roles.support.tables.people.row_filter",
  ]);
  const limits = effectiveLimits(policy, "support");
  assert.deepEqual([limits?.maxRowsPerQuery, limits?.maxCost], [50, 10]);
  const writable = (table: string, role: string | null) => {
    const ruling = ruleOf(policy, table, role);
    return ruling.kind === "allowed" && ruling.writable;
  };
  assert.deepEqual(
    [writable("public.orders", null), writable("public.notes", "support")],
    [true, false],
  );
  assert.equal(writable("public.orders", "silent"), true);
  assert.equal(writable("public.people", null), false);
});

Deno.test("a table is written where everybody's list has it, and the role's own where it has one", async () => {
  const policy = await policyOf(
    "policy: {writable_tables: [orders], roles: {both: {writable_tables: [notes, orders]}, " +
      "other: {writable_tables: [notes]}, silent: {}}}",
  );
  const unlisted = await policyOf("policy: {roles: {both: {writable_tables: [orders]}}}");
  const isWritable = (among: Policy, table: string, role: string | null) => {
    const ruling = ruleOf(among, `public.${table}`, role);
    return ruling.kind === "allowed" && ruling.writable;
  };
  const tables = (among: Policy, role: string | null) =>
    ["orders", "notes"].filter((table) => isWritable(among, table, role));
  assert.deepEqual(tables(policy, null), ["orders"]);
  assert.deepEqual(tables(policy, "both"), ["orders"]);
  assert.deepEqual(tables(policy, "other"), []);
  assert.deepEqual(tables(policy, "silent"), ["orders"]);
  assert.deepEqual([tables(unlisted, null), tables(unlisted, "both")], [[], []]);
});

Deno.test("what stands between two stars comes in its order, and overlaps nothing", () => {
  const matches = (text: string, name: string) => {
    const pattern = parseTablePattern(text);
    return pattern !== null && matchesTable(pattern, { schema: "public", name });
  };
  for (const [text, name] of [["a*b*c", "abc"], ["*b*", "abc"], ["a*bc*d", "axbcbcd"]] as const) {
    assert.equal(matches(text, name), true, `${text} ${name}`);
  }
  const others = [["a*b*c", "ac"], ["*b*", "ac"], ["a*b*bc", "abc"], ["ab*bc", "abc"], [
    "a*c*b*d",
    "abcd",
  ]];
  for (const [text = "", name = ""] of others) {
    assert.equal(matches(text, name), false, `${text} ${name}`);
  }
});

Deno.test("a role that the policy does not know has nothing, unless it knows no roles at all", async () => {
  const policy = await policyOf("policy: {roles: {support: {}}}");
  assert.equal(isAllowed(policy, "public.orders", "suport"), false);
  assert.equal(effectiveLimits(policy, "suport"), null);
  assert.equal(isAllowed(await policyOf("policy: {}"), "public.orders", "support"), true);
});

Deno.test("every entry that names a table counts, also a pattern's", async () => {
  const policy = await policyOf(
    'policy: {tables: {"app.*": {deny_columns: [ssn]}, app.people: {mask_columns: {ssn: redact, email: redact}}}}',
  );
  const people = ruleOf(policy, "app.people");
  assert.ok(people.kind === "allowed");
  assert.deepEqual([...people.deniedColumns.keys()], ["ssn"]);
  assert.deepEqual([...people.masks.keys()], ["email"]);
  const counted = await policyOf(
    'policy: {tables: {"app.*": {max_queries_per_hour: 2}, app.people: {max_queries_per_hour: 5}}}',
  );
  const both = ruleOf(counted, "app.people");
  assert.ok(both.kind === "allowed");
  assert.equal(both.maxQueriesPerHour, 2);
});

const KEPT = [0, 2, 5, 11];
/** Of every length that some mask hides as a whole and another does not, with a domain and without. */
const TEXTS = Array.from({ length: 46 }, (_, length) => "x".repeat(length))
  .flatMap((text) => [text, `${text}@d.example`, `a@${text}@b`]);
const MASKS: readonly Mask[] = [
  ...(["null", "redact", "hash", "year"] as const).map((kind): Mask => ({ kind })),
  ...["a", "b"].map((text): Mask => ({ kind: "literal", text })),
  ...[2, 3, 4, 6].map((size): Mask => ({ kind: "bucket", size })),
  ...KEPT.flatMap((keepFirst) =>
    KEPT.flatMap((keepLast) =>
      [true, false].map((keepDomain): Mask => ({
        kind: "partial",
        keepFirst,
        keepLast,
        keepDomain,
      }))
    )
  ),
];

/** Whether `first` shows nothing that `second` does not: a check of its own, by cases. */
function showsNoMore(first: Mask, second: Mask): boolean {
  if (["null", "redact", "literal"].includes(first.kind)) return true;
  if (first.kind === "partial" && second.kind === "partial") {
    return TEXTS.every((text) => placesShown(text, first).isSubsetOf(placesShown(text, second)));
  }
  if (first.kind === "bucket" && second.kind === "bucket") return first.size % second.size === 0;
  return first.kind === second.kind;
}

/** The places of the characters that are shown. */
function placesShown(
  text: string,
  { keepFirst, keepLast, keepDomain, atLeast = 0 }: Mask & { readonly kind: "partial" },
): ReadonlySet<number> {
  const at = keepDomain ? text.lastIndexOf("@") : text.length;
  const kept = keepFirst + keepLast;
  const hidesAll = at < Math.max(atLeast, kept + 4, 2 * kept);
  const isShown = (place: number) =>
    at >= 0 && (place >= at || (!hidesAll && (place < keepFirst || place >= at - keepLast)));
  return new Set([...text].map((_, place) => place).filter(isShown));
}

Deno.test("two masks that show the same are that one", () => {
  for (const mask of MASKS) {
    const shows = mask.kind !== "partial" || mask.keepDomain || mask.keepFirst + mask.keepLast > 0;
    if (shows) assert.deepEqual(stricterMask(mask, mask), mask);
  }
});

Deno.test("of two masks what is shown is no more than either shows", () => {
  for (const first of MASKS) {
    for (const second of MASKS) {
      const both = stricterMask(first, second);
      assert.ok(
        showsNoMore(both, first) && showsNoMore(both, second),
        JSON.stringify({ first, second, both }),
      );
    }
  }
});

Deno.test("a server may assert what the policy grants it, and nothing else", async () => {
  const policy = await policyOf(
    'policy: {servers: {mine: {roles: [support], attributes: {tenant: ["1"], region: ["*"]}}}}',
  );
  const ask = (role: string | null, attributes: Record<string, string>, server = "mine") =>
    refusePrincipal(policy, { id: "k", role, team: null, attributes }, server);
  assert.equal(ask("support", { tenant: "1", region: "anywhere" }), null);
  assert.equal(ask(null, {}), null);
  assert.notEqual(ask("finance", {}), null);
  assert.notEqual(ask("support", { tenant: "2" }), null);
  assert.notEqual(ask("support", { clearance: "top" }), null);
  assert.notEqual(ask(null, {}, "theirs"), null);
  const open = await policyOf("policy: {}");
  assert.equal(
    refusePrincipal(open, { id: "k", role: "x", team: null, attributes: {} }, "any"),
    null,
  );
});
