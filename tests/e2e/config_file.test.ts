// CONFIG_FILE from outside: the printed line, changes while the process runs, and what
// is said at start of a file that is wrong in part or as a whole.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { queryServed } from "../support/query_served.ts";
import { LOCAL_PERMISSIONS, runCli } from "../support/run_cli.ts";
import { modernRequest, runStdioLine } from "../support/run_stdio.ts";
import { startServe } from "../support/serve_process.ts";
import { LOCKED_FUNCTION, LOCKED_SQL, lockStatements } from "../support/statement_lock.ts";
import { until } from "../support/until.ts";
import { testUnless } from "../support/test_unless.ts";
import { watchActivity } from "../support/watch_activity.ts";

const withPostgres = testUnless(postgresSkipReason());

withPostgres(
  "the printed line of a configuration file reaches its databases, and SIGHUP reads it again",
  async () => {
    await using server = await startPostgres();
    const folder = await Deno.makeTempDir({ prefix: "pgmcp-several-" });
    const file = `${folder}/pgmcp.yaml`;
    const entry = (name: string) =>
      `  - {name: ${name}, url: "postgres://postgres:\${PGMCP_PASSWORD}@127.0.0.1:${server.port}/postgres"}\n`;
    await Deno.writeTextFile(file, `databases:\n${entry("one")}${entry("two")}`);
    const env = { CONFIG_FILE: file, PGMCP_PASSWORD: server.password };
    try {
      const printed = await runCli(["stdio", "--print-command"], {
        permissions: [...LOCAL_PERMISSIONS, `--allow-read=${file}`],
        env,
      });
      assert.equal(printed.code, 0, printed.stderr);
      const line = printed.stdout.trimEnd().split("\n").at(-1) ?? "";
      assert.match(
        line,
        new RegExp(
          `^CONFIG_FILE=${file} PGMCP_PASSWORD="\\$PGMCP_PASSWORD" DENO_NO_UPDATE_CHECK=1 deno`,
        ),
      );
      assert.ok(line.includes(`--allow-net=127.0.0.1:${server.port} `), line);
      assert.ok(line.includes(`--allow-read=${file} `), line);
      assert.doesNotMatch(line, /--allow-(?:all|write|run|ffi|sys|import)|-A/);
      assert.ok(!line.includes(server.password));
      const run = await runStdioLine(printed.stdout, {
        env,
        calls: [
          { name: "list_databases", arguments: {} },
          { name: "query", arguments: { database: "two", sql: "SELECT 1 AS one" } },
        ],
      });
      assert.equal(run.code, 0, run.stderr);
      assert.match(JSON.stringify(run.answers[0]), /one\\ntwo/);
      assert.match(JSON.stringify(run.answers[1]), /\{\\"one\\":1\}/);

      const served = await startServe(
        { ...env, ALLOW_FUNCTIONS: LOCKED_FUNCTION },
        [`--allow-read=${file}`],
      );
      await queryServed(served, "two", "SELECT 1");
      await using watch = await watchActivity(server.url);
      await using held = await lockStatements(server.url);
      const running = queryServed(served, "two", LOCKED_SQL);
      await watch.started("locked");
      await Deno.writeTextFile(file, `databases:\n${entry("one")}${entry("three")}`);
      if (Deno.build.os !== "windows") served.kill("SIGHUP");
      await until("three", async () => (await queryServed(served, "three", "SELECT 1")).ok);
      assert.match((await queryServed(served, "two", "SELECT 1")).text, /PGMCP_DATABASE_NOT_FOUND/);
      await held.release();
      assert.match((await running).text, /42/, "a call of a removed database did not finish");
      await Deno.writeTextFile(file, "databases: nothing\n");
      await until("a word about it", () => /refused/.test(served.stderr));
      assert.ok((await queryServed(served, "three", "SELECT 1")).ok);
      served.kill("SIGTERM");
      const { stderr, code } = await served.ended();
      assert.equal(code, 0);
      assert.match(stderr, /INFO .*added three; removed two/);
      assert.match(stderr, /WARNING .*refused, .*pgmcp\.yaml:1:12: Cannot use databases/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test("a file that cannot be used ends the start with exit code 2, and says where and what", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-several-" });
  const file = `${folder}/pgmcp.yaml`;
  await Deno.writeTextFile(file, "databases:\n  - name: a\n url: postgres://u:hunter2@h/d\n");
  try {
    for (const args of [["stdio"], ["serve", "--port", "0"], ["serve", "--print-command"]]) {
      const run = await runCli(args, {
        permissions: [...LOCAL_PERMISSIONS, `--allow-read=${file}`],
        env: { CONFIG_FILE: file },
      });
      assert.equal(run.code, 2, run.stderr);
      assert.match(run.stderr, /pgmcp\.yaml:3:1: Cannot read the YAML: the indentation is wrong/);
      assert.equal(run.stdout, "");
      assert.ok(!run.stderr.includes("hunter2"));
    }
    const denied = await runCli(["stdio"], {
      permissions: LOCAL_PERMISSIONS,
      env: { CONFIG_FILE: file },
    });
    assert.equal(denied.code, 2);
    assert.match(denied.stderr, /Deno's permission for it is missing\n.*--allow-read=/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("stdio serves the good databases of a file that has a bad one", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-several-" });
  const file = `${folder}/pgmcp.yaml`;
  await Deno.writeTextFile(
    file,
    "databases: [{name: bad, url: 'postgres://${NOT_SET}@h/d'}, {name: good, url: 'pglite:'}]\n",
  );
  const bad = modernRequest(1, { name: "query", arguments: { database: "bad", sql: "SELECT 1" } });
  const { code, stderr, stdout } = await runCli(["stdio"], {
    permissions: [...LOCAL_PERMISSIONS, `--allow-read=${file}`],
    env: { CONFIG_FILE: file },
    input: `${JSON.stringify(bad)}\n`,
  });
  assert.equal(code, 0);
  assert.match(stdout, /pgmcp\.yaml:1:30: Cannot use url: the variable NOT_SET/);
  assert.match(stderr, /WARNING .*The database bad is not served: .*NOT_SET/);
  await Deno.remove(folder, { recursive: true });
});
