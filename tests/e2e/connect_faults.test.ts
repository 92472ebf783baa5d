// What `pgmcp connect` makes of a server that is wrong, gone, back again, or none of ours; and
// that its key goes to that server and nowhere else.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { ListChanges } from "../../server/list_changes.ts";
import { type HttpServer, serveHttp } from "../../server/serve_http.ts";
import { connectThroughProcess, runConnect } from "../support/connect_process.ts";
import { ERAS } from "../support/mcp_client.ts";
import { MOD_PATH, runCli } from "../support/run_cli.ts";
import { modernRequest } from "../support/run_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { until } from "../support/until.ts";

const PROBE = decodeURIComponent(
  new URL("../support/permission_probe.ts", import.meta.url).pathname,
);
const KEY = "pgmcp_client_secretsecretsecret";
const LIST = JSON.stringify(modernRequest(1, { name: "list_schemas", arguments: {} }));
const SQL = "SELECT 1 AS n";

/** A server of its own on a free port, in place of a pgmcp. */
function answer(handler: (request: Request) => Response | Promise<Response>) {
  const seen: Headers[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    // A request's own headers go with it.
    seen.push(new Headers(request.headers));
    return handler(request);
  });
  const url = `http://127.0.0.1:${server.addr.port}/mcp`;
  return { seen, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

function parse(stdout: string) {
  const lines = stdout.trimEnd().split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

Deno.test("the key stands in the request's header, and neither in the log nor among the answers", async () => {
  const error = { code: -32001, message: "This key is revoked.", data: { code: "PGMCP_X" } };
  await using server = answer(() =>
    Response.json({ jsonrpc: "2.0", id: null, error }, { status: 401 })
  );
  const run = await runConnect([LIST], { url: server.url, env: { PGMCP_KEY: KEY } });
  assert.equal(server.seen[0]?.get("authorization"), `Bearer ${KEY}`);
  assert.deepEqual(parse(run.stdout), [{ jsonrpc: "2.0", id: 1, error }]);
  assert.match(run.stderr, /HTTP 401.*This key is revoked/);
  assert.ok(!`${run.stdout}${run.stderr}`.includes(KEY));
  assert.equal(run.code, 0);
});

Deno.test("without a key none is sent", async () => {
  await using server = answer(() => Response.json({ jsonrpc: "2.0", id: 1, result: {} }));
  await runConnect([LIST], { url: server.url });
  assert.equal(server.seen[0]?.get("authorization"), null);
});

Deno.test("the key follows no redirect", async () => {
  await using elsewhere = answer(() => Response.json({ jsonrpc: "2.0", id: 1, result: {} }));
  await using server = answer(() => Response.redirect(elsewhere.url, 307));
  const run = await runConnect([LIST], { url: server.url, env: { PGMCP_KEY: KEY } });
  assert.equal(elsewhere.seen.length, 0);
  assert.match(parse(run.stdout)[0].error.message, /sends clients elsewhere \(HTTP 307\)/);
});

for (
  const { title, url, env, says } of [
    {
      title: "a key in clear text beyond this machine",
      url: "http://pgmcp.example.com/mcp",
      env: { PGMCP_KEY: KEY },
      says: /Use https/,
    },
    {
      title: "an address with a password in it",
      url: `http://me:${KEY}@127.0.0.1/mcp`,
      env: {},
      says: /more than a host/,
    },
    {
      title: "an address with a query",
      url: `http://127.0.0.1/mcp?key=${KEY}`,
      env: {},
      says: /more than a host/,
    },
    {
      title: "an address of another kind",
      url: "wss://127.0.0.1/agent",
      env: {},
      says: /not an http or https/,
    },
    {
      title: "a key with a space in it",
      url: "http://127.0.0.1/mcp",
      env: { PGMCP_KEY: `${KEY} x` },
      says: /no key has/,
    },
  ]
) {
  Deno.test(`${title} is refused before anything is sent`, async () => {
    const run = await runConnect([LIST], { url, env });
    assert.equal(run.code, 2, run.stderr);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
    assert.ok(!run.stderr.includes(KEY), run.stderr);
  });
}

Deno.test("what is no pgmcp is said to be none, without its page", async () => {
  await using server = answer(() => new Response("<html>secret page</html>", { status: 502 }));
  const run = await runConnect([LIST], { url: server.url });
  const [{ error }] = parse(run.stdout);
  assert.equal(error.data.code, "PGMCP_SERVER_UNREACHABLE");
  assert.match(error.message, /HTTP 502, and not as pgmcp does/);
  assert.ok(!run.stdout.includes("secret page"));
});

Deno.test("an error without end is not waited for, nor kept", async () => {
  let pieces = 0;
  await using server = answer(() =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          pieces++;
          controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
        },
      }),
      { status: 500 },
    )
  );
  const run = await runConnect([LIST], { url: server.url });
  const [message] = parse(run.stdout);
  assert.match(message.error.message, /HTTP 500, and not as pgmcp does/);
  assert.ok(pieces < 1_000, String(pieces));
});

Deno.test("an answer that breaks off is an error of its request, which is sent once", async () => {
  await using server = answer(() => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(': a comment\n\ndata: {"jsonrpc"'));
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const run = await runConnect([LIST], { url: server.url });
  assert.equal(parse(run.stdout)[0].error.data.code, "PGMCP_SERVER_UNREACHABLE");
  assert.equal(server.seen.length, 1);
});

