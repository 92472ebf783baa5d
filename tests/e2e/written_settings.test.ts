// The client settings that stand in the README and in examples/ name the variables that
// the printed line names: one that Deno hides counts as unset, and REQUIRE_GRADE would be gone.
// The settings that are printed start what they are for.

import assert from "node:assert/strict";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { ownVariables } from "../support/own_variables.ts";
import { LOCAL_PERMISSIONS, runCli } from "../support/run_cli.ts";

const ROOT = new URL("../../", import.meta.url);
const FILES = [
  "README.md",
  "examples/clients/claude_desktop_config.json",
  "examples/clients/cursor_mcp.json",
  "examples/clients/vscode_mcp.json",
];

Deno.test("written client settings allow the variables that the printed line allows", async () => {
  const printed = await runCli(["stdio", "--print-command"], {
    permissions: LOCAL_PERMISSIONS,
    env: { DATABASE_URL: "postgres://reader@localhost:5432/shop" },
  });
  const allowed = /--allow-env=(\S+)/.exec(printed.stdout)?.[1];
  assert.ok(allowed !== undefined, printed.stdout);
  for (const file of FILES) {
    const text = await Deno.readTextFile(new URL(file, ROOT));
    assert.ok(text.includes(`--allow-env=${allowed}"`), `${file} lacks --allow-env=${allowed}`);
  }
});

Deno.test("printed client settings start the server, from any folder, and hold no password", async () => {
  const url = "postgres://reader:hunter2@localhost:5432/shop";
  const { code, stdout, stderr } = await runCli(["stdio", "--print-settings"], {
    permissions: LOCAL_PERMISSIONS,
    env: { DATABASE_URL: url, MAX_ROWS: "7" },
  });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout + stderr, /hunter2/);
  const { args, command, env } = JSON.parse(stdout).mcpServers.pgmcp;
  const child = new Deno.Command(command, {
    args,
    cwd: Deno.build.os === "windows" ? undefined : "/",
    clearEnv: true,
    env: { ...ownVariables(), ...env, DATABASE_URL: url },
    ...{ stdin: "piped", stdout: "piped", stderr: "null" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify(INITIALIZE_REQUEST)}\n`));
  await writer.close();
  const answer = new TextDecoder().decode((await child.output()).stdout);
  assert.match(answer, /At most 7 rows/);
});
