// A query through the guard in a program of your own, on the database that DATABASE_URL names, or
// on the demo's shop: `deno run --allow-env=DATABASE_URL --ignore-env examples/library/run_query.ts`,
// with `--allow-net=host:port` for a server.

import {
  DEFAULT_QUERY_SETTINGS,
  guardDatabase,
  openDatabase,
  parseDatabaseUrl,
} from "../../mod.ts";

const location = parseDatabaseUrl(Deno.env.get("DATABASE_URL") ?? "pglite:");
if (location.kind === "problem") throw new Error(`DATABASE_URL is not ${location.expected}`);

const settings = { ...DEFAULT_QUERY_SETTINGS, maxRows: 3 };
await using database = await openDatabase(location, { ...settings, demo: true });
const { queries } = guardDatabase(database, settings);

for (const sql of ["SELECT name, price FROM products ORDER BY id", "DELETE FROM products"]) {
  const outcome = await queries.query({ sql });
  if (outcome.kind === "refused") {
    console.log(`${outcome.verdict.code}: ${outcome.verdict.message}. ${outcome.verdict.hint}`);
    continue;
  }
  const { columns, rows, truncatedBy } = outcome.result;
  console.log([columns.map(({ name }) => name), ...rows].map((row) => row.join("\t")).join("\n"));
  if (truncatedBy !== null) console.log(`(cut by the limit of ${truncatedBy})`);
}
