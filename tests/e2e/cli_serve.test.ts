// `pgmcp serve` and `pgmcp stdio` as processes: they start whatever the database
// does, say what is wrong, recover, and end when they are told to.

import assert from "node:assert/strict";
import pg from "pg";
import { MOD_PATH } from "../support/run_cli.ts";
import { modernRequest, runStdioLine } from "../support/run_stdio.ts";
import { startServe } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";

const onPostgres = testsOnPostgres();
const LINE = `deno run -q --no-prompt --cached-only -P=local '${MOD_PATH}' stdio`;
/** A port of this machine where nothing listens. */
const NOWHERE = "postgres://reader:hunter2@127.0.0.1:1/none";

interface Served {
  readonly url: string;
  /** Sends a signal and waits for the end. */
  end(signal: Deno.Signal): Promise<{ readonly code: number; readonly stderr: string }>;
}

/** Starts `serve` on a free port. */
async function serve(env: Readonly<Record<string, string>>): Promise<Served> {
  const served = await startServe(env);
  return {
    url: served.url,
    async end(signal) {
      served.kill(signal);
      const { code, stdout, stderr } = await served.ended();
      assert.equal(stdout, "");
      return { code, stderr };
    },
  };
}

async function get(url: string): Promise<readonly [number, Record<string, string>]> {
  const response = await fetch(url);
  return [response.status, await response.json()];
}

Deno.test("serve without a database lives, is not ready, says why, and ends on SIGTERM", async () => {
  const served = await serve({});
  assert.deepEqual(await get(`${served.url}/health`), [200, { status: "ok" }]);
  const [status, { status: state, reason }] = await get(`${served.url}/ready`);
  assert.equal(status, 503);
  assert.equal(state, "not_ready");
  assert.match(reason ?? "", /No database is configured/);
  const { code, stderr } = await served.end("SIGTERM");
  assert.equal(code, 0);
  assert.match(stderr, /DATABASE_URL is not set/);
});

Deno.test("serve and stdio start although the database is down, and show no password", async () => {
  const served = await serve({ DATABASE_URL: NOWHERE });
  const [status, { reason }] = await get(`${served.url}/ready`);
  assert.equal(status, 503);
  assert.match(reason ?? "", /cannot be reached|Cannot reach|Cannot connect/i);
  const { code, stderr } = await served.end("SIGINT");
  assert.equal(code, 0);
  const run = await runStdioLine(LINE, {
    env: { DATABASE_URL: NOWHERE },
    calls: [{ name: "query", arguments: { sql: "SELECT 1" } }, {
      name: "list_schemas",
      arguments: {},
    }],
  });
  assert.equal(run.code, 0);
  for (const answer of run.answers) {
    assert.match(JSON.stringify(answer), /PGMCP_DATABASE_UNREACHABLE/);
  }
  for (const text of [reason ?? "", stderr, run.stderr, JSON.stringify(run.answers)]) {
    assert.doesNotMatch(text, /hunter2/);
  }
});

onPostgres("serve recovers by itself when the database comes back", async (server) => {
  const served = await serve({ DATABASE_URL: server.url });
  try {
    assert.deepEqual(await get(`${served.url}/ready`), [200, { status: "ready" }]);
    await server.pause("fast");
    await until("the loss", async () => (await get(`${served.url}/ready`))[0] === 503);
    await server.resume();
    await until("the return", async () => (await get(`${served.url}/ready`))[0] === 200);
  } finally {
    assert.equal((await served.end("SIGTERM")).code, 0);
  }
});

Deno.test("stdio without DATABASE_URL says so, serves the demo's shop, and ends with its input", async () => {
  const run = await runStdioLine(LINE, {
    calls: [{ name: "query", arguments: { sql: "SELECT count(*) > 0 AS some FROM customers" } }],
  });
  assert.match(JSON.stringify(run.answers), /\{\\"some\\":true\}/);
  assert.match(run.stderr, /^pgmcp: DATABASE_URL is not set; serving the embedded demo database/);
  assert.equal(run.code, 0);
  // The promise is a second; a machine that is busy with other tests may take longer.
  assert.ok(run.endMs < 5000, `${run.endMs} ms`);
});

onPostgres("a client that hangs up cancels its query in the database", async (server) => {
  const served = await serve({ DATABASE_URL: server.url, QUERY_TIMEOUT: "10m" });
  const observer = new pg.Client({ connectionString: server.url });
  await observer.connect();
  async function running(): Promise<number> {
    const { rows } = await observer.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'pgmcp' AND state = 'active'",
    );
    return rows[0].n;
  }
  try {
    const gone = new AbortController();
    const sql = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b";
    const call = fetch(`${served.url}/mcp`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "query",
      },
      body: JSON.stringify(modernRequest(1, { name: "query", arguments: { sql } })),
      signal: gone.signal,
    }).then((response) => response.text());
    await until("the query", async () => await running() === 1);
    gone.abort();
    await assert.rejects(call, { name: "AbortError" });
    await until("its end", async () => await running() === 0);
  } finally {
    await observer.end();
    assert.equal((await served.end("SIGTERM")).code, 0);
  }
});
