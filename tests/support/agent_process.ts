// `pgmcp agent` as a process of its own, with the net permission that its configuration needs.

import { MOD_PATH } from "./run_cli.ts";

/** A running agent. */
export interface AgentProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it wrote to standard error so far. */
  readonly stderr: string;
  /** How often it has connected. */
  connections(): number;
  /** Sends a signal. */
  kill(signal: Deno.Signal): void;
  /** Waits for the end; gives the exit code. */
  ended(): Promise<number>;
}

/** Where the server takes agents, beside its `http://…` address. */
export function agentUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, "ws")}/agent`;
}

/** Starts one, with these variables and no others; resolves when it is connected, unless `connects` is false. */
export async function startAgentProcess(
  env: Readonly<Record<string, string>>,
  options: {
    readonly connects?: boolean;
    readonly program?: string;
    /** Deno's flags beside the permissions. */
    readonly flags?: readonly string[];
  } = {},
): Promise<AgentProcess> {
  const { connects = true, flags = [], program = MOD_PATH.replace(/mod\.ts$/, "agent/main.ts") } =
    options;
  const own = ["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const child = new Deno.Command("deno", {
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only", ...flags, "--allow-env"],
      `--allow-net=${places(env)}`,
      program,
    ],
    clearEnv: true,
    env: { ...Object.fromEntries(own), ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let stderr = "";
  let running = true;
  const connected = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      if (connections() > 0) connected.resolve();
    }
    running = false;
    connected.reject(new Error(`Cannot go on: the agent ended: ${stderr}`));
  })();
  connected.promise.catch(() => {}); // Not everybody waits for it.

  function connections(): number {
    return stderr.match(/ Connected to /g)?.length ?? 0;
  }

  async function ended(): Promise<number> {
    await reading;
    return (await child.status).code;
  }

  function kill(signal: Deno.Signal): void {
    if (running) child.kill(signal);
  }

  if (connects) await connected.promise;
  return {
    pid: child.pid,
    get stderr() {
      return stderr;
    },
    connections,
    kill,
    ended,
    async [Symbol.asyncDispose]() {
      kill("SIGKILL");
      await ended();
    },
  };
}

/** Hosts and ports of the server and the database, as Deno's flag takes them. */
function places(env: Readonly<Record<string, string>>): string {
  const urls = [env.SERVER_URL, env.DATABASE_URL].filter((url) => url?.includes("//"));
  return urls.map((url = "") => new URL(url.replace(/^\w+:/, "http:")).host).join(",");
}
