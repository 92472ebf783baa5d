// The examples are what the product prints: units, compose file and client settings name flags,
// permissions and variables that exist, and the exact ones for the configuration beside them.

import assert from "node:assert/strict";
import { parse } from "yaml";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { AGENT_ALLOCATOR, NO_UPDATE_CHECK } from "../../core/run_line/engine_flags.ts";
import { runCli } from "../support/run_cli.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);
const AGENT_KEY = createApiKey("agent").text;
const MODULE = /^\S*?\/(mod\.ts|agent\/main\.ts)$/;

type Variables = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, EXAMPLES));
}

/** The words after `deno` of the line that is printed for a configuration. */
async function printedWords(args: readonly string[], env: Variables): Promise<readonly string[]> {
  const permissions = [`-P=${args[0] === "serve" || args[0] === "stdio" ? "local" : args[0]}`];
  const { code, stdout, stderr } = await runCli([...args, "--print-command"], { permissions, env });
  assert.equal(code, 0, stderr);
  const line = stdout.split("\n").find((each) => / ?deno run /.test(each)) ?? "";
  return line.slice(line.indexOf("deno run ")).split(" ").slice(1);
}

/** The same words, whatever folder the module is in; a list's values in any order. */
function comparable(words: readonly string[]): readonly string[] {
  return words.map((word) =>
    MODULE.test(word)
      ? MODULE.exec(word)?.[1] ?? ""
      : word.startsWith("--allow-") && word.includes("=")
      ? `${word.slice(0, word.indexOf("="))}=${word.slice(word.indexOf("=") + 1).split(",").sort()}`
      : word
  ).sort();
}

async function assertPrinted(
  words: readonly string[],
  configuration: { readonly args: readonly string[]; readonly env: Variables },
): Promise<void> {
  const printed = await printedWords(configuration.args, configuration.env);
  assert.deepEqual(comparable(words), comparable(printed));
}

/** The settings of a unit file's section: `Name=value`, where `\` goes on in the next line. */
function unitSection(text: string, section: string): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>();
  let inside = false;
  for (const line of text.replaceAll(/\\\n\s*/g, "").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) inside = line === `[${section}]`;
    else {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? assert.fail(line);
      if (inside) settings.set(name, [...settings.get(name) ?? [], value]);
    }
  }
  return settings;
}

function environmentFile(text: string): Variables {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? assert.fail(line);
    return [name, value.replace(/^"(.*)"$/, "$1")];
  }));
}

function allowedVariables(words: readonly string[]): readonly string[] {
  const flag = words.find((word) => word.startsWith("--allow-env=")) ?? assert.fail("no variables");
  return flag.slice("--allow-env=".length).split(",");
}

for (const command of ["server", "agent"] as const) {
  Deno.test(`the systemd unit of the ${command} starts what is printed for its settings`, async () => {
    const unit = await read(`tunnel/systemd/pgmcp-${command}.service`);
    const service = unitSection(unit, "Service");
    const env = environmentFile(await read(`tunnel/systemd/${command}.env`));
    assert.deepEqual(service.get("EnvironmentFile"), [`/etc/pgmcp/${command}.env`]);
    const tuned = service.get("Environment")?.includes(AGENT_ALLOCATOR.join("="));
    assert.equal(tuned, command === "agent");
    assert.ok(service.get("Environment")?.some((line) => line.includes(NO_UPDATE_CHECK.join("="))));
    const [start = ""] = service.get("ExecStart") ?? [];
    const [deno, ...words] = start.split(/\s+/);
    assert.equal(deno, "/usr/local/bin/deno");
    for (const name of Object.keys(env)) assert.ok(allowedVariables(words).includes(name), name);
    await assertPrinted(words, {
      args: [command === "server" ? "serve" : "agent"],
      env: command === "server" ? env : { ...env, AGENT_KEY },
    });
    for (
      const [name, value] of [
        ["NoNewPrivileges", "yes"],
        ["ProtectSystem", "strict"],
        ["ProtectHome", "yes"],
        ["PrivateDevices", "yes"],
        ["CapabilityBoundingSet", ""],
        ["SystemCallFilter", "@system-service"],
        ["DynamicUser", "yes"],
      ] as const
    ) assert.deepEqual(service.get(name), [value], name);
    assert.deepEqual(unitSection(unit, "Install").get("WantedBy"), ["multi-user.target"]);
  });
}

