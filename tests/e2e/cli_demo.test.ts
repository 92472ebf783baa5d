// `pgmcp demo` as a process: the three calls, the settings ready to paste, and the
// server they point at.

import assert from "node:assert/strict";
import { cliCommand, runCli } from "../support/run_cli.ts";

const permissions = ["-P=demo"];

Deno.test("demo --once shows an answer, a cut answer and a refusal, and the same under a policy", async () => {
  const { code, stdout, stderr } = await runCli(["demo", "--once"], { permissions });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
  assert.match(stdout, /✓ 5 rows in \d+ ms/);
  assert.match(stdout, /✂ cut at 100 rows in \d+ ms\n\s+Truncated: /);
  assert.match(stdout, /✗ refused {2}PGMCP_READ_ONLY: /);
  assert.match(stdout, /✓ 3 rows in \d+ ms\n\s+99 of 100 queries left this hour\./);
  assert.match(stdout, /\*{4}@\*{4}\.com[^]*✎ masked, 3 rows in \d+ ms/);
  assert.match(stdout, /Masked by the policy: public\.customers\.email\./);
  assert.match(stdout, /✗ refused {2}PGMCP_UNDEFINED_NAME: column "ssn" does not exist/);
  // In a log file nothing is coloured or drawn over.
  assert.ok(!stdout.includes("\x1b"));
  assert.ok(stdout.split("\n").every((line) => line.length <= 100), stdout);
});

Deno.test("demo takes the next free port, serves what it prints, and ends on SIGTERM", async () => {
  // Taken by this test or by something else: either way the demo has to look further.
  using _taken = listenUnlessTaken(8080);
  const child = cliCommand(["demo"], {
    permissions,
    env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const url = /Serving at (http:\S+)\/mcp/.exec(text)?.[1];
    if (url === undefined || text.includes("Ending")) continue;
    assert.deepEqual(await (await fetch(`${url}/ready`)).json(), { status: "ready" });
    assert.ok(text.includes(`claude mcp add --transport http pgmcp ${url}/mcp`), text);
    const settings = [...text.matchAll(/^\{\n[^]*?^\}$/gm)].map((match) => JSON.parse(match[0]));
    assert.equal(settings.length, 3);
    assert.equal(settings[0].mcpServers.pgmcp.url, `${url}/mcp`);
    child.kill("SIGTERM");
  }
  assert.equal((await child.status).code, 0, await stderr);
  assert.match(text, /Ending/);
});

Deno.test("demo keeps to a port that was asked for, and says that it is taken", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const { code, stderr } = await runCli(["demo", "--port", port], { permissions });
  assert.equal(code, 2);
  assert.match(stderr, /port is in use/);
});

function listenUnlessTaken(port: number): Disposable {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return { [Symbol.dispose]() {} };
    throw error;
  }
}
