// What a session gets at its start holds for each statement, and is set by the statement's own
// transaction wherever it did not arrive.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import type { CatalogueEvidence } from "../../../../core/ports/catalogue_evidence.ts";
import type { InspectableDatabase } from "../../../../core/ports/posture.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import { pgbouncerSkipReason, startPgBouncer } from "../../../support/pgbouncer.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason();
const missingPool = missing ?? pgbouncerSkipReason();
const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };
const HOSTILE = `
  ALTER ROLE postgres SET standard_conforming_strings = off;
  ALTER ROLE postgres SET backslash_quote = on;
  ALTER ROLE postgres SET transform_null_equals = on;
  ALTER ROLE postgres SET bytea_output = escape;
  ALTER ROLE postgres SET DateStyle = 'SQL, DMY';
  ALTER ROLE postgres SET jit = on;
  ALTER ROLE postgres SET idle_in_transaction_session_timeout = 0;`;
const READING = `SELECT 'a\\' AS text, '\\x01'::bytea, '03/02/2001'::date,
  current_setting('idle_in_transaction_session_timeout'), NULL = NULL, current_setting('jit')`;
const READ = ["a\\", "\\x01", "2001-02-03", "10s", null, "off"];

async function read(
  database: InspectableDatabase,
  sql: string,
  evidence: readonly CatalogueEvidence[] = [],
): Promise<readonly (string | null)[] | undefined> {
  const request = { sql, access: "read", limits: LIMITS, evidence } as const;
  return (await database.executor.execute(request)).rows[0];
}

Deno.test({
  name:
    "what a session gets at its start outweighs its role's defaults, but for the order of days and months",
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await server.runSql(server.url, HOSTILE);
    await using database = openPostgres({ url: server.url, poolSize: 1 });
    assert.deepEqual(await read(database, READING), READ);
    // A setting of one session's own does not outlive the statement, a committed one neither.
    const sql = "SELECT set_config('standard_conforming_strings', 'off', false)";
    await database.executor.execute({ sql, access: "write", limits: LIMITS });
    assert.deepEqual(await read(database, READING), READ);
    const marks = "SELECT current_setting('pgmcp.session')";
    const [first] = await read(database, marks) ?? [];
    assert.match(first ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(await read(database, marks), [first]);
    await using other = openPostgres({ url: server.url, poolSize: 1 });
    assert.notDeepEqual(await read(other, marks), [first]);
  },
});

for (const dropsStartOptions of [false, true]) {
  Deno.test({
    name: `behind a pool that ${
      dropsStartOptions ? "drops" : "refuses"
    } the options of a start, each transaction sets them`,
    ignore: missingPool !== null,
    fn: async () => {
      await using server = await startPostgres();
      await server.runSql(server.url, HOSTILE);
      await using bouncer = await startPgBouncer(server, { backends: 2, dropsStartOptions });
      await using database = openPostgres({ url: bouncer.url, poolSize: 4 });
      const rows = await Promise.all(Array.from({ length: 20 }, () => read(database, READING)));
      assert.deepEqual(rows, rows.map(() => READ));
    },
  });
}

Deno.test({
  name: "before a server that hangs up over the options of a start, each transaction sets them",
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await server.runSql(server.url, HOSTILE);
    await using pool = startSilentPool(server.port);
    const url = new URL(server.url);
    url.port = String(pool.port);
    url.searchParams.set("sslmode", "disable");
    await using database = openPostgres({ url: url.href, poolSize: 1 });
    assert.deepEqual(await read(database, READING), READ);
    assert.deepEqual(await read(database, READING), READ);
    assert.equal(pool.hungUp(), 1);
  },
});

interface SilentPool extends AsyncDisposable {
  readonly port: number;
  /** On how many connections it has hung up. */
  hungUp(): number;
}

/** Passes everything on to `port`, but hangs up on whoever asks for settings at a start. */
function startSilentPool(port: number): SilentPool {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let hungUp = 0;
  async function serve(client: Deno.TcpConn): Promise<void> {
    const start = new Uint8Array(4_096);
    const length = await client.read(start) ?? 0;
    if (new TextDecoder().decode(start.subarray(0, length)).includes("pgmcp.session")) {
      hungUp++;
      return client.close();
    }
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    await server.write(start.subarray(0, length));
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  }
  const serving: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) serving.push(serve(client));
  })();
  return {
    port: listener.addr.port,
    hungUp: () => hungUp,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(serving);
    },
  };
}

Deno.test({
  name:
    "evidence is held to the moment where nothing was committed, and looked at again where something was",
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await server.runSql(server.url, "CREATE TABLE t (n int); CREATE TABLE other (n int)");
    await using database = openPostgres({ url: server.url, poolSize: 1 });
    const [moment] = await read(database, "SELECT pg_current_snapshot()::text") ?? [];
    const question = "SELECT count(*) AS e FROM pg_class WHERE relname = 't'";
    const sound = { question, answer: "1", moment: moment ?? "" };
    // Wrong on purpose: whether it is looked at shows.
    const wrong = { question, answer: "2", moment: moment ?? "" };
    const sql = "SELECT 'ran'";
    // Often enough for the next ones to count on it.
    for (let calls = 0; calls < 15; calls++) {
      assert.deepEqual(await read(database, sql, [sound]), ["ran"]);
    }
    assert.deepEqual(await read(database, sql, [wrong]), ["ran"], "nothing was committed");
    await server.runSql(server.url, "INSERT INTO other VALUES (1)");
    await expectError(read(database, sql, [wrong]), "PGMCP_CATALOGUE_CHANGED");
    assert.deepEqual(await read(database, sql, [sound]), ["ran"]);
    await expectError(read(database, sql, [wrong]), "PGMCP_CATALOGUE_CHANGED");
    // What a later look has found is the moment from then on.
    const [now] = await read(database, "SELECT pg_current_snapshot()::text") ?? [];
    assert.deepEqual(await read(database, sql, [{ ...wrong, moment: now ?? "" }]), ["ran"]);
    await server.runSql(server.url, "DROP TABLE t");
    await expectError(read(database, sql, [sound]), "PGMCP_CATALOGUE_CHANGED");
  },
});
