// What can happen to a connection to a PostgreSQL server: it is not there, it
// refuses, it goes away, it comes back, it is full. No error shows the password.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import type { Database } from "../../../../core/ports/database.ts";
import type { QueryResult } from "../../../../core/ports/query_executor.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import {
  type PostgresServer,
  postgresSkipReason,
  startPostgres,
} from "../../../support/postgres_server.ts";
import { startStandIn } from "../../../support/stand_in_server.ts";
import { until } from "../../../support/until.ts";

const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };
const SECRET = "s3cr3t-passw0rd";

function one(database: Database, sql = "SELECT 1"): Promise<QueryResult> {
  return database.executor.execute({ sql, access: "read", limits: LIMITS });
}

const missing = postgresSkipReason();
let shared: PostgresServer | null = null;

// One server for all that leave it as it is; it starts with the first and stops after the last.
Deno.test.afterAll(async () => {
  await shared?.stop();
});

function onServer(title: string, check: (server: PostgresServer) => Promise<void>): void {
  onServerOfItsOwn(title, check, async () => shared ??= await startPostgres());
}

function onServerOfItsOwn(
  title: string,
  check: (server: PostgresServer) => Promise<void>,
  sharedServer?: () => Promise<PostgresServer>,
): void {
  Deno.test({
    name: `openPostgres ${title}${missing === null ? "" : ` (left out: ${missing})`}`,
    ignore: missing !== null,
    fn: async () => {
      if (sharedServer !== undefined) return await check(await sharedServer());
      await using server = await startPostgres();
      await check(server);
    },
  });
}

Deno.test("openPostgres says plainly that nothing listens, and never the password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const url = `postgresql://someone:${SECRET}@127.0.0.1:${port}/shop`;
  await using database = openPostgres({ url });
  const error = await expectError(one(database), "PGMCP_DATABASE_UNREACHABLE");
  assert.equal(
    error.message,
    `Cannot reach the database at 127.0.0.1:${port}: nothing listens there.`,
  );
  assert.ok(!Deno.inspect(error, { depth: 10, showHidden: true }).includes(SECRET));
  await expectError(database.ping(), "PGMCP_DATABASE_UNREACHABLE");
});

Deno.test("openPostgres gives up on a server that never answers, and on an abort", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `postgresql://someone:${SECRET}@127.0.0.1:${listener.addr.port}/shop`;
  await using database = openPostgres({ url, connectTimeoutMs: 100 });
  const error = await expectError(one(database), "PGMCP_DATABASE_UNREACHABLE");
  assert.match(error.message, /no answer in 100 ms\.$/);
  await using patient = openPostgres({ url, connectTimeoutMs: 60_000 });
  const call = patient.ping({ signal: AbortSignal.timeout(50) });
  await expectError(call, "PGMCP_CANCELLED");
  listener.close();
});

Deno.test("openPostgres refuses a server version that it does not read", async () => {
  for (const version of ["12.22", "19.0", "unheard-of"]) {
    await using standIn = startStandIn(version);
    await using database = openPostgres({ url: standIn.url, schemas: ["public"] });
    const error = await expectError(one(database), "PGMCP_UNSUPPORTED_SERVER");
    assert.match(error.message, new RegExp(version));
  }
});

Deno.test("openPostgres replaces a connection that breaks in the middle of an answer", async () => {
  // Of this version nothing is asked before the statement itself.
  await using standIn = startStandIn("13.20");
  await using database = openPostgres({ url: standIn.url, schemas: ["public"] });
  await expectError(one(database), "PGMCP_CONNECTION_LOST");
  assert.equal(standIn.connections(), 1);
  await expectError(one(database), "PGMCP_CONNECTION_LOST");
  assert.equal(standIn.connections(), 2);
});

