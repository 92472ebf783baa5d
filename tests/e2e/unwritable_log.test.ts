// A log that cannot be written, for its reader is gone or its disk full, stops nothing.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { serveHttp } from "../../server/serve_http.ts";
import { agentCommand, agentUrl } from "../support/agent_process.ts";
import { keyedGate } from "../support/keyed_gate.ts";
import { cliCommand } from "../support/run_cli.ts";
import { modernRequest } from "../support/run_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { startTunnelServer } from "../support/tunnel_server.ts";
import { until } from "../support/until.ts";

/** Ends a process that would otherwise be waited for without end. */
function endLate(process: Deno.ChildProcess): ReturnType<typeof setTimeout> {
  return setTimeout(() => process.kill("SIGKILL"), 60_000);
}

Deno.test("an agent connects, and connects again, where nobody reads what it logs", async () => {
  await using server = await startTunnelServer();
  const agent = agentCommand({
    SERVER_URL: agentUrl(server.url),
    AGENT_KEY: server.agentKey,
    DATABASE_NAME: "shop",
    DATABASE_URL: "postgres://reader@127.0.0.1:1/shop",
  }, { flags: [], outputs: "piped" }).spawn();
  const tooLate = endLate(agent);
  await Promise.all([agent.stderr.cancel(), agent.stdout.cancel()]);
  const connected = async () => ((await server.ready()).body.agents ?? []).length === 1;
  await until("its link", connected);
  server.process.kill("SIGKILL");
  await server.process.ended();
  await server.start();
  await until("its next link", connected);
  agent.kill("SIGTERM");
  assert.equal((await agent.status).code, 0);
  clearTimeout(tooLate);
});

Deno.test("connect answers with a server's refusal where nobody reads what it logs", async () => {
  using keyed = keyedGate();
  await using app = createApp({ database: serveMemory(), gate: keyed.gate });
  const http = serveHttp(app, { host: "127.0.0.1", port: 0 });
  const process = cliCommand(["connect", http.mcpUrl], {
    ...{ permissions: ["-P=connect"], stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const tooLate = endLate(process);
  await process.stderr.cancel();
  const writer = process.stdin.getWriter();
  const call = modernRequest(7, { name: "list_schemas", arguments: {} });
  await writer.write(new TextEncoder().encode(`${JSON.stringify(call)}\n`));
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  const { id, error } = JSON.parse(new TextDecoder().decode(value));
  assert.equal(id, 7);
  assert.equal(error.data.code, "PGMCP_KEY_REQUIRED");
  await writer.close();
  await reader.cancel();
  assert.equal((await process.status).code, 0);
  clearTimeout(tooLate);
  await http.shutdown(0);
});
