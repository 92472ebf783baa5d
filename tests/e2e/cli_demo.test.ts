// `pgmcp demo` as a process: the picture, the calls, the settings ready to paste, the server they
// point at; and that no process is left when it ends, however it ends.

import assert from "node:assert/strict";
import { DEMO_POLICY } from "../support/demo_policy.ts";
import { DENO_VARIABLES } from "../../server/commands/tunnel/deno_variables.ts";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { startedBy, startLauncher, untilClosed, untilGone } from "../support/launched_processes.ts";
import { MOD_PATH, runCli } from "../support/run_cli.ts";
import { callRequest } from "../support/serve_process.ts";

const permissions = ["-P=demo"];
/** On any free port: the next one after the default may be another demo's a moment later. */
const ANYWHERE = ["demo", "--port", "0"];
const linux = Deno.build.os === "linux";
const leftOut = linux ? "" : " (left out: without /proc)";

Deno.test("demo --once shows what is connected to what, and calls with and without a policy", async () => {
  const { code, stdout, stderr } = await runCli([...ANYWHERE, "--once"], { permissions });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
  assert.match(stdout, /│ client +│ ─+▶ │ server +│ ◀─+ │ agent +│ ─+▶ │ database +│/);
  assert.match(stdout, /^server +127\.0\.0\.1:\d+ \(listens\) +no file +HOST PORT KEYS_FILE$/m);
  assert.match(
    stdout,
    /^agent +127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+ +pgmcp\.yaml, policy\.yaml +SERVER_URL /m,
  );
  assert.match(stdout, /^database +127\.0\.0\.1:\d+ \(listens\) +no file /m);
  assert.match(stdout, /launcher, this\s+process, is no sandbox/);
  assert.match(stdout, /✓ 5 rows in \d+ ms/);
  assert.match(stdout, /✂ cut at 100 rows in \d+ ms\n\s+Truncated: /);
  assert.match(stdout, /✗ refused {2}PGMCP_READ_ONLY: /);
  assert.match(stdout, /✓ 3 rows in \d+ ms\n\s+99 of 100 queries left this hour\./);
  assert.match(stdout, /\*{4}@\*{4}\.com[^]*✎ masked, 3 rows in \d+ ms/);
  // What is shown is what the agent was given.
  for (const line of DEMO_POLICY.trimEnd().split("\n")) assert.ok(stdout.includes(line), line);
  assert.match(stdout, /Masked by the policy: public\.customers\.email\./);
  assert.match(stdout, /✗ refused {2}PGMCP_UNDEFINED_NAME: column "ssn" does not exist/);
  // In a log file nothing is coloured or drawn over.
  assert.ok(!stdout.includes("\x1b"));
  assert.ok(stdout.split("\n").every((line) => line.length <= 100), stdout);
});

