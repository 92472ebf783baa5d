// The server never sees a credential of the database: while an agent serves calls through it, a
// program of its own searches the server's memory, and what it wrote, for the password.

import assert from "node:assert/strict";
import { searchMemory } from "../support/search_memory.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { startAgentProcess, startTunnelServer } from "../support/tunnel_process.ts";

const onPostgres = testsOnPostgres();

onPostgres(
  "neither the server's memory nor its store and log hold the database's password",
  async (database) => {
    const password = `pw${crypto.randomUUID().replaceAll("-", "")}`;
    const role = `reader_${crypto.randomUUID().slice(0, 8)}`;
    await database.runSql(database.url, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    const url = database.urlOf("postgres", { user: role, password });
    const wrong = `wrong${crypto.randomUUID().replaceAll("-", "")}`;

    await using tunnel = await startTunnelServer({ LOG_LEVEL: "debug" });
    const marker = `marker${crypto.randomUUID().replaceAll("-", "")}`;
    {
      // One that cannot log in says so, and not with what.
      await using agent = await startAgentProcess(
        tunnel.agentVariables(database.urlOf("postgres", { user: role, password: wrong })),
      );
      const answer = await tunnel.call("query", { sql: "SELECT 1" });
      assert.match(answer, /PGMCP_AUTHENTICATION_FAILED/);
      agent.kill("SIGTERM");
      assert.equal(await agent.ended(), 0);
      for (const secret of [wrong, tunnel.agentKey]) assert.ok(!agent.stderr.includes(secret));
    }

    await using agent = await startAgentProcess(tunnel.agentVariables(url));
    for (
      const [name, input] of [
        ["query", { sql: "SELECT current_setting('data_directory')" }],
        ["query", { sql: "SELECT bogus" }],
        ["query", { sql: "SELECT passwd FROM pg_shadow" }],
        ["explain", { sql: "SELECT 1" }],
        ["list_schemas", {}],
        ["list_tables", {}],
        ["describe_table", { table_name: "pg_shadow" }],
        // The last one: what a server has done with may be gone from its memory.
        ["query", { sql: `SELECT '${marker}' AS m` }],
      ] as const
    ) {
      const answer = await tunnel.call(name, input);
      assert.ok(!answer.includes(password) && !answer.includes(wrong), name);
    }

    const { served, folder } = tunnel;
    const search = await searchMemory(served.pid, [password, wrong, marker]);
    const control = await searchMemory(agent.pid, [password]);
    if (search === null || control === null) {
      console.log("left out: this machine lets no program look into another's memory");
    } else {
      // The search finds what is there: the client's SQL with the server, the password with the agent.
      assert.deepEqual(search.found, [marker]);
      assert.deepEqual(control.found, [password]);
      assert.ok(search.searchedBytes > 16 * 1024 ** 2, `${search.searchedBytes}`);
    }

    const names = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
    assert.ok(names.length > 0);
    for (const name of names) {
      const file = `${folder.path}/${name}`;
      const stored = new TextDecoder("latin1").decode(await Deno.readFile(file));
      for (const secret of [password, wrong, tunnel.agentKey, tunnel.clientKey]) {
        assert.ok(!stored.includes(secret), name);
      }
    }
    agent.kill("SIGTERM");
    assert.equal(await agent.ended(), 0);
    served.kill("SIGTERM");
    const { stdout, stderr } = await served.ended();
    const written = `${stdout}${stderr}${agent.stderr}`;
    assert.match(stderr, /pgmcp\.tunnel Agent/);
    for (const secret of [password, wrong, tunnel.agentKey, tunnel.clientKey, marker]) {
      assert.ok(!written.includes(secret), "a secret, or a client's SQL, is in a log");
    }
  },
);
