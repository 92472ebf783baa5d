// Run by large_field.test.ts in a process of its own: reads fields of any size, and
// prints how much its memory grew under each at the worst moment.

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
let peak = 0;
const sampler = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 1);
const outcomes: string[] = [];
const grewBytes: number[] = [];
for (const statement of statements) {
  const before = peak = Deno.memoryUsage().rss;
  outcomes.push(await execute(statement));
  grewBytes.push(Math.max(peak, Deno.memoryUsage().rss) - before);
}
clearInterval(sampler);
console.log(JSON.stringify({ grewBytes, outcomes, after: await execute("SELECT 1") }));
