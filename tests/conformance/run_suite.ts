// Runs the official conformance suite against a URL, as a process that may reach that
// one port and read its own package, and nothing else. It stands under a lock file of
// its own, because Deno fetches what the project's lock file holds for every command.

const PACKAGE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";

/** The revisions of the protocol that are served. */
export const REVISIONS = ["2026-07-28", "2025-11-25"] as const;

/** A revision of the protocol. */
export type Revision = typeof REVISIONS[number];

/** What to run. */
export interface SuiteOptions {
  /** The MCP endpoint, on 127.0.0.1. */
  readonly url: string;
  readonly revision: Revision;
  /** A file of the failures that are expected; none by default. */
  readonly baseline?: URL;
}

/** How a run went. */
export interface SuiteRun {
  /** Whether everything that is required passed, or failed as the baseline expects. */
  readonly passed: boolean;
  /** The scenarios that the revision requires. */
  readonly required: ScenarioNames;
  /** Those that are run without being required, such as extensions of the protocol. */
  readonly optional: ScenarioNames;
  /** All that the suite wrote. */
  readonly output: string;
}

/** Scenarios by how they went. */
export interface ScenarioNames {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** How long a whole run may take before it is ended; it takes two seconds. */
const RUN_TIMEOUT_MS = 120_000;

/** Runs the scenarios that a revision requires of a server, and those it leaves open. */
export async function runSuite(options: SuiteOptions): Promise<SuiteRun> {
  const { url, revision, baseline } = options;
  const [listed, run] = await Promise.all([
    runPackage(["list", "--requirements", revision], { host: null }),
    runPackage([
      ...["server", "--url", url, "--requirements", revision],
      ...(baseline === undefined ? [] : ["--expected-failures", path(baseline)]),
    ], { host: new URL(url).host, ...(baseline === undefined ? {} : { reads: path(baseline) }) }),
  ]);
  const [, server = ""] = /^Server scenarios.*\n((?: {2}- .*\n)+)/m.exec(listed.text) ?? [];
  const names = new Set([...server.matchAll(/- (\S+)/g)].map((match) => match[1]));
  const judged = [...run.text.matchAll(/^([✓✗]) (\S+): \d+ passed/gm)].map((match) => ({
    passed: match[1] === "✓",
    name: match[2] ?? "",
  }));
  const required = byResult(judged.filter(({ name }) => names.has(name)));
  return {
    // A run that judged nothing has not passed.
    passed: run.success && required.passed.length > 0,
    required,
    optional: byResult(judged.filter(({ name }) => !names.has(name))),
    output: run.text,
  };
}

function byResult(
  judged: readonly { readonly passed: boolean; readonly name: string }[],
): ScenarioNames {
  return {
    passed: judged.filter((scenario) => scenario.passed).map((scenario) => scenario.name),
    failed: judged.filter((scenario) => !scenario.passed).map((scenario) => scenario.name),
  };
}

async function runPackage(
  args: readonly string[],
  may: { readonly host: string | null; readonly reads?: string },
): Promise<{ readonly success: boolean; readonly text: string }> {
  const reads = [await npmCache(), ...(may.reads === undefined ? [] : [may.reads])];
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "--no-config", "--frozen"],
      `--lock=${path(new URL("conformance_package.lock", import.meta.url))}`,
      ...["--ignore-env", `--allow-read=${reads.join(",")}`],
      ...(may.host === null ? [] : [`--allow-net=${may.host}`]),
      ...[PACKAGE, ...args],
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
  }).output();
  const decoder = new TextDecoder();
  return {
    success: output.success,
    text: decoder.decode(output.stdout) + decoder.decode(output.stderr),
  };
}

async function npmCache(): Promise<string> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
    stdout: "piped",
  }).output();
  const info: { readonly npmCache: string } = JSON.parse(new TextDecoder().decode(output.stdout));
  return info.npmCache;
}

function path(url: URL): string {
  return decodeURIComponent(url.pathname);
}
