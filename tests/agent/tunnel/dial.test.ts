// Dialling a server: what comes back where it is not there, or will not have us.

import assert from "node:assert/strict";
import { dial } from "../../../agent/tunnel/dial.ts";
import { PgmcpError } from "../../../core/errors.ts";

const KEY = "pgmcp_agent_not_a_key_of_anybody";

async function failure(url: string, options: Parameters<typeof dial>[1]): Promise<PgmcpError> {
  const error = await dial(url, options).then(() => null, (thrown: unknown) => thrown);
  assert.ok(error instanceof PgmcpError, String(error));
  assert.ok(!`${error.message}${error.hint}`.includes(KEY));
  return error;
}

Deno.test("a server that will not have us is told from one that is not there", async () => {
  const answers = [
    [401, "PGMCP_AGENT_REFUSED"],
    [403, "PGMCP_AGENT_REFUSED"],
    [404, "PGMCP_AGENT_REFUSED"],
    [426, "PGMCP_AGENT_REFUSED"],
    [200, "PGMCP_SERVER_UNREACHABLE"],
    [302, "PGMCP_SERVER_UNREACHABLE"],
    [503, "PGMCP_SERVER_UNREACHABLE"],
  ] as const;
  for (const [status, code] of answers) {
    await using http = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () =>
        new Response(`row 4711 ${KEY}`, { status, headers: { location: "http://127.0.0.1:1/" } }),
    );
    const error = await failure(`ws://127.0.0.1:${http.addr.port}/agent`, { key: KEY });
    assert.equal(error.code, code, String(status));
    assert.doesNotMatch(error.message, /4711/);
  }
  const error = await failure("ws://127.0.0.1:1/agent", { key: KEY });
  assert.equal(error.code, "PGMCP_SERVER_UNREACHABLE");
  assert.match(error.message, /ECONNREFUSED/);
  assert.match(error.hint, /Nothing listens there: check host and port in SERVER_URL/);
  await using plain = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(),
  );
  const clear = await failure(`wss://127.0.0.1:${plain.addr.port}/agent`, { key: KEY });
  assert.match(clear.hint, /It speaks no TLS at this port/);
});

Deno.test("a server that never answers is given up in time, and on an abort", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `ws://127.0.0.1:${listener.addr.port}/agent`;
  assert.equal((await failure(url, { key: KEY, timeoutMs: 50 })).code, "PGMCP_SERVER_UNREACHABLE");
  const signal = AbortSignal.timeout(50);
  const error = await failure(url, { key: KEY, timeoutMs: 60_000, signal });
  assert.equal(error.code, "PGMCP_SERVER_UNREACHABLE");
});
