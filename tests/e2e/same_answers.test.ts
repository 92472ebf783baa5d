// The product as a user starts it, asked by the official client, in both eras and over
// both transports: the demo's shop on PostgreSQL 18, on 15 and embedded gives the same answers.

import assert from "node:assert/strict";
import { type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import pg from "pg";
import { demoShiftDays } from "../../agent/demo_data/demo_clock.ts";
import { demoShiftSql, loadDemo } from "../../agent/demo_data/demo_sql.ts";
import { createClient, type Era, ERAS } from "../support/mcp_client.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { MOD_PATH } from "../support/run_cli.ts";

const COMMAND = ["run", "-q", "--no-prompt", "--cached-only", "-P=local", MOD_PATH];

const CALLS: readonly { readonly name: string; readonly arguments: Record<string, string> }[] = [
  { name: "list_schemas", arguments: {} },
  { name: "describe_table", arguments: { table_name: "orders" } },
  { name: "describe_table", arguments: { table_name: "public.monthly_revenue" } },
  ...[
    "SELECT * FROM customers ORDER BY id LIMIT 3",
    "SELECT status, count(*), sum(shipping_cost), avg(shipping_cost) FROM orders GROUP BY status ORDER BY status",
    "SELECT o.id, o.created_at, p.attributes, p.tags FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id ORDER BY o.id, i.line_number LIMIT 20",
    "SELECT id, row_number() OVER (ORDER BY price DESC, id) FROM products ORDER BY price DESC, id",
    "SELECT 9223372036854775807 AS big, 0.1::float8 AS f, 1.10 AS n, '{\"a\":12345678901234567890}'::jsonb AS j, 'NaN'::float8 AS nan, DATE '2026-02-03' AS d, ARRAY[1,NULL,3] AS a",
    "SELECT * FROM no_such_table",
    "SELECT nmae FROM customers",
    "DELETE FROM customers",
    "SELECT pg_read_file('/etc/hostname')",
  ].map((sql) => ({ name: "query", arguments: { sql } })),
  { name: "query", arguments: { sql: "TABLE categories", format: "tsv" } },
];

/** What a model reads of each call, without what may differ: times, sizes and estimates. */
async function answers(client: Client): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const call of CALLS) {
    const { content } = await client.callTool(call);
    const text = content.map((part) => part.type === "text" ? part.text : part.type).join("\n");
    texts.push(text.replaceAll(/~?[\d,.]+ (?:rows|[kKMG]?i?B)\b/g, "…"));
  }
  return texts;
}

async function overStdio(databaseUrl: string | null, era: Era): Promise<readonly string[]> {
  const client = createClient(era);
  await client.connect(
    new StdioClientTransport({
      command: "deno",
      args: [...COMMAND, "stdio"],
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      },
      stderr: "ignore",
    }),
  );
  try {
    return await answers(client);
  } finally {
    await client.close();
  }
}

async function overHttp(databaseUrl: string, era: Era): Promise<readonly string[]> {
  const child = new Deno.Command("deno", {
    args: [...COMMAND, "serve", "--port", "0"],
    env: { DATABASE_URL: databaseUrl },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const decoder = new TextDecoder();
  const listening = Promise.withResolvers<string>();
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    for await (const chunk of stream) {
      said += decoder.decode(chunk, { stream: true });
      const url = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(said)?.[0];
      if (url !== undefined) listening.resolve(url);
    }
    listening.reject(new Error(`serve ended: ${said}`));
  });
  try {
    const client = createClient(era);
    await client.connect(new StreamableHTTPClientTransport(new URL(await listening.promise)));
    const texts = await answers(client);
    await client.close();
    return texts;
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await Promise.all(reading);
  }
}

async function demoOn(server: Awaited<ReturnType<typeof startPostgres>>): Promise<string> {
  const { url } = await server.createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await loadDemo(async (sql) => void await client.query(sql));
    const days = demoShiftDays(new Date());
    if (days > 0) await client.query(demoShiftSql(days));
  } finally {
    await client.end();
  }
  return url;
}

Deno.test({
  name: "PostgreSQL 18, 15 and the embedded database give a client the same answers",
  async fn(test) {
    const embedded = await overStdio(null, "modern");
    assert.ok(embedded.some((text) => text.includes("PGMCP_FUNCTION_NOT_ALLOWED")));
    await test.step("embedded, in the 2025 era", async () => {
      assert.deepEqual(await overStdio(null, "legacy"), embedded);
    });
    const missing = postgresSkipReason();
    if (missing !== null) {
      // There is no server to ask; the title says why, so that every run shows it.
      await test.step({ name: `PostgreSQL (left out: ${missing})`, ignore: true, fn() {} });
      return;
    }
    for (const version of [18, 15] as const) {
      await using server = await startPostgres({ version });
      const url = await demoOn(server);
      for (const era of ERAS) {
        await test.step(`PostgreSQL ${version} over stdio, ${era}`, async () => {
          assert.deepEqual(await overStdio(url, era), embedded);
        });
        await test.step(`PostgreSQL ${version} over HTTP, ${era}`, async () => {
          assert.deepEqual(await overHttp(url, era), embedded);
        });
      }
    }
  },
});
