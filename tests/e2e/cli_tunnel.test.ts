// `pgmcp tunnel` as a process: server and agent together for a real PostgreSQL, whose password
// the server never has; and the embedded database as a process of its own.

import assert from "node:assert/strict";
import { startedBy, startLauncher, untilClosed } from "../support/launched_processes.ts";
import { runCli } from "../support/run_cli.ts";
import { callRequest } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const permissions = ["-P=tunnel"];
const linux = Deno.build.os === "linux";

onPostgres(
  "tunnel serves DATABASE_URL through an agent, and logs both in one terminal",
  async (postgres) => {
    const { url: databaseUrl } = await postgres.createDatabase();
    await using tunnel = startLauncher(["tunnel", "--port", "0"], {
      permissions,
      env: { DATABASE_URL: databaseUrl, MAX_ROWS: "2", DATABASE_NAME: "numbers" },
    });
    const [, url = ""] = await tunnel.said(/Serving at (http:\S+)\/mcp /);
    const [, key = ""] = await tunnel.said(/Authorization: Bearer (pgmcp_client_\w+)/);
    assert.ok(
      tunnel.stdout.includes(`agent     ${postgres.host}:${postgres.port}, ${new URL(url).host}  `),
      tunnel.stdout,
    );
    assert.doesNotMatch(tunnel.stdout, /^database /m);
    const call = {
      name: "query",
      arguments: { sql: "SELECT n * 7 AS n FROM generate_series(6, 9) n" },
    };
    const answer = await (await fetch(callRequest(url, call, { key }))).text();
    assert.match(answer, /42[^]*49/);
    assert.match(answer, /Truncated: these are the first 2 rows/);
    assert.match(tunnel.stderr, /^server {3}│ \S+Z INFO +pgmcp\.serve Serving at /m);
    assert.match(tunnel.stderr, /^agent {4}│ \S+Z INFO +pgmcp\.agent Confined: the database and /m);
    assert.match(tunnel.stderr, /^agent {4}│ .* Connected to \S+: serving numbers$/m);
    assert.doesNotMatch(tunnel.stderr, /pgmcp_(?:agent|client)_[0-9A-Za-z]{20}/);
    if (linux) {
      const all = await startedBy(tunnel.pid);
      assert.equal(all.length, 2);
      for (const { commandLine, variables } of all) {
        assert.ok(!commandLine.includes(postgres.password));
        const knows = variables.some((text) => text.includes(postgres.password));
        assert.equal(knows, commandLine.includes(" agent "), commandLine);
      }
    }
    tunnel.kill("SIGTERM");
    assert.equal(await tunnel.ended(), 0, tunnel.stderr);
    await untilClosed(Number(new URL(url).port));
  },
);

Deno.test("tunnel without a database serves the embedded shop", async () => {
  await using tunnel = startLauncher(["tunnel", "--port", "0"], {
    permissions,
    env: { LOG_LEVEL: "warning" },
  });
  const [, url = ""] = await tunnel.said(/Serving at (http:\S+)\/mcp /);
  const [, key = ""] = await tunnel.said(/Authorization: Bearer (pgmcp_client_\w+)/);
  await tunnel.said(/^database +127\.0\.0\.1:\d+ \(listens\)/m);
  const call = {
    name: "query",
    arguments: { sql: "SELECT count(*) FROM customers", database: "shop" },
  };
  assert.match(await (await fetch(callRequest(url, call, { key }))).text(), /400/);
  assert.equal(tunnel.stderr, "");
});

Deno.test("tunnel refuses wrong settings before it starts anything", async () => {
  const { code, stdout, stderr } = await runCli(["tunnel"], {
    permissions,
    env: { DATABASE_URL: "mysql://u:hunter2@h/d", PORT: "many" },
  });
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /DATABASE_URL.*\n.*PORT: "many"/);
  assert.doesNotMatch(stderr, /hunter2/);
});

Deno.test("the embedded database as a process asks for a password of its own", async () => {
  const { code, stderr } = await runCli(["embedded", "--port", "5433"], {
    permissions: ["--ignore-env"],
  });
  assert.equal(code, 2);
  assert.match(stderr, /Cannot use PGMCP_EMBEDDED_PASSWORD/);
});
