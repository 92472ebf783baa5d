// The DDL of `pgmcp policy sql` on PostgreSQL 18: it runs, and the role that it makes sees
// what the policy leaves and nothing else.

import assert from "node:assert/strict";
import pg from "pg";
import { loadDemo } from "../../agent/demo_data/demo_sql.ts";
import { openDatabase } from "../../agent/open_database.ts";
import { parseDatabaseUrl } from "../../agent/database_location.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import { policyDdl } from "../../core/policy/policy_ddl.ts";
import { examinePolicy } from "../../core/services/examine_policy.ts";
import { createParser } from "../../core/sql/parse.ts";
import { DEMO_POLICY } from "../support/demo_policy.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

async function ddlFor(url: string, text: string): Promise<string> {
  const location = parseDatabaseUrl(url);
  assert.ok(location.kind !== "problem");
  await using database = await openDatabase(location);
  const parsed = await parsePolicy(text);
  assert.ok(parsed.kind === "policy");
  const { catalogue } = database;
  const settings = DEFAULT_QUERY_SETTINGS;
  const found = await examinePolicy(parsed, { catalogue, settings, parser: createParser() });
  assert.deepEqual(found.problems, []);
  const compiled = found.compiled.get("");
  assert.ok(compiled !== undefined);
  return policyDdl(compiled, { role: "analyst", schema: "shown", file: "policy.yaml" });
}

onPostgres("the DDL of a policy makes a role that sees what the policy leaves", async (server) => {
  const { name, url } = await server.createDatabase();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const more = `    categories:
      mask_columns: {slug: {partial: {keep_first: 1}}, id: {bucket: {size: 10}}, description: hash}
    products: {mask_columns: {created_at: year, stock: "null"}, row_filter: "sku <> {{principal.sku}}"}
    order_items: {row_filter: "EXISTS (SELECT 1 FROM public.orders o WHERE o.id = order_id AND o.created_at > now() - interval '30 days')"}
`;
  try {
    await loadDemo(async (sql) => void await owner.query(sql));
    const text = DEMO_POLICY.replace("  max_queries_per_hour", `${more}  max_queries_per_hour`);
    await owner.query(await ddlFor(url, text));
    await owner.query("ALTER ROLE analyst PASSWORD 'analyst-password'");
    const login = { user: "analyst", password: "analyst-password" };
    const analyst = new pg.Client({ connectionString: server.urlOf(name, login) });
    await analyst.connect();
    try {
      const rows = async (sql: string) =>
        (await analyst.query({ text: sql, rowMode: "array" })).rows;
      assert.deepEqual(await rows("SELECT DISTINCT email FROM customers"), [["****@****.com"]]);
      assert.deepEqual(
        await rows("SELECT count(*) FROM orders WHERE created_at < now() - interval '91 days'"),
        [["0"]],
      );
      assert.deepEqual(await rows("SELECT DISTINCT description FROM categories"), [[null]]);
      const { rows: recent } = await owner.query(`SELECT count(*) FROM order_items i
        JOIN orders o ON o.id = i.order_id WHERE o.created_at > now() - interval '30 days'`);
      assert.deepEqual(await rows("SELECT count(*) FROM order_items"), [[recent[0].count]]);
      await analyst.query("SET pgmcp.sku = 'none'");
      assert.deepEqual(await rows("SELECT count(stock) FROM products"), [["0"]]);
      for (
        const sql of [
          "SELECT ssn FROM customers",
          "SELECT * FROM public.customers",
          "SELECT * FROM public.users",
          "SELECT * FROM users",
          "DELETE FROM categories",
        ]
      ) {
        await assert.rejects(analyst.query(sql), /permission denied|does not exist|read-only/, sql);
      }
    } finally {
      await analyst.end();
    }
  } finally {
    await owner.end();
  }
});
