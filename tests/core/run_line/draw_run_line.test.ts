// The printed `deno run` line: least permissions, no secret, safe in a shell.

import assert from "node:assert/strict";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import {
  AGENT_ALLOCATOR,
  AGENT_ENGINE_FLAGS,
  ENGINE_FLAGS,
  NO_UPDATE_CHECK,
} from "../../../core/run_line/engine_flags.ts";
import {
  drawInstallableRunLine,
  drawRunLine,
  type RunLine,
} from "../../../core/run_line/draw_run_line.ts";

const line: RunLine = {
  command: "stdio",
  entry: "/opt/pgmcp/mod.ts",
  permissions: { net: ["db.example.com:5432"], read: [], write: [] },
  variables: ["DATABASE_URL", "MAX_ROWS"],
  values: [["DATABASE_URL", null], ["MAX_ROWS", "50"]],
};

function lastLine(changes: Partial<RunLine>): string {
  return drawRunLine({ ...line, ...changes }).trimEnd().split("\n").at(-1) ?? "";
}

async function readTasks(): Promise<Readonly<Record<string, string>>> {
  const config: { readonly tasks: Readonly<Record<string, string>> } = JSON.parse(
    await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)),
  );
  return config.tasks;
}

Deno.test("the line names the host, the variables, and nothing else", () => {
  assert.equal(
    lastLine({}),
    'DATABASE_URL="$DATABASE_URL" MAX_ROWS=50 DENO_NO_UPDATE_CHECK=1 deno run --no-prompt --cached-only --ignore-env ' +
      `${ENGINE_FLAGS} ` +
      "--allow-env=DATABASE_URL,MAX_ROWS --allow-net=db.example.com:5432 /opt/pgmcp/mod.ts stdio",
  );
  assert.match(drawRunLine(line), /^# .*\ndeno cache -q \/opt\/pgmcp\/mod\.ts\n# /);
});

Deno.test("what holds a parser runs with the engine's flags, by its task and by the printed line", async () => {
  const tasks = await readTasks();
  const flags = { stdio: ENGINE_FLAGS, serve: ENGINE_FLAGS, agent: AGENT_ENGINE_FLAGS };
  for (const command of ["stdio", "serve", "agent"] as const) {
    assert.ok(tasks[command]?.includes(` ${flags[command]} `), command);
    assert.ok(lastLine({ command }).includes(` ${flags[command]} `), command);
  }
  const allocator = AGENT_ALLOCATOR.join("=");
  assert.ok(tasks.agent?.includes(` ${allocator} deno run `));
  assert.ok(lastLine({ command: "agent" }).includes(` ${allocator} deno run `));
  assert.ok(!lastLine({ command: "connect" }).includes("--v8-flags"));
});

Deno.test("no task that starts pgmcp lets Deno ask its maker for a newer one", async () => {
  const starting = Object.entries(await readTasks()).filter(([, task]) =>
    task.includes(" mod.ts ")
  );
  const names = starting.map(([name]) => name);
  for (const name of ["agent", "demo", "serve", "stdio"]) assert.ok(names.includes(name), name);
  for (const [name, task] of starting) {
    assert.ok(task.startsWith(`${NO_UPDATE_CHECK.join("=")} `), name);
  }
});

Deno.test("a permission without values is left out: without them its flag would allow all", () => {
  const text = lastLine({ permissions: { net: [], read: [], write: [] }, variables: [] });
  assert.doesNotMatch(text, /--allow-/);
});

Deno.test("values and paths with spaces, quotes and commas stay one word of the shell", () => {
  const text = lastLine({
    entry: "/opt/my pgmcp/mod.ts",
    permissions: { net: [], read: ["/da'ta,1"], write: [] },
    values: [["SCHEMAS", "$(id) a"]],
  });
  assert.ok(text.startsWith("SCHEMAS='$(id) a' DENO_NO_UPDATE_CHECK=1 deno run"), text);
  assert.ok(text.includes("'--allow-read=/da'\\''ta,,1'"), text);
  assert.ok(text.endsWith("'/opt/my pgmcp/mod.ts' stdio"), text);
});

Deno.test("the entry is named as it can be run again", () => {
  assert.equal(entrySpecifier("file:///opt/my%20pgmcp/mod.ts"), "/opt/my pgmcp/mod.ts");
  assert.equal(entrySpecifier("file:///C:/pgmcp/mod.ts"), "C:/pgmcp/mod.ts");
  assert.match(
    entrySpecifier("https://packages.example.com/@pgmcp/pgmcp/0.1.0/mod.ts"),
    /^jsr:@pgmcp\/pgmcp@\d+\.\d+\.\d+$/,
  );
  assert.match(
    entrySpecifier("https://packages.example.com/@pgmcp/pgmcp/0.1.0/agent/main.ts"),
    /^jsr:@pgmcp\/pgmcp@\d+\.\d+\.\d+\/agent$/,
  );
  assert.equal(entrySpecifier("https://example.com/mod.ts"), "https://example.com/mod.ts");
});

Deno.test("what is installed has the same permissions, and a module of a file its import map", () => {
  const agent: RunLine = { ...line, command: "agent" };
  const [, installed = ""] = drawInstallableRunLine(agent).split("\ndeno install ");
  const [, run = ""] = drawRunLine(agent).split("deno run ");
  assert.match(
    installed,
    /^-q -g -f -n pgmcp-agent --config \/opt\/pgmcp\/deno\.json --no-prompt /,
  );
  // The packages are those of the lock file there too.
  const [command = "", copy] = installed.trimEnd().split(" && ");
  assert.ok(command.endsWith(" /opt/pgmcp/mod.ts -- agent"), installed);
  const folder = "${DENO_INSTALL_ROOT:-$HOME/.deno}/bin/.pgmcp-agent/";
  assert.equal(copy, `cp /opt/pgmcp/deno.lock "${folder}"`);
  const flags = run.split(" ").filter((word) => word.startsWith("--"));
  assert.ok(flags.length > 5, run);
  for (const flag of flags) {
    assert.ok(installed.includes(flag.trim()), flag);
  }
  // The agent's own module finds both a folder above it.
  const own = drawInstallableRunLine({ ...agent, entry: "/opt/pgmcp/agent/main.ts", args: [] });
  assert.match(own, / --config \/opt\/pgmcp\/deno\.json .* cp \/opt\/pgmcp\/deno\.lock /);
  // Secrets are no part of what is installed.
  assert.ok(!installed.includes("DATABASE_URL="), installed);
  const published = drawInstallableRunLine({ ...agent, entry: "jsr:@pgmcp/pgmcp@0.1.0" });
  assert.doesNotMatch(published, /--config|deno\.lock/);
});