Deno.test("demo takes the next free port, serves what it prints, and ends all on SIGTERM", async () => {
  // Taken by this test or by something else: either way the demo has to look further.
  using _taken = listenUnlessTaken(8080);
  await using demo = startLauncher(["demo"], {
    permissions,
    env: { DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/none" },
  });
  const [, url = ""] = await demo.said(/Serving at (http:\S+)\/mcp\/shop/);
  const text = demo.stdout;
  const settings = [...text.matchAll(/^\{\n[^]*?^\}$/gm)].map((match) => JSON.parse(match[0]));
  assert.equal(settings.length, 3);
  assert.equal(settings[0].mcpServers.pgmcp.url, `${url}/mcp/shop`);
  const { Authorization } = settings[0].mcpServers.pgmcp.headers;
  const key = Authorization.replace(/^Bearer /, "");
  assert.equal(settings[2].mcpServers.pgmcp.env.PGMCP_KEY, key);
  assert.ok(
    text.includes(
      `claude mcp add --transport http pgmcp ${url}/mcp/shop --header "Authorization: Bearer ${key}"`,
    ),
    text,
  );
  assert.match(await answerOverStdio(settings[2].mcpServers.pgmcp), /"name":"pgmcp"/);
  const ready = await fetch(`${url}/ready`, { headers: { Authorization } });
  const { agents, databases, status } = await ready.json();
  assert.equal(status, "ready");
  assert.equal(agents.length, 1);
  assert.deepEqual(databases.map(({ name }: { name: string }) => name), ["shop", "shop_policy"]);
  const call = { name: "query", arguments: { sql: "SELECT 41 + 1", database: "shop" } };
  assert.match(await (await fetch(callRequest(url, call, { key }))).text(), /42/);
  assert.equal((await fetch(callRequest(url, call, { key: "pgmcp_client_no" }))).status, 401);
  demo.kill("SIGTERM");
  assert.equal(await demo.ended(), 0, demo.stderr);
  assert.match(demo.stdout, /Ending/);
  await untilClosed(Number(new URL(url).port));
  await untilClosed(databasePort(text));
});

Deno.test("no process of the demo is left when its launcher is killed", async () => {
  await using demo = startLauncher(ANYWHERE, { permissions });
  const [, url = ""] = await demo.said(/Serving at (http:\S+)\/mcp/);
  const ports = [Number(new URL(url).port), databasePort(demo.stdout)];
  const started = linux ? await startedBy(demo.pid) : [];
  demo.kill("SIGKILL");
  await demo.ended();
  for (const port of ports) await untilClosed(port);
  // The agent listens on no port; the others are looked at again.
  if (linux) assert.equal(started.length, 3);
  for (const { pid } of started) await untilGone(pid);
});

Deno.test(
  `when a process of the demo dies, it says which one, and ends the others${leftOut}`,
  {
    ignore: !linux,
  },
  async () => {
    await using demo = startLauncher(ANYWHERE, { permissions });
    const [, url = ""] = await demo.said(/Serving at (http:\S+)\/mcp/);
    const agent = (await startedBy(demo.pid)).find(({ commandLine }) =>
      / agent --/.test(commandLine)
    );
    assert.ok(agent !== undefined);
    Deno.kill(agent.pid, "SIGKILL");
    assert.equal(await demo.ended(), 1);
    assert.match(demo.stderr, /The agent ended with code 137/);
    await untilClosed(Number(new URL(url).port));
  },
);

Deno.test(
  `each process of the demo has its own variables, and no secret on its command line${leftOut}`,
  {
    ignore: !linux,
  },
  async () => {
    await using demo = startLauncher(ANYWHERE, {
      permissions,
      env: { DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/none", PGMCP_KEY: "hunter3" },
    });
    await demo.said(/Serving at (http:\S+)\/mcp/);
    const names: Record<string, readonly string[]> = {};
    const allowed: Record<string, readonly string[]> = {};
    for (const { commandLine, variables } of await startedBy(demo.pid)) {
      const [, command = ""] = /mod\.ts (\w+) /.exec(commandLine) ?? [];
      assert.doesNotMatch(commandLine, /pgmcp_(?:agent|client)_|postgres:\/\//, command);
      assert.match(commandLine, /--no-prompt --cached-only --ignore-env /);
      assert.doesNotMatch(commandLine, /--allow-(?:all|run|write|ffi|sys)|-A\b|-P/);
      assert.doesNotMatch(variables.join("\n"), /hunter/, command);
      allowed[command] = commandLine.match(/--allow-(?:net|read)=\S+/g) ?? [];
      names[command] = variables.map((text) => text.replace(/=.*/s, ""))
        .filter((name) => name !== "" && !DENO_VARIABLES.includes(name))
        // The C library cuts its own variable into its settings, in place.
        .filter((name) => !name.startsWith("glibc.")).sort();
    }
    assert.deepEqual(names, {
      serve: ["DENO_NO_UPDATE_CHECK", "HOST", "KEYS_FILE", "LOG_LEVEL", "PORT"],
      agent: [
        ...["AGENT_KEY", "CONFIG_FILE", "DENO_NO_UPDATE_CHECK", "GLIBC_TUNABLES"],
        ...["LOG_LEVEL", "PGMCP_DEMO_URL", "SERVER_URL"],
      ],
      embedded: ["DENO_NO_UPDATE_CHECK", "LOG_LEVEL", "PGMCP_EMBEDDED_PASSWORD"],
    });
  },
);

Deno.test("demo keeps to a port that was asked for, and says that it is taken", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const { code, stderr } = await runCli(["demo", "--port", port], { permissions });
  assert.equal(code, 2);
  assert.match(stderr, /port is in use/);
});

Deno.test("demo says what to do where there is no program called deno", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "--no-prompt",
        "--cached-only",
        ...permissions,
        MOD_PATH,
        "demo",
        "--once",
      ],
      env: { PATH: folder },
    }).output();
    assert.equal(code, 2);
    const text = new TextDecoder().decode(stderr);
    assert.match(text, /Cannot start the processes: no program "deno"/);
    assert.match(text, /npx -y deno@\d+\.\d+\.\d+ task demo/);
  } finally {
    await Deno.remove(folder);
  }
});

/** Starts what a client's settings name, from another folder as a client would, and initialises it. */
async function answerOverStdio(
  settings: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const child = new Deno.Command(settings.command, {
    args: [...settings.args],
    env: { ...settings.env },
    cwd: new URL("../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify(INITIALIZE_REQUEST)}\n`));
  let answer = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    answer += text;
    if (answer.includes("\n")) break;
  }
  await writer.close();
  await child.status;
  return answer;
}

function databasePort(picture: string): number {
  return Number(/^database +127\.0\.0\.1:(\d+)/m.exec(picture)?.[1]);
}

function listenUnlessTaken(port: number): Disposable {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return { [Symbol.dispose]() {} };
    throw error;
  }
}
