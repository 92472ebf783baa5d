// Listening: on loopback only, on a free port only, until told to stop.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { serveHttp } from "../../server/serve_http.ts";

Deno.test("it serves on loopback and stops when told", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const server = serveHttp(createApp({ database: null }), { host, port: 0 });
    assert.equal(server.mcpUrl, `http://${host}:${server.port}/mcp`);
    const response = await fetch(`http://${host}:${server.port}/health`);
    assert.equal(await response.text(), '{"status":"ok"}');
    await server.shutdown();
  }
});

Deno.test("it refuses to listen beyond loopback", async () => {
  await using app = createApp({ database: null });
  for (const host of ["0.0.0.0", "::", "192.168.1.1", "example.com", "127.0.0.1.example.com", ""]) {
    assert.throws(() => serveHttp(app, { host, port: 0 }), {
      code: "PGMCP_INVALID_CONFIGURATION",
      message: `Cannot listen on "${host}": only loopback addresses are allowed.`,
    });
  }
});

Deno.test("a port that is taken is said so", async () => {
  await using app = createApp({ database: null });
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  assert.throws(() => serveHttp(app, { host: "127.0.0.1", port }), {
    code: "PGMCP_INVALID_CONFIGURATION",
    message: `Cannot listen on 127.0.0.1:${port}: the port is in use.`,
  });
});
