// Run by large_field.test.ts in a process of its own: reads fields of any size, and
// prints how much its memory grew at the worst moment.

import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../../core/errors.ts";

const [url = "", ...statements] = Deno.args;
await using database = openPostgres({ url, poolSize: 1 });
const limits = { maxRows: 100, maxBytes: 1_000_000, timeoutMs: 60_000 };

function execute(sql: string): Promise<string> {
  const access = sql.startsWith("INSERT") ? "write" : "read";
  return database.executor.execute({ sql, access, limits }).then(
    ({ rows, truncatedBy, affectedRows }) =>
      `${rows.length} rows, ${truncatedBy ?? "complete"}${
        affectedRows === null ? "" : `, ${affectedRows} affected`
      }`,
    (error: unknown) => error instanceof PgmcpError ? error.code : String(error),
  );
}

// Everything is loaded, and the allocator has its arenas.
for (let index = 0; index < 20; index++) await execute("SELECT repeat('x', 900000)");
const before = Deno.memoryUsage().rss;
let peak = before;
const sampler = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 1);
const outcomes: string[] = [];
for (const statement of statements) outcomes.push(await execute(statement));
clearInterval(sampler);
peak = Math.max(peak, Deno.memoryUsage().rss);
console.log(
  JSON.stringify({ grewBytes: peak - before, outcomes, after: await execute("SELECT 1") }),
);
