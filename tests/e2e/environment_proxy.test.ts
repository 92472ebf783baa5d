// A proxy that the environment names (HTTP_PROXY) is for other machines. What connect and the
// demo say to this one, keys included, never reaches it, and works without it.

import assert from "node:assert/strict";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { runConnect } from "../support/connect_process.ts";
import { runCli } from "../support/run_cli.ts";
import { startServe } from "../support/serve_process.ts";

const INITIALIZE = JSON.stringify(INITIALIZE_REQUEST);

Deno.test("connect reaches a server on this machine past a proxy, which never sees the key", async () => {
  const proxy = startProxy();
  const served = await startServe({});
  try {
    const env = { ...proxy.env, PGMCP_KEY: createApiKey("client").text };
    for (const host of ["127.0.0.1", "localhost"]) {
      const url = `${served.url.replace("127.0.0.1", host)}/mcp`;
      const { stdout, stderr } = await runConnect([INITIALIZE], { url, env });
      assert.equal(JSON.parse(stdout).result.serverInfo.name, "pgmcp", stderr);
    }
  } finally {
    served.kill("SIGTERM");
    await served.ended();
    assert.equal(await proxy.end(), 0);
  }
});

Deno.test("the demo shows its calls where the environment names a proxy", async () => {
  const proxy = startProxy();
  const { code, stdout, stderr } = await runCli(["demo", "--once", "--port", "0"], {
    permissions: ["-P=demo"],
    env: proxy.env,
  });
  assert.equal(await proxy.end(), 0);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /✓ 5 rows in \d+ ms/);
});

/** Something that listens where a proxy would; `end` gives how often it was called. */
function startProxy() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let calls = 0;
  const done = (async () => {
    for await (const connection of listener) {
      calls++;
      connection.close();
    }
  })();
  const url = `http://127.0.0.1:${listener.addr.port}`;
  return {
    // Deno itself would ask there whether it is the newest.
    env: { HTTP_PROXY: url, http_proxy: url, ALL_PROXY: url, DENO_NO_UPDATE_CHECK: "1" },
    async end(): Promise<number> {
      listener.close();
      await done;
      return calls;
    },
  };
}
