// An agent for several databases, confined to a Worker: the file that names them is read there,
// followed there, and a database that it names later on a host of before is served, too.

import assert from "node:assert/strict";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { followAgent } from "../support/agent_process.ts";
import { MOD_PATH } from "../support/run_cli.ts";
import { callRequest } from "../support/serve_process.ts";
import { startTunnelServer } from "../support/tunnel_process.ts";
import { until } from "../support/until.ts";

const onPostgres = testsOnPostgres();

onPostgres(
  "in the Worker the agent follows CONFIG_FILE, and SIGHUP does not end it",
  async (server) => {
    await using folder = await temporaryFolder();
    await using tunnel = await startTunnelServer();
    const key = await tunnel.folder.create("--agent", "--database", "*");
    const client = await tunnel.folder.create("--database", "*");
    const file = `${folder.path}/pgmcp.yaml`;
    function write(...names: readonly string[]): Promise<void> {
      const entries = names.map((name) => `  - name: ${name}\n    url: \${PGMCP_SHOP_URL}\n`);
      return Deno.writeTextFile(file, `databases:\n${entries.join("")}`);
    }
    async function ask(database: string): Promise<string> {
      const call = { name: "query", arguments: { database, sql: "SELECT 40 + 2 AS n" } };
      return await (await fetch(callRequest(tunnel.served.url, call, { key: client }))).text();
    }

    await write("shop", "warehouse");
    await using agent = await followAgent(
      new Deno.Command("deno", {
        args: ["run", "-q", "-A", "--no-prompt", "--cached-only", MOD_PATH, "agent"],
        env: {
          SERVER_URL: `${tunnel.served.url.replace("http", "ws")}/agent`,
          AGENT_KEY: key,
          CONFIG_FILE: file,
          PGMCP_SHOP_URL: server.url,
          REQUIRE_SANDBOX: "true",
        },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }),
    );
    assert.match(agent.stderr, /Confined to a Worker/);
    assert.match(await ask("warehouse"), /42/);
    assert.doesNotMatch(await ask("archive"), /42/);
    await write("shop", "warehouse", "archive");
    await until("the new database", async () => /42/.test(await ask("archive")));
    agent.kill("SIGHUP");
    assert.match(await ask("shop"), /42/);
    agent.kill("SIGTERM");
    assert.equal(await agent.ended(), 0, agent.stderr);
    assert.ok(!agent.stderr.includes(server.password));
  },
);
