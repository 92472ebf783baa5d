// The keys of agents, with server and agents as processes: what a key that is revoked, a
// lockdown and a key for something else do to a link.

import assert from "node:assert/strict";
import { parseApiKey } from "../../core/auth/parse_api_key.ts";
import { cliCommand } from "../support/run_cli.ts";
import {
  startAgentProcess,
  startTunnelServer,
  type TunnelServer,
} from "../support/tunnel_process.ts";
import { until } from "../support/until.ts";

/** Nothing listens there: what is tested here needs no database. */
const NOWHERE = "postgres://reader:s3cr3t@127.0.0.1:1/shop";
/** The promise is a second; a machine that is busy with other tests may take longer. */
const SOON_MS = 10_000;

function idOf(key: string): string {
  const parsed = parseApiKey(key);
  return parsed.kind === "key" ? parsed.id : assert.fail(parsed.reason);
}

/** How many agents a client is told are connected. */
async function connected({ served, clientKey }: TunnelServer): Promise<number> {
  const headers = { authorization: `Bearer ${clientKey}` };
  const response = await fetch(`${served.url}/ready`, { headers });
  const { agents }: { agents: readonly { readonly status: string }[] } = await response.json();
  return agents.filter(({ status }) => status === "connected").length;
}

async function end(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError)) throw error;
  }
  await child.status;
}

/** Runs an agent that is not expected to connect; gives what it logs until `pattern` comes. */
async function logOfAgent(
  variables: Readonly<Record<string, string>>,
  pattern: RegExp,
): Promise<string> {
  const child = cliCommand(["agent"], {
    permissions: ["-P=agent"],
    env: variables,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "";
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) log += text;
  })();
  const seen = until(`${pattern} in the agent's log`, () => pattern.test(log));
  await seen.finally(() => end(child));
  await reading;
  return log;
}

Deno.test("a revoked key takes its agent off at once, and no other", async () => {
  await using server = await startTunnelServer();
  const otherKey = await server.folder.create("--agent", "--database", "shop");
  const variables = server.agentVariables(NOWHERE);
  await using agent = await startAgentProcess(variables);
  await using other = await startAgentProcess({ ...variables, AGENT_KEY: otherKey });
  assert.equal(await connected(server), 2);
  await server.folder.run(["keys", "revoke", idOf(server.agentKey)]);
  await until("one agent less", async () => await connected(server) === 1, SOON_MS);
  await until("the news", () => /The link to the server ended/.test(agent.stderr));
  await server.folder.run(["keys", "revoke", idOf(otherKey)]);
  await until("no agent", async () => await connected(server) === 0, SOON_MS);
  // What it brought is known, and a call is told at once that nobody brings it now.
  assert.match(await server.call("list_schemas", {}), /PGMCP_NO_AGENT|no agent|No agent/);
  for (const log of [agent.stderr, other.stderr, server.served.stderr]) {
    for (const key of [server.agentKey, otherKey, server.clientKey]) {
      assert.ok(!log.includes(key.slice(24, 40)), log);
    }
    assert.doesNotMatch(log, /s3cr3t/);
  }
});

Deno.test("a lockdown takes every agent off, and they come back when it is lifted", async () => {
  await using server = await startTunnelServer();
  await using _agent = await startAgentProcess(server.agentVariables(NOWHERE));
  await server.folder.run(["lockdown"]);
  // A client is not let in to ask; the server's log tells.
  await until("the end", () => /is gone/.test(server.served.stderr), SOON_MS);
  assert.match(await server.call("list_schemas", {}), /PGMCP_LOCKED_DOWN/);
  await server.folder.run(["lockdown", "--lift"]);
  await until("the agent again", async () => await connected(server) === 1);
});

Deno.test("an agent with a client's key, none that is good, or for another name, is told so", async () => {
  await using server = await startTunnelServer();
  const variables = server.agentVariables(NOWHERE);
  const client = await logOfAgent(
    { ...variables, AGENT_KEY: server.clientKey },
    /other kind|AGENT_KEY|KEY_WRONG_KIND/,
  );
  assert.ok(!client.includes(server.clientKey.slice(24, 40)), client);
  await server.folder.run(["keys", "revoke", idOf(server.agentKey)]);
  await logOfAgent(variables, /refuses AGENT_KEY \(status 401\)/);
  const narrow = await server.folder.create("--agent", "--database", "stock");
  await logOfAgent({ ...variables, AGENT_KEY: narrow }, /may not bring this database/);
  assert.equal(await connected(server), 0);
});
