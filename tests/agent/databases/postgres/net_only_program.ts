// Run by open_postgres.test.ts with the permission to reach the database and no
// other: a query, a time-out, a cancellation and a look at the schemas.

import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../../core/errors.ts";

await using database = openPostgres({ url: Deno.args[0] ?? "" });

async function run(
  sql: string,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const limits = { maxRows: 1, maxBytes: 100, timeoutMs: options.timeoutMs ?? 10_000 };
  const call = options.signal === undefined ? {} : { signal: options.signal };
  try {
    return (await database.executor.execute({ sql, access: "read", limits }, call)).rows;
  } catch (error) {
    if (error instanceof PgmcpError) return error.code;
    throw error;
  }
}

const rows = await run("SELECT 1");
const timedOut = await run("SELECT pg_sleep(60)", { timeoutMs: 50 });
const cancelled = await run("SELECT pg_sleep(60)", { signal: AbortSignal.timeout(50) });
const schemas = (await database.explorer.listSchemas()).map((schema) => schema.name);
console.log(JSON.stringify({ rows, timedOut, cancelled, schemas }));
