// The order of rows whose filter looks into another table: PostgreSQL may join that one, and the rows
// come in the order in which it is read. Along an index on what is hidden of it that would be its order.

import assert from "node:assert/strict";
import pg from "pg";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE customers(id int PRIMARY KEY, region int, credit int, pad text);
INSERT INTO customers SELECT g, g % 20, (g * 7907) % 100019, repeat('x', 200) FROM generate_series(1, 4000) g;
CREATE INDEX ON customers (region, credit);
CREATE TABLE orders(id int PRIMARY KEY, customer_id int, level int, pad text);
INSERT INTO orders SELECT g, 1 + (g * 31) % 4000, g % 9, repeat('x', 200) FROM generate_series(1, 30000) g;
CREATE INDEX ON orders (customer_id);
CREATE TABLE members(order_id int, person text, since int, PRIMARY KEY (order_id, person));
CREATE INDEX by_person ON members (person);
ANALYZE;
`;

const REGION = "SELECT c.id FROM public.customers c WHERE c.region = {{principal.region}}";
const PRINCIPAL = { id: "k", role: null, team: null, attributes: { region: "3" } };
const LIMITS = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };
const SQL = "SELECT id, customer_id FROM orders LIMIT 60";

onPostgres("rows come in the order of nothing hidden that their filter reads", async (server) => {
  const { name, url } = await server.createDatabase();
  await server.runSql(url, `ALTER DATABASE "${name}" SET random_page_cost = 1; ${TABLES_SQL}`);
  await using database = openPostgres({ url, poolSize: 1 });
  const { catalogue, executor } = database;

  async function guardOf(policy: string) {
    const parsed = await parsePolicy(policy);
    assert.ok(parsed.kind === "policy", policy);
    const source = { policy: parsed.policy, hashKey: null };
    return createPolicyGuard({ catalogue, source, parser: createParser() });
  }

  async function orderUnder(policy: string): Promise<unknown> {
    const guard = await guardOf(policy);
    const verdict = await guard.check(SQL, { principal: PRINCIPAL });
    assert.ok(verdict.kind === "allow", JSON.stringify(verdict));
    return verdict.policy?.hiddenOrder;
  }

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: credits } = await client.query("SELECT id, credit FROM customers");
    const creditOf = new Map<string, number>();
    for (const { id, credit } of credits) creditOf.set(String(id), Number(credit));
    const isInOrder = (customers: readonly (string | null)[]) => {
      const values = customers.map((id) => creditOf.get(id ?? "") ?? NaN);
      return values.every((value, place) => place === 0 || (values[place - 1] ?? NaN) <= value);
    };
    const filtered = `customer_id IN (${REGION.replace("{{principal.region}}", "3")})`;
    const plain = await client.query({
      text: SQL.replace("LIMIT", `WHERE ${filtered} LIMIT`),
      rowMode: "array",
    });
    const customers: string[] = [];
    for (const [, customer] of plain.rows) customers.push(String(customer));
    assert.ok(isInOrder(customers), "the attack is none");
    const guard = await guardOf(
      `policy: { tables: { customers: { mask_columns: { credit: redact } }, orders: { row_filter: "customer_id IN (${REGION})" } } }`,
    );
    const outcome = await runQuery({ guard, executor, limits: LIMITS }, SQL, {
      principal: PRINCIPAL,
    });
    assert.ok(outcome.kind === "rows");
    assert.equal(outcome.result.rows.length, 60);
    assert.ok(!isInOrder(outcome.result.rows.map((row) => row[1] ?? null)));
  } finally {
    await client.end();
  }

  const orders = (filter: string, more = "") =>
    `policy: { deny_tables: [members], tables: { ${more} orders: { row_filter: "${filter}" } } }`;
  const masked = "customers: { mask_columns: { credit: redact } },";
  const inRegion = `customer_id IN (${REGION})`;
  const exists =
    "EXISTS (SELECT FROM public.members m WHERE m.order_id = orders.id AND m.person = {{principal.id}})";
  // Harmless: nothing of it is hidden, or only what the filter itself tells.
  assert.equal(await orderUnder(orders(inRegion)), null);
  assert.equal(await orderUnder(orders(exists)), null);
  const lower = exists.replace("{{principal.id}}", "lower({{principal.id}})");
  assert.equal(await orderUnder(orders(lower)), null);
  assert.equal(await orderUnder(orders(`level > 3 AND NOT ${inRegion}`, masked)), null);
  const byFilter = 'customers: { row_filter: "credit > 7" },';
  for (
    const policy of [
      orders(inRegion, masked),
      orders(inRegion, byFilter),
      orders(`level > 3 AND ${inRegion}`, masked),
      orders(`EXISTS (${REGION} AND c.id = customer_id)`, masked),
      orders(`(level, customer_id) IN (${REGION.replace("c.id", "c.region, c.id")})`, masked),
      orders(exists.replace("m.person =", "m.person >=")),
      orders(exists.replace("m.order_id =", "m.order_id <=")),
      // What it is equal to is hidden itself.
      orders(`${exists}", mask_columns: { id: redact }, description: "x`),
    ]
  ) {
    assert.equal(await orderUnder(policy), "index scans", policy);
  }
});
