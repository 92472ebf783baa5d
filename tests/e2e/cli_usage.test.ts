// The command line as a process: help, version, and what a wrong word or a wrong
// setting gets.

import assert from "node:assert/strict";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { VERSION } from "../../core/version.ts";
import { runCli } from "../support/run_cli.ts";

const IGNORE_ENV = ["--ignore-env"];
const ENV = ["--allow-env=DATABASE_URL,MAX_ROWS,LOG_LEVEL,PORT", "--ignore-env"];

Deno.test("--version prints the version, --help the commands with examples", async () => {
  assert.deepEqual(await runCli(["--version"], { permissions: IGNORE_ENV }), {
    code: 0,
    stdout: `${VERSION}\n`,
    stderr: "",
  });
  const help = await runCli(["--help"], { permissions: IGNORE_ENV });
  assert.equal(help.code, 0);
  for (const command of ["demo", "stdio", "serve", "check", "doctor", "keys", "lockdown"]) {
    assert.match(help.stdout, new RegExp(`^  ${command} `, "m"));
    const own = await runCli([command, "--help"], { permissions: IGNORE_ENV });
    assert.match(own.stdout, /^Examples:\n {2}\S/m, command);
    assert.equal(own.code, 0);
  }
});

Deno.test("an unknown command or option gets the nearest one, and exit code 2", async () => {
  const command = await runCli(["stido"], { permissions: IGNORE_ENV });
  assert.equal(command.code, 2);
  assert.equal(command.stdout, "");
  assert.match(command.stderr, /unknown command 'stido'.*Did you mean stdio\?/s);
  const option = await runCli(["demo", "--onec"], { permissions: IGNORE_ENV });
  assert.equal(option.code, 2);
  assert.match(option.stderr, /unknown option '--onec'.*Did you mean --once\?/s);
  const nested = await runCli(["keys", "create", "--name", "x", "--jsn"], {
    permissions: IGNORE_ENV,
  });
  assert.match(nested.stderr, /Did you mean --json\?.*See pgmcp keys create --help\./s);
  assert.equal((await runCli([], { permissions: IGNORE_ENV })).code, 2);
});

Deno.test("wrong settings are reported together on standard error, without a password", async () => {
  for (const command of ["stdio", "serve"]) {
    const { code, stdout, stderr } = await runCli([command], {
      permissions: ENV,
      env: { DATABASE_URL: "mysql://u:hunter2@h/d", MAX_ROWS: "many", LOG_LEVEL: "loud" },
    });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /DATABASE_URL.*pglite:.*\n.*MAX_ROWS: "many".*\n.*LOG_LEVEL: "loud"/);
    assert.doesNotMatch(stderr, /hunter2/);
  }
});

Deno.test("a setting that may not be read stops a command that touches a database", async () => {
  const { code, stderr } = await runCli(["stdio"], { env: { SCHEMAS: "public" } });
  assert.equal(code, 2);
  assert.match(stderr, /Cannot read \w+: Deno's permission for it is missing\n.*--allow-env=/);
});

Deno.test("an address that is not this machine's own is refused, and a port in use", async () => {
  const host = await runCli(["serve", "--host", "0.0.0.0"], { permissions: ["-P=local"] });
  assert.equal(host.code, 2);
  assert.match(host.stderr, /Cannot serve beyond this machine without keys/);
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const result = await runCli(["serve", "--port", port], { permissions: ["-P=local"] });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /port is in use/);
});

Deno.test("what keeps the agent from starting in its Worker is said in two lines", async () => {
  const { code, stdout, stderr } = await runCli(["agent"], {
    permissions: ["-P=agent", "--cached-only"],
    env: {
      SERVER_URL: "ws://127.0.0.1:1/agent",
      AGENT_KEY: createApiKey("agent").text,
      DATABASE_NAME: "shop",
    },
  });
  assert.deepEqual([code, stdout], [2, ""]);
  const [confined, ...said] = stderr.trimEnd().split("\n");
  assert.match(confined ?? "", /Confined to a Worker/);
  assert.deepEqual(said, [
    "✗ Cannot start the agent: DATABASE_URL is not set",
    "  Set DATABASE_URL=postgres://…, or CONFIG_FILE for several databases.",
  ]);
});
