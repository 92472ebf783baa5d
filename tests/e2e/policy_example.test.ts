// The policy of the README on the demo's shop: each line of it does what it says, and the
// same question has another answer without it.

import assert from "node:assert/strict";
import { openDatabase } from "../../agent/open_database.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import type { Database } from "../../core/ports/database.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { DEMO_POLICY } from "../support/demo_policy.ts";
import { fixedSource } from "../../server/commands/policy/read_policy.ts";
import { callTool } from "../support/call_tool.ts";

let opened: Promise<Database> | null = null;

/** The demo's shop under the policy in `text`. */
async function shopUnder(text: string): Promise<GuardedDatabase> {
  const database =
    await (opened ??= openDatabase({ kind: "pglite", dataDir: null }, { demo: true }));
  const parsed = await parsePolicy(text);
  assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
  const policy = fixedSource(parsed, "policy.yaml");
  return guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS);
}

Deno.test.afterAll(async () => await (await opened)?.close());

/** The rows as text, or the code of the refusal. */
async function ask(shop: GuardedDatabase, sql: string): Promise<string> {
  try {
    const outcome = await shop.queries.query({ sql });
    if (outcome.kind === "refused") return outcome.verdict.code;
    return outcome.result.rows.map((row) => row.join(" ")).join("\n");
  } catch (error) {
    if (error instanceof PgmcpError) return error.code;
    throw error;
  }
}

/** The example without `line`; with `more` at its end. */
function without(line: string, more = ""): string {
  assert.ok(DEMO_POLICY.includes(line), line);
  return DEMO_POLICY.replace(line, "") + more;
}

const HIDDEN = "PGMCP_UNDEFINED_NAME";

interface LineCase {
  readonly line: string;
  readonly sql: string;
  readonly expected: RegExp;
  /** What the answer is without the line. */
  readonly otherwise: RegExp;
  /** What another line of the example says too is taken out, so that this one is seen. */
  readonly apart?: string;
  readonly more?: string;
}

const CASES: readonly LineCase[] = [
  {
    line: "  allow_tables: [orders, products, categories]\n",
    sql: "SELECT count(*) FROM order_items",
    expected: /^PGMCP_UNDEFINED_NAME$/,
    otherwise: /^\d+$/,
  },
  {
    line: ", products",
    sql: "SELECT count(*) FROM products",
    expected: /^\d+$/,
    otherwise: /^PGMCP_UNDEFINED_NAME$/,
  },
  {
    line: ", categories",
    sql: "SELECT count(*) FROM categories",
    expected: /^\d+$/,
    otherwise: /^PGMCP_UNDEFINED_NAME$/,
  },
  {
    line: "orders, ",
    sql: "SELECT count(*) > 0 FROM orders",
    expected: /^t$/,
    otherwise: /^PGMCP_UNDEFINED_NAME$/,
    apart: `    orders:\n      row_filter: "created_at > NOW() - INTERVAL '90 days'"\n`,
  },
  ...["users", "payments"].map((table): LineCase => ({
    line: table === "users" ? "users, " : ", payments",
    sql: `SELECT count(*) FROM ${table}`,
    expected: /^PGMCP_UNDEFINED_NAME$/,
    otherwise: /^\d+$/,
    more: "  default: allow\n",
  })),
  {
    line: "      allow_columns: [id, name, city, created_at]\n",
    sql: "SELECT country FROM customers LIMIT 1",
    expected: /^PGMCP_UNDEFINED_NAME$/,
    otherwise: /\w/,
  },
  ...["id", "name", "city", "created_at"].map((column): LineCase => ({
    line: column === "id" ? "id, " : `, ${column}`,
    sql: `SELECT ${column} IS NOT NULL FROM customers LIMIT 1`,
    expected: /^t$/,
    otherwise: /^PGMCP_UNDEFINED_NAME$/,
  })),
  {
    line: `      mask_columns:\n        email: "****@****.com"\n`,
    sql: "SELECT DISTINCT email FROM customers",
    expected: /^\*\*\*\*@\*\*\*\*\.com$/,
    otherwise: /@example\./,
    apart: "      allow_columns: [id, name, city, created_at]\n",
  },
  ...["ssn", "tax_id"].map((column): LineCase => ({
    line: column === "ssn" ? "ssn, " : ", tax_id",
    sql: `SELECT count(${column}) > 0 FROM customers`,
    expected: /^PGMCP_UNDEFINED_NAME$/,
    otherwise: /^t$/,
    apart: "      allow_columns: [id, name, city, created_at]\n",
  })),
  {
    line: `      row_filter: "created_at > NOW() - INTERVAL '90 days'"\n`,
    sql: "SELECT count(*) > 0 FROM orders WHERE created_at < now() - interval '91 days'",
    expected: /^f$/,
    otherwise: /^t$/,
  },
  {
    line: "  max_rows_per_query: 50\n",
    sql: "SELECT 'row' FROM generate_series(1, 60)",
    expected: /^(row\n){49}row$/,
    otherwise: /^(row\n){59}row$/,
  },
];