Deno.test("the compose file starts what is printed for its settings, and keeps the database inside", async () => {
  const file: Fields = parse(await read("tunnel/compose.yaml"), { merge: true });
  const services: Readonly<Record<string, Fields>> = Object(file.services);
  const networks: Readonly<Record<string, Fields>> = Object(file.networks);
  for (const [name, args] of [["server", "serve"], ["agent", "agent"]] as const) {
    const service = services[name] ?? assert.fail(name);
    const {
      [AGENT_ALLOCATOR[0]]: allocator,
      [NO_UPDATE_CHECK[0]]: noUpdateCheck,
      ...env
    }: Variables = Object(service.environment);
    assert.equal(noUpdateCheck, NO_UPDATE_CHECK[1]);
    assert.equal(allocator, name === "agent" ? AGENT_ALLOCATOR[1] : undefined);
    const words: readonly string[] = Object(service.command);
    for (const variable of Object.keys(env)) {
      assert.ok(allowedVariables(words).includes(variable), variable);
    }
    const set = { ...env, ...(name === "agent" ? { AGENT_KEY } : {}) };
    const plain = Object.entries(set).map(([key, value]) => [key, value.replace(/\$\{.*\}/, "x")]);
    await assertPrinted(words, { args: [args], env: Object.fromEntries(plain) });
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ["ALL"]);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"]);
  }
  assert.equal(networks.database?.internal, true);
  assert.deepEqual(services.postgres?.networks, ["database"]);
  assert.deepEqual(services.server?.networks, ["outside"]);
  // Only the server is published, and to this machine alone.
  const published = Object.values(services).flatMap(({ ports }) => ports ?? []);
  assert.deepEqual(published, ["127.0.0.1:8080:8080"]);
  for (const { volumes = [] } of Object.values(services)) {
    for (const volume of Object(volumes)) {
      const [source = ""] = String(volume).split(":");
      if (source.startsWith(".")) await Deno.stat(new URL(source, new URL("tunnel/", EXAMPLES)));
      else assert.ok(source in Object(file.volumes), source);
    }
  }
});

interface ClientEntry {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Variables;
  readonly url?: string;
  readonly headers?: Variables;
}

for await (const { name } of Deno.readDir(new URL("clients/", EXAMPLES))) {
  if (!name.endsWith(".json")) continue;
  Deno.test(`the client settings ${name} start or reach what there is`, async () => {
    const file: Fields = JSON.parse(await read(`clients/${name}`));
    const entries: Readonly<Record<string, ClientEntry>> = Object(file.mcpServers ?? file.servers);
    const [entry, ...others] = Object.values(entries);
    assert.ok(entry !== undefined && others.length === 0);
    if (entry.url !== undefined) {
      assert.equal(entry.url, "https://pgmcp.example.com/mcp");
      assert.match(entry.headers?.Authorization ?? "", /^Bearer \$\{\S+\}$/);
      return;
    }
    const { args = [] } = entry;
    const { [NO_UPDATE_CHECK[0]]: noUpdateCheck, ...env } = entry.env ?? {};
    assert.equal(noUpdateCheck, NO_UPDATE_CHECK[1]);
    assert.equal(entry.command, "deno");
    const after = args.slice(args.findIndex((word) => MODULE.test(word)) + 1);
    for (const variable of Object.keys(env)) {
      assert.ok(allowedVariables(args).includes(variable), variable);
    }
    // A key's place is marked, and is no key.
    const set = Object.entries(env).filter(([variable]) => variable !== "PGMCP_KEY");
    await assertPrinted(args, { args: after, env: Object.fromEntries(set) });
  });
}

Deno.test("every folder of examples is in its list", async () => {
  const list = await read("README.md");
  for await (const { name, isDirectory } of Deno.readDir(EXAMPLES)) {
    if (isDirectory) assert.ok(list.includes(`\`${name}/\``), name);
  }
});
