// The client settings that stand in the README and in examples/ name the variables that
// the printed line names: one that Deno hides counts as unset, and REQUIRE_GRADE would be gone.

import assert from "node:assert/strict";
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
