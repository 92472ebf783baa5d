// Every configuration variable changes what it says, seen from outside: each is set
// for a process of its own, on a real PostgreSQL.

import assert from "node:assert/strict";
import pg from "pg";
import { MOD_PATH } from "../support/run_cli.ts";
import { runStdioLine, type StdioRun } from "../support/run_stdio.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const LINE = `deno run -q --no-prompt --cached-only -P=local '${MOD_PATH}' stdio`;
const TABLES = `
  CREATE SCHEMA other;
  CREATE TABLE public.notes (id int PRIMARY KEY, body text);
  CREATE TABLE other.secrets (id int PRIMARY KEY);
  CREATE FUNCTION public.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
  INSERT INTO public.notes SELECT n, repeat('x', 1000) FROM generate_series(1, 200) AS n;
`;

onPostgres("each variable of the contract changes what it says", async (server, test) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, TABLES);

  /** Runs statements, each a call, under the variables given. */
  async function query(
    variables: Readonly<Record<string, string>>,
    ...statements: readonly string[]
  ): Promise<readonly string[]> {
    const run = await stdio(variables, statements);
    return run.answers.map((answer) => JSON.stringify(answer));
  }
  function stdio(
    variables: Readonly<Record<string, string>>,
    statements: readonly string[],
  ): Promise<StdioRun> {
    return runStdioLine(LINE, {
      env: { DATABASE_URL: database.url, ...variables },
      calls: statements.map((sql) => ({ name: "query", arguments: { sql } })),
    });
  }

  await test.step("DATABASE_URL names the database", async () => {
    const [answer = ""] = await query({}, "SELECT current_database() AS d");
    assert.ok(answer.includes(database.name), answer);
  });

  await test.step("READ_ONLY=false admits a write and commits it", async () => {
    const write = "UPDATE notes SET body = 'changed' WHERE id = 1";
    const [refused = ""] = await query({}, write);
    assert.match(refused, /PGMCP_READ_ONLY/);
    const [written = "", read = ""] = await query(
      { READ_ONLY: "false" },
      write,
      "SELECT body FROM notes WHERE id = 1",
    );
    assert.match(written, /"affected_rows":1/);
    assert.match(read, /changed/);
  });

  await test.step("MAX_ROWS is the most rows of an answer, 100 by default", async () => {
    const [byDefault = ""] = await query({}, "SELECT id FROM notes");
    assert.match(byDefault, /"row_count":100,"truncated":true/);
    const [seven = ""] = await query({ MAX_ROWS: "7" }, "SELECT id FROM notes");
    assert.match(seven, /"row_count":7,"truncated":true/);
    const [all = ""] = await query({ MAX_ROWS: "1000" }, "SELECT id FROM notes");
    assert.match(all, /"row_count":200,"truncated":false/);
  });

  await test.step("QUERY_TIMEOUT ends a statement that runs longer", async () => {
    const slow = "SELECT count(*) FROM notes a, notes b, notes c, notes d";
    const [answer = ""] = await query({ QUERY_TIMEOUT: "200ms" }, slow);
    assert.match(answer, /PGMCP_QUERY_TIMEOUT/);
  });

  await test.step("SCHEMAS closes every other schema", async () => {
    const read = "SELECT * FROM other.secrets";
    const [open = "", closed = ""] = [
      ...await query({}, read),
      ...await query({ SCHEMAS: "public" }, read),
    ];
    assert.match(open, /"row_count":0/);
    assert.match(closed, /PGMCP_SCHEMA_NOT_ALLOWED/);
  });

  await test.step("MAX_RESULT_BYTES cuts an answer", async () => {
    const [answer = ""] = await query({ MAX_RESULT_BYTES: "4KiB" }, "SELECT body FROM notes");
    assert.match(answer, /"truncated":true,"truncated_by":"bytes"/);
  });

  await test.step("ALLOW_FUNCTIONS opens a user's function, and says if it is volatile", async () => {
    const call = ["SELECT twice(21) AS n"];
    const [closed = ""] = await query({}, ...call);
    assert.match(closed, /PGMCP_FUNCTION_NOT_ALLOWED.*ALLOW_FUNCTIONS=public\.twice/);
    const open = await stdio({ ALLOW_FUNCTIONS: "public.twice" }, call);
    assert.match(JSON.stringify(open.answers[0]), /42/);
    assert.match(open.stderr, /public\.twice is VOLATILE/);
  });

  await test.step("POOL_SIZE bounds the connections", async () => {
    const slow = {
      name: "query",
      arguments: { sql: "SELECT count(*) FROM notes a, notes b, notes c" },
    };
    async function mostConnections(variables: Readonly<Record<string, string>>): Promise<number> {
      let running = true;
      const run = runStdioLine(LINE, {
        env: { DATABASE_URL: database.url, ...variables },
        calls: [slow, slow, slow],
        atOnce: true,
      }).finally(() => running = false);
      const observer = new pg.Client({ connectionString: database.url });
      await observer.connect();
      let most = 0;
      while (running) {
        const { rows } = await observer.query(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'pgmcp'",
        );
        most = Math.max(most, rows[0].n);
      }
      await observer.end();
      assert.equal((await run).answers.length, 3);
      return most;
    }
    assert.equal(await mostConnections({ POOL_SIZE: "1" }), 1);
    assert.ok(await mostConnections({ POOL_SIZE: "3" }) > 1);
  });

  await test.step("LOG_LEVEL says how much is logged, a line each, on standard error", async () => {
    const quiet = await stdio({ LOG_LEVEL: "error" }, ["SELECT 1"]);
    assert.equal(quiet.stderr, "");
    const informed = await stdio({}, ["SELECT 1"]);
    assert.match(informed.stderr, /^\S+Z INFO {4}pgmcp\.\S+ .*\n$/);
    assert.ok(!informed.stderr.includes(server.password));
  });
});
