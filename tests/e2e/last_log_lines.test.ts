// Lines for information wait for the end of a turn. Those about the last calls are
// written all the same, whatever ends the process in good order.

import assert from "node:assert/strict";
import { cliCommand, LOCAL_PERMISSIONS, runCli } from "../support/run_cli.ts";
import { modernRequest } from "../support/run_stdio.ts";
import { callRequest, startServe } from "../support/serve_process.ts";

// Nobody listens there, and no call gets that far.
const env = { DATABASE_URL: "postgres://reader@127.0.0.1:1/shop" };
const BAD_CALL = { name: "query", arguments: { sq: "SELECT 1" } };
const LINE = /pgmcp\.tools query for local failed in \d+ ms: PGMCP_INVALID_ARGUMENT\n/g;

Deno.test("stdio whose input ends has logged every call", async () => {
  const input = [1, 2, 3].map((id) => `${JSON.stringify(modernRequest(id, BAD_CALL))}\n`).join("");
  const { code, stderr, stdout } = await runCli(["stdio"], {
    permissions: LOCAL_PERMISSIONS,
    env,
    input,
  });
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split("\n").length, 3);
  assert.equal(stderr.match(LINE)?.length, 3, stderr);
});

Deno.test("stdio that gets SIGTERM has logged the last call", async () => {
  const child = cliCommand(["stdio"], {
    permissions: LOCAL_PERMISSIONS,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const writer = child.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(`${JSON.stringify(modernRequest(1, BAD_CALL))}\n`),
  );
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGTERM");
  await reader.cancel();
  assert.equal((await child.status).code, 0, await stderr);
  await writer.close().catch(() => {}); // The other end is gone.
  assert.equal((await stderr).match(LINE)?.length, 1, await stderr);
});

Deno.test("serve that gets SIGTERM has logged the last call, and its own end", async () => {
  const served = await startServe(env);
  const answer = await fetch(callRequest(served.url, BAD_CALL));
  await answer.body?.getReader().read();
  served.kill("SIGTERM");
  const { code, stderr } = await served.ended();
  assert.equal(code, 0, stderr);
  assert.equal(stderr.match(LINE)?.length, 1, stderr);
  assert.match(stderr, /pgmcp\.serve Ending: calls in flight may finish\.\n/);
});
