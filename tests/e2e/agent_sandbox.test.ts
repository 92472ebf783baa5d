// The agent as it is started in earnest, by the line that it prints itself, before a real
// PostgreSQL and behind a real server: it answers, and from inside there is nothing else, also
// after it has run SQL. The same where it was started with everything.

import assert from "node:assert/strict";
import { type AgentProcess, followAgent } from "../support/agent_process.ts";
import { MOD_PATH, runCli } from "../support/run_cli.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import {
  AGENT_PATH,
  printedAgentLine,
  startAgentProcess,
  startTunnelServer,
} from "../support/tunnel_process.ts";
import { until } from "../support/until.ts";

const onPostgres = testsOnPostgres();
const PROBE = decodeURIComponent(new URL("../support/agent_probe.ts", import.meta.url).pathname);
const SECRET = { PGMCP_TEST_SECRET: "a secret of the shell" };

interface Probed {
  readonly where: string;
  readonly tries: Readonly<Record<string, string>>;
}

function shellCommand(line: string, env: Readonly<Record<string, string>>): Deno.Command {
  return new Deno.Command("sh", {
    // The shell's own process becomes the agent's, to which signals go.
    args: ["-c", line.replace(" deno run ", " exec deno run ")],
    env: { ...env, ...SECRET },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** What both the process and, where there is one, its Worker can reach. */
async function probe(agent: AgentProcess, answers: number): Promise<readonly Probed[]> {
  const before = agent.output.length;
  agent.kill("SIGUSR1");
  await until("the tries", () => Promise.resolve(agent.output.length >= before + answers));
  return agent.output.slice(before).map((line) => JSON.parse(line));
}

function assertNothingElse({ tries, where }: Probed): void {
  const { database, "an uncached package": uncached, "its own variable": own, ...others } = tries;
  // The process that moved to a Worker has kept nothing at all.
  assert.ok(database === "reached" || where === "process", where);
  assert.match(uncached ?? "", /--cached-only is specified/, where);
  assert.equal(own, "unset", where);
  assert.ok(Object.keys(others).length >= 10, where);
  for (const [what, outcome] of Object.entries(others)) {
    if (what === "another variable") assert.equal(outcome, "unset", where);
    else if (!/--cached-only is specified/.test(outcome)) assert.equal(outcome, "denied", what);
  }
}

onPostgres(
  "the printed line runs an agent that answers, and reaches nothing else, before and after SQL",
  async (server) => {
    await using tunnel = await startTunnelServer();
    const variables = { ...tunnel.agentVariables(server.url), REQUIRE_SANDBOX: "true" };
    const line = await printedAgentLine(variables);
    assert.ok(!line.includes(server.password) && !line.includes(tunnel.agentKey), line);
    assert.doesNotMatch(line, /--allow-(?:all|read|write|run|ffi|sys|import)|-A/);
    const net = /--allow-net=(\S+)/.exec(line)?.[1]?.split(",").sort();
    assert.deepEqual(net, [`127.0.0.1:${server.port}`, new URL(tunnel.served.url).host].sort());

    await using agent = await followAgent(shellCommand(line.replace(AGENT_PATH, PROBE), variables));
    assert.match(agent.stderr, /Confined: the database and the server can be reached/);
    for (const sql of ["SELECT 40 + 2 AS n", "SELECT pg_read_file('/etc/hosts')"]) {
      for (const probed of await probe(agent, 1)) assertNothingElse(probed);
      const answer = await tunnel.call("query", { sql });
      assert.match(answer, sql.includes("40") ? /42/ : /PGMCP_FUNCTION_NOT_ALLOWED/);
    }
    for (const probed of await probe(agent, 1)) assertNothingElse(probed);
    agent.kill("SIGTERM");
    assert.equal(await agent.ended(), 0, agent.stderr);
  },
);

onPostgres(
  "started with everything, it moves to a Worker that reaches nothing else, before and after SQL",
  async (server) => {
    await using tunnel = await startTunnelServer();
    const variables = { ...tunnel.agentVariables(server.url), REQUIRE_SANDBOX: "true" };
    const line = ["deno run -q -A --no-prompt --cached-only", PROBE, "agent"].join(" ");
    await using agent = await followAgent(shellCommand(` ${line}`, variables));
    assert.match(agent.stderr, /Confined to a Worker/);
    for (let round = 0; round < 2; round++) {
      const probed = await probe(agent, 2);
      assert.deepEqual(probed.map(({ where }) => where).sort(), ["process", "worker"]);
      for (const each of probed) assertNothingElse(each);
      assert.equal(probed.find(({ where }) => where === "process")?.tries.database, "denied");
      assert.match(await tunnel.call("query", { sql: "SELECT 40 + 2 AS n" }), /42/);
    }
    agent.kill("SIGTERM");
    assert.equal(await agent.ended(), 0, agent.stderr);
  },
);

onPostgres(
  "the task's permissions are confined to what the configuration needs",
  async (server) => {
    await using tunnel = await startTunnelServer();
    const variables = { ...tunnel.agentVariables(server.url), REQUIRE_SANDBOX: "true" };
    await using agent = await startAgentProcess(variables);
    assert.match(agent.stderr, /Confined to a Worker/);
    assert.match(await tunnel.call("query", { sql: "SELECT 40 + 2 AS n" }), /42/);
    agent.kill("SIGTERM");
    assert.equal(await agent.ended(), 0, agent.stderr);
  },
);

onPostgres("the embedded database works in the Worker, in a Worker of its own", async () => {
  await using tunnel = await startTunnelServer();
  await using agent = await startAgentProcess(tunnel.agentVariables("pglite:"));
  assert.match(agent.stderr, /Confined to a Worker/);
  assert.match(await tunnel.call("query", { sql: "SELECT 40 + 2 AS n" }), /42/);
});

onPostgres(
  "installed by the printed line, it runs by its name with the same permissions",
  async (server) => {
    await using folder = await temporaryFolder();
    await using tunnel = await startTunnelServer();
    const variables = { ...tunnel.agentVariables(server.url), REQUIRE_SANDBOX: "true" };
    const printed = await runCli(["agent", "--print-command"], {
      permissions: ["-P=agent"],
      env: variables,
    });
    const install = printed.stdout.split("\n").find((line) => line.startsWith("deno install "));
    assert.ok(install !== undefined, printed.stdout);
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", install],
      env: { DENO_INSTALL_ROOT: folder.path },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    // What the lock file does not hold, Deno looks up again, in a cache that may not have it.
    const lock = await Deno.readTextFile(`${folder.path}/bin/.pgmcp-agent/deno.lock`);
    assert.equal(lock, await Deno.readTextFile(MOD_PATH.replace(/mod\.ts$/, "deno.lock")));
    await using agent = await followAgent(
      new Deno.Command(`${folder.path}/bin/pgmcp-agent`, {
        env: variables,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }),
    );
    assert.match(agent.stderr, /Confined: /);
    assert.match(await tunnel.call("query", { sql: "SELECT 40 + 2 AS n" }), /42/);
  },
);

onPostgres(
  "without --cached-only it starts, says so with the exact line, and not under REQUIRE_SANDBOX",
  async (server) => {
    await using tunnel = await startTunnelServer();
    const variables = tunnel.agentVariables(server.url);
    const line = await printedAgentLine(variables);
    const open = line.replace(" --cached-only", "");
    await using agent = await followAgent(shellCommand(open, variables));
    assert.match(agent.stderr, /Partly confined:[^]*--cached-only is missing/);
    // Ready to be copied: alone on its line, and whole.
    assert.ok(agent.stderr.split("\n").includes(line), agent.stderr);
    assert.ok(!agent.stderr.includes(server.password) && !agent.stderr.includes(tunnel.agentKey));
    const refused = await shellCommand(
      open.replace("DATABASE_NAME", "REQUIRE_SANDBOX=true DATABASE_NAME"),
      variables,
    ).output();
    assert.equal(refused.code, 1);
    const said = new TextDecoder().decode(refused.stderr);
    assert.match(said, /--cached-only is missing/);
    assert.match(said, /REQUIRE_SANDBOX is set/);
  },
);
