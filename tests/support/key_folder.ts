// A folder with a key file, and the commands that use it as processes of their own.

import { cliCommand, type CliResult, runCli } from "./run_cli.ts";
import { type ServeProcess, startServe } from "./serve_process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary_folder.ts";

/** The folder. */
export interface KeyFolder extends TemporaryFolder {
  /** KEYS_FILE. */
  readonly file: string;
  /** Runs `pgmcp` with `args`, such as `keys list`. */
  run(args: readonly string[], input?: string): Promise<CliResult>;
  /** Makes a key and returns it; throws where that fails. */
  create(...args: readonly string[]): Promise<string>;
  /** Starts `pgmcp serve` with the file and these variables; `flags` are Deno's, further ones. */
  serve(
    env?: Readonly<Record<string, string>>,
    flags?: readonly string[],
  ): Promise<ServeProcess>;
  /** Runs `pgmcp serve` where it is expected to end by itself. */
  serveInVain(env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

/** Makes it. */
export async function keyFolder(): Promise<KeyFolder> {
  const folder = await temporaryFolder();
  const { path } = folder;
  const file = `${path}/keys.sqlite`;
  const access = [`--allow-read=${path}`, `--allow-write=${path}`];

  function run(args: readonly string[], input = ""): Promise<CliResult> {
    return runCli(args, { permissions: ["-P=keys", ...access], env: { KEYS_FILE: file }, input });
  }

  return {
    path,
    file,
    run,
    async create(...args) {
      const { code, stdout, stderr } = await run(["keys", "create", "--name", "test", ...args]);
      if (code !== 0) throw new Error(`Cannot make a key: ${stderr}`);
      return stdout.trim();
    },
    serve: (env = {}, flags = []) => startServe({ KEYS_FILE: file, ...env }, [...access, ...flags]),
    async serveInVain(env = {}) {
      const child = cliCommand(["serve", "--port", "0"], {
        permissions: ["-P=local", ...access],
        env: { KEYS_FILE: file, ...env },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      // One that serves after all would never end.
      const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
      const { code, stdout, stderr } = await child.output();
      clearTimeout(timer);
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
