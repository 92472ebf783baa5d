// `pgmcp stdio` ends with its input, whatever it is doing: while its database is still
// starting, while a connection is still being made, and while one cannot be made.

import assert from "node:assert/strict";
import { LOCAL_PERMISSIONS, runCli } from "../support/run_cli.ts";

// The promise is a second; a machine that is busy with other tests may take longer, and starts
// the process first. Connecting gives up after a minute, and must not be what ends it.
const LONGEST_MS = 20_000;
const PATIENT = "connect_timeout=60";

async function endOf(databaseUrl: string): Promise<string> {
  const started = performance.now();
  const { code, stdout, stderr } = await runCli(["stdio"], {
    permissions: LOCAL_PERMISSIONS,
    env: databaseUrl === "" ? {} : { DATABASE_URL: databaseUrl },
  });
  const tookMs = performance.now() - started;
  assert.equal(code, 0);
  assert.equal(stdout, "");
  assert.ok(tookMs < LONGEST_MS, `${tookMs} ms`);
  return stderr;
}

Deno.test("stdio without input ends while its embedded database starts", async () => {
  const stderr = await endOf("");
  assert.doesNotMatch(stderr, /WARN|ERROR/);
});

Deno.test("stdio without input ends while it connects to a server that does not answer", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = Array.fromAsync(listener);
  const { port } = listener.addr;
  const stderr = await endOf(`postgres://reader:secret@127.0.0.1:${port}/shop?${PATIENT}`);
  assert.doesNotMatch(stderr, /WARN|ERROR/);
  listener.close();
  for (const connection of await accepting) connection.close();
});

Deno.test("stdio without input ends where no server listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  assert.doesNotMatch(await endOf(`postgres://reader:secret@127.0.0.1:${port}/shop`), /ERROR/);
});