Deno.test("a line that is no message is answered as one, and the next is read", async () => {
  await using server = answer(() => Response.json({ jsonrpc: "2.0", id: 1, result: {} }));
  const run = await runConnect(["nonsense", '{"jsonrpc":"2.0"}', LIST], { url: server.url });
  assert.deepEqual(parse(run.stdout).map(({ error }) => error?.code), [-32700, -32700, undefined]);
});

Deno.test("a name that no header can hold travels encoded", async () => {
  await using server = answer(() => Response.json({ jsonrpc: "2.0", id: 1, result: {} }));
  const line = JSON.stringify(modernRequest(1, { name: "żółw\r\nx: y", arguments: {} }));
  await runConnect([line], { url: server.url });
  const headers = server.seen[0] ?? new Headers();
  assert.match(headers.get("mcp-name") ?? "", /^=\?base64\?[\w+/=]+\?=$/);
  assert.equal(headers.get("x"), null);
});

for (const era of ERAS) {
  Deno.test(`${era}: a server that is started again is used again, and the client need not know`, async () => {
    const results = { [SQL]: { columns: [], rows: [] } };
    const first = createApp({ database: serveMemory({ results }) });
    const before = serveHttp(first, { host: "127.0.0.1", port: 0 });
    await using process = await connectThroughProcess(era, { url: before.mcpUrl });
    const call = { name: "query", arguments: { sql: SQL } };
    await process.client.callTool(call);
    await before.shutdown(0);
    // Sent while nothing listens.
    const waiting = process.client.callTool(call);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const listChanges = new ListChanges();
    const second = createApp({ database: serveMemory({ results }), listChanges });
    const after: HttpServer = serveHttp(second, { host: "127.0.0.1", port: before.port });
    try {
      assert.notEqual((await waiting).isError, true);
      assert.notEqual((await process.client.callTool(call)).isError, true);
    } finally {
      await after.shutdown(0);
    }
  });

  Deno.test(`${era}: news of a changed list comes through, also after the server was started again`, async () => {
    const news = new ListChanges();
    const first = createApp({ database: serveMemory(), listChanges: news });
    const before = serveHttp(first, { host: "127.0.0.1", port: 0 });
    await using process = await connectThroughProcess(era, { url: before.mcpUrl });
    let told = 0;
    process.client.setNotificationHandler("notifications/tools/list_changed", () => {
      told++;
    });
    if (era === "modern") await process.client.listen({ toolsListChanged: true });
    async function hear(changes: ListChanges): Promise<void> {
      const heard = told;
      const announcing = setInterval(() => changes.announce("tools"), 50);
      await until("the news", () => Promise.resolve(told > heard));
      clearInterval(announcing);
    }
    await hear(news);
    await before.shutdown(0);
    const again = new ListChanges();
    const second = createApp({ database: serveMemory(), listChanges: again });
    const after = serveHttp(second, { host: "127.0.0.1", port: before.port });
    try {
      // A client of the 2025 era learns with its next call that its session is gone.
      await process.client.listTools();
      await hear(again);
    } finally {
      await after.shutdown(0);
    }
  });
}

Deno.test("the printed line names the one host and port, and the key by its variable", async () => {
  const { code, stdout } = await runCli(
    ["connect", "https://pgmcp.example.com/mcp", "--print-command"],
    { permissions: ["-P=connect"], env: { PGMCP_KEY: KEY } },
  );
  assert.equal(code, 0);
  assert.ok(!stdout.includes(KEY));
  assert.match(
    stdout,
    /^PGMCP_KEY="\$PGMCP_KEY" DENO_NO_UPDATE_CHECK=1 deno run --no-prompt --cached-only --ignore-env --allow-env=PGMCP_KEY --allow-net=pgmcp\.example\.com:443 \S+\/mod\.ts connect https:\/\/pgmcp\.example\.com\/mcp$/m,
  );
});

Deno.test("run as printed, only the server is there from inside", async () => {
  await using server = answer(() => Response.json({ jsonrpc: "2.0", id: 1, result: {} }));
  const { stdout } = await runCli(["connect", server.url, "--print-command"], {
    permissions: ["-P=connect"],
    env: { PGMCP_KEY: KEY },
  });
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  const { port } = new URL(server.url);
  const probe = line.replace(
    `${MOD_PATH} connect ${server.url}`,
    `${PROBE} connect 127.0.0.1 ${port}`,
  );
  const output = await new Deno.Command("sh", {
    args: ["-c", probe],
    env: { PGMCP_KEY: KEY, PGMCP_TEST_SECRET: "a secret of the shell" },
  }).output();
  const said = new TextDecoder().decode(output.stdout);
  const { database, "an uncached package": uncached, ...others } = JSON.parse(said);
  assert.equal(database, "reached");
  assert.match(uncached, /--cached-only is specified/);
  assert.ok(Object.keys(others).length >= 10, said);
  for (const [what, outcome] of Object.entries<string>(others)) {
    if (/ variable$/.test(what)) assert.equal(outcome, "unset", what);
    else if (!/--cached-only is specified/.test(outcome)) assert.equal(outcome, "denied", what);
  }
});
