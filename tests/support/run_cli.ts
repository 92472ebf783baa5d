// Runs `pgmcp` as a process of its own, the way a shell does, under the permissions
// given and with no variables but those given.

import { ownVariables } from "./own_variables.ts";

/** Options of {@linkcode runCli}. */
export interface CliOptions {
  /** Deno's permission flags; none by default. */
  readonly permissions?: readonly string[];
  /** The program; `mod.ts` by default. */
  readonly program?: string;
  /** The variables of pgmcp's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads on standard input; nothing by default. */
  readonly input?: string;
  /** The folder to run it in; this process's by default. */
  readonly cwd?: string;
}

/** How a process ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program, as a path. */
export const MOD_PATH = decodeURIComponent(new URL("../../mod.ts", import.meta.url).pathname);

/** The permission sets of deno.json that commands run under, as flags. */
export const LOCAL_PERMISSIONS: readonly string[] = ["-P=local"];

/** The command that runs `pgmcp` with `args`; the caller spawns it. */
export function cliCommand(
  args: readonly string[],
  options: CliOptions & Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr"> = {},
): Deno.Command {
  const { permissions = [], env = {}, program = MOD_PATH, input: _input, ...streams } = options;
  return new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "--cached-only", ...permissions, program, ...args],
    clearEnv: true,
    env: { ...ownVariables(), ...env },
    ...streams,
  });
}

/** Runs `pgmcp` with `args` to its end. */
export async function runCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = cliCommand(args, { ...options, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(options.input ?? ""));
    await writer.close();
  } catch (error) {
    // It may end without reading its input.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
