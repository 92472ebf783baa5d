// What `--print-command` prints: the exact `deno run` line for a configuration, with the
// least permissions it needs. It never prints a secret: those are named as
// variables of the shell that runs the line.

import {
  AGENT_ALLOCATOR,
  AGENT_ENGINE_FLAGS,
  ENGINE_FLAGS,
  NO_UPDATE_CHECK,
} from "./engine_flags.ts";

/** What a command may touch, as Deno's permission flags take it. */
export interface RunPermissions {
  readonly net: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Variables beside those that pgmcp always reads; secret. None by default. */
  readonly env?: readonly string[];
}

/** What the line is made of. */
export interface RunLine {
  readonly command: "stdio" | "serve" | "doctor" | "connect" | "agent" | "embedded";
  /** What stands after the module; the command by default. */
  readonly args?: readonly string[];
  /** The module to run: a path, or a URL or specifier of a registry. */
  readonly entry: string;
  readonly permissions: RunPermissions;
  /** Every variable that the command reads. */
  readonly variables: readonly string[];
  /** The variables that are set now; null for the value of a secret one. */
  readonly values: readonly (readonly [name: string, value: string | null])[];
}

/** Where Deno installs to, in the words of a shell. */
const INSTALLED = "${DENO_INSTALL_ROOT:-$HOME/.deno}/bin";

/** A short shell script: the line that fills the cache, and the line that runs the command. */
export function drawRunLine(line: RunLine): string {
  return [
    "# Once: fetch the packages. After that nothing is downloaded.",
    `deno cache -q ${quoteWord(line.entry)}`,
    "# Run: Deno lets it reach what this line names, and nothing else.",
    runCommand(line),
    "",
  ].join("\n");
}

/** The same with a third line, which installs the command under a name of its own. */
export function drawInstallableRunLine(line: RunLine): string {
  return [
    drawRunLine(line).trimEnd(),
    "# Or install it with just that, and run it by its name, with the same variables.",
    installCommand(line),
    "",
  ].join("\n");
}

/** The one line that runs the command. */
export function runCommand(line: RunLine): string {
  const assignments = line.values.map(([name, value]) =>
    // The secret itself stays in the environment of whoever runs the line.
    `${name}=${value === null ? `"$${name}"` : quoteWord(value)}`
  );
  return words([
    ...assignments,
    ...Object.entries(engineVariables(line)).map(([name, value]) => `${name}=${quoteWord(value)}`),
    "deno run",
    ...permissionFlags(line).map(quoteWord),
    quoteWord(line.entry),
    ...argsOf(line).map(quoteWord),
  ]);
}

/** The same as the arguments of a process: what stands after `deno`, without the variables ({@linkcode engineVariables}). */
export function runArguments(line: RunLine): readonly string[] {
  return ["run", "-q", ...permissionFlags(line), line.entry, ...argsOf(line)];
}

/** The variables that are part of how the engine runs it: of the process, not for the command to read. */
export function engineVariables({ command }: RunLine): Readonly<Record<string, string>> {
  return Object.fromEntries([NO_UPDATE_CHECK, ...(command === "agent" ? [AGENT_ALLOCATOR] : [])]);
}

/** The one line that installs it. */
function installCommand(line: RunLine): string {
  // Deno keeps a copy of the import map only where it is named; what comes from a registry has it inside.
  // The agent's own module is a folder below it.
  const folder = line.entry.replace(/(?<=^|\/)agent\/main\.ts$|[^/]*$/, "");
  const isFile = !/^[a-z]+:/.test(line.entry) || /^[A-Za-z]:\//.test(line.entry);
  return words([
    `deno install -q -g -f -n pgmcp-${line.command}`,
    isFile ? `--config ${quoteWord(`${folder}deno.json`)}` : "",
    ...permissionFlags(line).map(quoteWord),
    quoteWord(line.entry),
    "--",
    ...argsOf(line).map(quoteWord),
    // Deno leaves the lock file behind, and would then ask the registry what every range means.
    isFile ? `&& cp ${quoteWord(`${folder}deno.lock`)} "${INSTALLED}/.pgmcp-${line.command}/"` : "",
  ]);
}

function argsOf(line: RunLine): readonly string[] {
  return line.args ?? [line.command];
}

function permissionFlags(line: RunLine): readonly string[] {
  return [
    ...["--no-prompt", "--cached-only", "--ignore-env"],
    ...engineFlags(line),
    // A request's signal then tells of a client that hung up, and of nothing else.
    ...(line.command === "serve" ? ["--unstable-no-legacy-abort"] : []),
    ...flag("--allow-env", line.variables),
    ...(["net", "read", "write"] as const).flatMap((kind) =>
      flag(`--allow-${kind}`, line.permissions[kind])
    ),
  ];
}

function engineFlags({ command }: RunLine): readonly string[] {
  switch (command) {
    case "stdio":
    case "serve":
      return [ENGINE_FLAGS];
    case "agent":
      return [AGENT_ENGINE_FLAGS];
    case "doctor":
    case "connect":
    case "embedded":
      // The one is soon over, and the others hold no parser.
      return [];
  }
}

function words(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function flag(name: string, values: readonly string[]): readonly string[] {
  // A flag without values would allow everything of its kind.
  return values.length === 0 ? [] : [`${name}=${values.map(escapeComma).join(",")}`];
}

function escapeComma(value: string): string {
  // Deno reads a doubled comma as one that does not separate.
  return value.replaceAll(",", ",,");
}

/** `text` as one word of a POSIX shell. */
function quoteWord(text: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