onServer("tells a wrong password, user and database apart", async (server) => {
  const cases = [
    [
      "postgres",
      { user: "postgres", password: SECRET },
      "PGMCP_AUTHENTICATION_FAILED",
      /"postgres"/,
    ],
    ["postgres", { user: "nobody", password: SECRET }, "PGMCP_AUTHENTICATION_FAILED", /"nobody"/],
    ["postgres", { user: "postgres", password: "" }, "PGMCP_AUTHENTICATION_FAILED", /"postgres"/],
    [
      "shpo",
      { user: "postgres", password: server.password },
      "PGMCP_DATABASE_UNREACHABLE",
      /"shpo"/,
    ],
  ] as const;
  for (const [name, login, code, pattern] of cases) {
    await using database = openPostgres({ url: server.urlOf(name, login) });
    const error = await expectError(one(database), code);
    assert.match(error.message, pattern);
    const everything = Deno.inspect(error, { depth: 10, showHidden: true });
    assert.ok(!everything.includes(SECRET) && !everything.includes(server.password));
  }
});

onServerOfItsOwn("recovers by itself when the server comes back", async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: 2 });
  assert.deepEqual((await one(database)).rows, [["1"]]);
  for (const mode of ["fast", "immediate"] as const) {
    await server.pause(mode);
    await expectError(one(database), "PGMCP_DATABASE_UNREACHABLE");
    await expectError(database.ping(), "PGMCP_DATABASE_UNREACHABLE");
    await server.resume();
    assert.deepEqual((await one(database)).rows, [["1"]]);
    assert.equal((await database.ping()).product, "PostgreSQL");
  }
});

onServerOfItsOwn("survives a restart between two calls without an error", async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: 3 });
  await Promise.all([1, 2, 3].map(() => one(database, "SELECT pg_sleep(0.05)")));
  await server.restart("fast");
  const answers = await Promise.all([1, 2, 3].map(() => one(database)));
  assert.equal(answers.length, 3);
});

onServer("says that a full server is busy", async (server) => {
  await server.runSql(server.url, "CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 1");
  const url = server.urlOf("postgres", { user: "few", password: "few" });
  await using holder = openPostgres({ url });
  await one(holder);
  await using database = openPostgres({ url });
  const error = await expectError(one(database), "PGMCP_BUSY");
  assert.equal(error.sqlState, "53300");
  await holder.close();
});

onServer("opens no more connections than it may, and shows its name", async (server) => {
  await using database = openPostgres({
    url: server.url,
    poolSize: 2,
    applicationName: "pgmcp counting",
  });
  const sql =
    "SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity WHERE application_name = 'pgmcp counting'";
  async function most(): Promise<number> {
    const counts = await Promise.all(Array.from({ length: 8 }, () => one(database, sql)));
    return Math.max(...counts.map(({ rows }) => Number(rows[0]?.[0])));
  }
  // All of them may have been answered before the second connection was there.
  let seen = 0;
  await until("a second connection", async () => (seen = Math.max(seen, await most())) > 1);
  assert.equal(Math.max(seen, await most()), 2);
});

onServer("connects to nothing until the first call", async (server) => {
  await using database = openPostgres({ url: server.url, applicationName: "pgmcp lazy" });
  await using other = openPostgres({ url: server.url });
  const sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgmcp lazy'";
  assert.deepEqual((await one(other, sql)).rows, [["0"]]);
  await database.ping();
  assert.deepEqual((await one(other, sql)).rows, [["1"]]);
  await database.close();
});

onServer("needs no permission but the net, to this host and port", async (server) => {
  const program = new URL("./net_only_program.ts", import.meta.url).pathname;
  const output = await new Deno.Command("deno", {
    args: [
      ...["run", "--quiet", "--no-prompt", "--cached-only", "--ignore-env", "--no-check"],
      `--allow-net=${server.host}:${server.port}`,
      ...[program, server.url],
    ],
  }).output();
  const text = new TextDecoder().decode(output.stdout);
  assert.equal(output.code, 0, new TextDecoder().decode(output.stderr));
  assert.deepEqual(JSON.parse(text), {
    ...{ rows: [["1"]], timedOut: "PGMCP_QUERY_TIMEOUT", cancelled: "PGMCP_CANCELLED" },
    schemas: ["public"],
  });
});

onServer("ends what was called a moment before it closes", async (server) => {
  for (let turns = 0; turns < 6; turns++) {
    await using database = openPostgres({ url: server.url, poolSize: 1 });
    await one(database);
    const call = expectError(one(database, "SELECT pg_sleep(600)"), "PGMCP_SHUTTING_DOWN");
    // Somewhere in between it is lent the connection, and has not begun.
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await database.close();
    await call;
  }
});
