// One process on PostgreSQL 18, 15 and the embedded database at once, from a
// configuration file: one of them is killed and restarted under load, another never
// answers, and the rest serve on as before.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { type QueryCall, queryServed } from "../support/query_served.ts";
import { type ServeProcess, startServe } from "../support/serve_process.ts";
import { until } from "../support/until.ts";

/** How long each half of the measurement takes, in milliseconds. */
const MEASURE_MS = 3_000;
const CALLERS_EACH = 2;
const POINT_QUERY = "SELECT id, name FROM point WHERE id = 7";
const POINT_TABLE =
  "CREATE TABLE point AS SELECT id, 'name ' || id AS name FROM generate_series(1, 1000) AS id";

/** Calls until `stop` resolves. */
async function keepAsking(
  served: ServeProcess,
  question: { readonly database: string; readonly sql: string; readonly stop: Promise<unknown> },
): Promise<readonly QueryCall[]> {
  const calls: QueryCall[] = [];
  let stopped = false;
  void question.stop.then(() => stopped = true);
  async function caller(): Promise<void> {
    while (!stopped) calls.push(await queryServed(served, question.database, question.sql));
  }
  await Promise.all(Array.from({ length: CALLERS_EACH }, caller));
  return calls;
}

/** What every database answered while `action` ran. */
async function measure(served: ServeProcess, action: () => Promise<void>) {
  const stop = Promise.withResolvers<void>();
  function asking(database: string, sql: string): Promise<readonly QueryCall[]> {
    return keepAsking(served, { database, sql, stop: stop.promise });
  }
  const [eighteen, embedded, fifteen] = [
    asking("eighteen", POINT_QUERY),
    asking("embedded", "SELECT 7"),
    asking("fifteen", POINT_QUERY),
  ];
  await action();
  stop.resolve();
  return { eighteen: await eighteen, embedded: await embedded, fifteen: await fifteen };
}

function percentile(calls: readonly QueryCall[], share: number): number {
  const sorted = calls.map(({ ms }) => ms).toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function report(title: string, calls: readonly QueryCall[]): void {
  console.log(
    `${title.padEnd(34)} ${String(calls.length).padStart(6)} calls, p50 ${
      percentile(calls, 0.5).toFixed(1).padStart(6)
    } ms, p99 ${percentile(calls, 0.99).toFixed(1).padStart(6)} ms`,
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Accepts connections, and never says a word. */
function startSilence(): { readonly port: number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const held: Deno.Conn[] = [];
  void (async () => {
    for await (const connection of listener) held.push(connection);
  })();
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of held) connection.close();
    },
  };
}

const missing = postgresSkipReason();
Deno.test({
  name: `one database dies and comes back, one is silent: the others answer every call${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  async fn() {
    await using eighteen = await startPostgres();
    await using fifteen = await startPostgres({ version: 15 });
    using silence = startSilence();
    for (const server of [eighteen, fifteen]) await server.runSql(server.url, POINT_TABLE);
    const folder = await Deno.makeTempDir({ prefix: "pgmcp-several-" });
    const file = `${folder}/pgmcp.yaml`;
    await Deno.writeTextFile(
      file,
      [
        "databases:",
        "  - name: eighteen",
        `    url: postgres://postgres:\${PGMCP_PASSWORD}@127.0.0.1:${eighteen.port}/postgres`,
        "  - name: fifteen",
        `    url: ${fifteen.url}`,
        "  - name: embedded",
        "    url: 'pglite:'",
        "  - name: silent",
        `    url: postgres://u:p@127.0.0.1:${silence.port}/d`,
      ].join("\n"),
    );
    const served = await startServe(
      { CONFIG_FILE: file, PGMCP_PASSWORD: eighteen.password },
      [`--allow-read=${file}`],
    );
    try {
      const versions = await Promise.all(
        ["eighteen", "fifteen", "embedded"].map((name) =>
          queryServed(served, name, "SHOW server_version")
        ),
      );
      for (const [index, major] of [18, 15, 18].entries()) {
        assert.match(
          versions[index]?.text ?? "",
          new RegExp(`server_version\\\\":\\\\"${major}\\.`),
        );
      }

      await measure(served, () => pause(MEASURE_MS / 2)); // warms up
      const before = await measure(served, () => pause(MEASURE_MS / 2));
      const toSilent = queryServed(served, "silent", "SELECT 1");
      const during = await measure(served, async () => {
        await pause(MEASURE_MS / 6);
        await fifteen.pause("immediate");
        await pause(MEASURE_MS / 3);
        await fifteen.resume();
        await pause(MEASURE_MS / 2);
      });

      await until(
        "an answer from fifteen",
        async () => (await queryServed(served, "fifteen", POINT_QUERY)).ok,
      );
      const after = await measure(served, () => pause(MEASURE_MS / 2));
      for (const calls of [...Object.values(before), ...Object.values(after)]) {
        assert.ok(calls.every(({ ok }) => ok));
      }

      for (const name of ["eighteen", "embedded"] as const) {
        // Before and after, so that a machine that gets busier or calmer shows in both.
        report(`${name}, all well`, [...before[name], ...after[name]]);
        report(`${name}, while another dies`, during[name]);
        assert.deepEqual(during[name].filter(({ ok }) => !ok), [], `${name} failed`);
        assert.ok(during[name].length > 0);
      }
      const failed = during.fifteen.filter(({ ok }) => !ok);
      console.log(`fifteen, killed and restarted: ${failed.length} calls failed`);
      assert.ok(failed.length > 0, "it was killed, and no call noticed");
      for (const { text } of failed) {
        assert.match(text, /PGMCP_(?:DATABASE_UNREACHABLE|CONNECTION_LOST)/);
      }
      assert.match((await toSilent).text, /PGMCP_DATABASE_UNREACHABLE/);

      const ready = await (await fetch(`${served.url}/ready`)).json();
      assert.equal(ready.status, "ready");
      assert.deepEqual(
        ready.databases.slice(0, 3).map(({ status }: { readonly status: string }) => status),
        ["ready", "ready", "ready"],
      );
    } finally {
      served.kill("SIGTERM");
      const { code, stderr } = await served.ended();
      assert.equal(code, 0);
      assert.ok(!stderr.includes(eighteen.password), "the log shows a password");
      await Deno.remove(folder, { recursive: true });
    }
  },
});
