// `deno task bench`: what pgmcp costs, on a real PostgreSQL, in one run. Prints a table
// of medians; `--json` prints the numbers for programs, `--quick` takes fewer samples.
// It asserts nothing: a shared machine's speed is no fact about the code.

import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { drawMeasurements } from "./draw_measurements.ts";
import { measureGuard } from "./measure_guard.ts";
import { measureHttpLoad } from "./measure_http_load.ts";
import { measureIdleDatabases } from "./measure_idle_databases.ts";
import { manyTablesSql, measureManyTables } from "./measure_many_tables.ts";
import type { Measurement } from "./measurement.ts";
import { measurePointQuery } from "./measure_point_query.ts";
import { measurePolicy } from "./measure_policy.ts";
import { measureRows } from "./measure_rows.ts";
import { measureStart } from "./measure_start.ts";
import { measureTunnel } from "./measure_tunnel.ts";
import { processUsage } from "./process_usage.ts";
import { startStdioClient } from "./stdio_client.ts";
import { startUnreadServe } from "./unread_serve.ts";

const POINTS_SQL = `
  CREATE TABLE points (id int PRIMARY KEY, body text, created_at timestamptz, amount numeric);
  INSERT INTO points SELECT n, 'point ' || n, '2026-01-01'::timestamptz + n * interval '1 min', n / 100.0
    FROM generate_series(1, 100000) AS n;
  ANALYZE points;
`;
const LARGE_ANSWERS = { MAX_ROWS: "10000", MAX_RESULT_BYTES: "16MiB" };
/** The number to reach for the most memory of a stdio process, in megabytes. */
const PEAK_TARGET_MB = 140;

const quick = Deno.args.includes("--quick");
const json = Deno.args.includes("--json");
const samples = quick
  ? { starts: 5, calls: 300, rows: 5, guard: 100, tables: 5, seconds: 2 }
  : { starts: 15, calls: 2_000, rows: 15, guard: 500, tables: 15, seconds: 5 };

async function run(): Promise<readonly Measurement[]> {
  say("starting PostgreSQL 18");
  await using server = await startPostgres();
  const points = await server.createDatabase();
  await server.runSql(points.url, POINTS_SQL);
  const measurements: Measurement[] = [];

  say("starts");
  measurements.push(...await measureStart({ databaseUrl: points.url, runs: samples.starts }));

  say("calls one at a time");
  const stdio = await startStdioClient({ env: { DATABASE_URL: points.url } });
  const serve = await startUnreadServe({ DATABASE_URL: points.url });
  measurements.push(
    ...await measurePointQuery({ databaseUrl: points.url, stdio, serve, rounds: samples.calls }),
  );
  const { peakMb } = await processUsage(stdio.pid);
  measurements.push({
    ...{ section: "point query", name: "peak memory of the stdio process" },
    ...{ unit: "MB", value: peakMb, target: PEAK_TARGET_MB },
  });
  await stdio.end();

  say("calls at once over HTTP");
  measurements.push(...await measureHttpLoad({ serve, seconds: samples.seconds }));
  await serve.end();

  say("through the tunnel");
  measurements.push(
    ...await measureTunnel({
      databaseUrl: points.url,
      rounds: samples.calls,
      seconds: samples.seconds,
      starts: samples.starts,
    }),
  );

  say("large answers");
  const large = await startStdioClient({ env: { DATABASE_URL: points.url, ...LARGE_ANSWERS } });
  measurements.push(
    ...await measureRows({ databaseUrl: points.url, stdio: large, rounds: samples.rows }),
  );
  await large.end();

  say("the guard alone");
  measurements.push(...await measureGuard(samples.guard));

  say("policies");
  measurements.push(...await measurePolicy(server, { rounds: samples.guard, scale: 0.01 }));

  say("40 databases");
  measurements.push(...await measureIdleDatabases(points.url));

  say("making 10,000 tables");
  const wide = await server.createDatabase();
  for (const sql of manyTablesSql()) await server.runSql(wide.url, sql);
  say("a database of 10,000 tables");
  measurements.push(...await measureManyTables({ databaseUrl: wide.url, rounds: samples.tables }));
  return measurements;
}

// Progress is for people: on a terminal, and never between the numbers.
function say(what: string): void {
  if (Deno.stderr.isTerminal()) {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${what} …`));
  }
}

const missing = postgresSkipReason();
if (missing !== null) {
  console.log(`skipped: ${missing}`);
} else {
  const measurements = await run();
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\r\x1b[K"));
  console.log(json ? JSON.stringify(measurements) : drawMeasurements(measurements));
}