for (const { apart = "", expected, line, more = "", otherwise, sql } of CASES) {
  Deno.test(`the example's ${line.trim().split("\n")[0]} makes its difference`, async () => {
    const whole = (apart === "" ? DEMO_POLICY : without(apart)) + more;
    assert.match(await ask(await shopUnder(whole), sql), expected);
    // The row filter leaves an empty mapping behind, which is nothing to keep.
    const lesser = whole.replace(line, "").replace(/^ {4}orders:\n(?! {6})/m, "    orders: {}\n");
    assert.notEqual(lesser, whole);
    assert.match(await ask(await shopUnder(lesser), sql), otherwise);
  });
}

Deno.test("the example's max_queries_per_hour: 100 refuses the next one", async () => {
  const sql = "SELECT 1";
  const [shop, open] = [
    await shopUnder(DEMO_POLICY),
    await shopUnder(without("  max_queries_per_hour: 100\n")),
  ];
  for (let call = 1; call <= 100; call++) {
    // What is refused, and what asks for the schema, is not counted.
    if (call === 50) assert.equal(await ask(shop, "SELECT ssn FROM customers"), HIDDEN);
    if (call === 60) await shop.explorer.listTables({ limit: 1 });
    assert.equal(await ask(shop, sql), "1");
    assert.equal(await ask(open, sql), "1");
  }
  assert.equal(await ask(shop, sql), "PGMCP_QUOTA_EXCEEDED");
  assert.equal(await ask(open, sql), "1");
});

Deno.test("a model sees what the policy leaves, and what it did", async () => {
  const shop = await shopUnder(DEMO_POLICY);
  const tables = await callTool(shop, { name: "list_tables" });
  const names = (tables.structured.tables as readonly { name: string }[]).map(({ name }) => name);
  assert.deepEqual(names, ["categories", "customers", "orders", "products"]);
  const customers = await callTool(shop, {
    name: "describe_table",
    input: { table_name: "customers" },
  });
  const text = customers.texts.join("\n");
  assert.match(text, /email text not null masked \(one text for all\)/);
  for (const hidden of ["ssn", "tax_id", "phone", "country", "rows", "kB"]) {
    assert.doesNotMatch(text, new RegExp(hidden), text);
  }
  const answer = await callTool(shop, {
    name: "query",
    input: {
      sql: "SELECT c.email, o.status FROM customers c JOIN orders o ON o.customer_id = c.id",
    },
  });
  const said = answer.texts.join("\n");
  assert.match(said, /Masked by the policy: public\.customers\.email\./);
  assert.match(said, /The policy leaves rows out of: public\.orders\./);
  assert.match(said, /99 of 100 queries left this hour/);
  assert.match(said, /limit 50 rows/);
});

Deno.test("what is denied and what never was get the same answer", async () => {
  const shop = await shopUnder(DEMO_POLICY);
  for (const name of ["users", "payments", "order_items"]) {
    const answers = await Promise.all([name, `${name.slice(0, -1)}x`].map(async (table) => {
      const described = await callTool(shop, {
        name: "describe_table",
        input: { table_name: table },
      });
      const asked = await callTool(shop, {
        name: "query",
        input: { sql: `SELECT * FROM ${table}` },
      });
      return [described, asked].map(({ texts }) => texts.join("\n").replaceAll(table, "NAME"));
    }));
    assert.deepEqual(answers[0], answers[1]);
  }
});
