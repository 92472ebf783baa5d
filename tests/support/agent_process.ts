// An agent as a process of its own, followed by what it writes: its log says when it is connected.

import { cliCommand, MOD_PATH } from "./run_cli.ts";

/** A running agent. */
export interface AgentProcess extends AsyncDisposable {
  readonly pid: number;
  /** The lines of standard output so far. */
  readonly output: readonly string[];
  /** What it wrote to standard error so far: its log. */
  readonly stderr: string;
  /** How often it has connected. */
  connections(): number;
  /** Sends a signal, where it still runs. */
  kill(signal: Deno.Signal): void;
  /** Waits for the end; gives the exit code. */
  ended(): Promise<number>;
}

/** Where the server takes agents, beside its `http://…` address. */
export function agentUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, "ws")}/agent`;
}

/** Starts `agent/main.ts` with the net permission that its configuration needs, these variables and no others. */
export function startAgentProcess(
  env: Readonly<Record<string, string>>,
  options: {
    /** Whether to wait until it is connected; true by default. */
    readonly connects?: boolean;
    /** Deno's flags beside the permissions. */
    readonly flags?: readonly string[];
  } = {},
): Promise<AgentProcess> {
  const { connects = true, flags = [] } = options;
  return followAgent(agentCommand(env, { flags, outputs: "piped" }), { connects });
}

/** The command that starts `agent/main.ts` so; its outputs are piped, or lead nowhere. */
export function agentCommand(
  env: Readonly<Record<string, string>>,
  options: { readonly flags: readonly string[]; readonly outputs: "piped" | "null" },
): Deno.Command {
  return cliCommand([], {
    program: MOD_PATH.replace(/mod\.ts$/, "agent/main.ts"),
    permissions: [...options.flags, "--allow-env", `--allow-net=${places(env)}`],
    env,
    ...{ stdin: "null", stdout: options.outputs, stderr: options.outputs },
  });
}

/** Starts the agent of `command`, whose outputs are piped; resolves when it is connected, unless `connects` is false. */
export async function followAgent(
  command: Deno.Command,
  { connects = true }: { readonly connects?: boolean } = {},
): Promise<AgentProcess> {
  const child = command.spawn();
  const output: string[] = [];
  let rest = "";
  let stderr = "";
  let running = true;
  const connected = Promise.withResolvers<void>();
  connected.promise.catch(() => {}); // Not everybody waits for it.

  function connections(): number {
    return stderr.match(/ Connected to /g)?.length ?? 0;
  }

  async function follow(
    stream: ReadableStream<Uint8Array>,
    take: (text: string) => void,
  ): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
  }

  const reading = Promise.all([
    follow(child.stdout, (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      output.push(...lines);
    }),
    follow(child.stderr, (text) => {
      stderr += text;
      if (connections() > 0) connected.resolve();
    }),
  ]);
  const ended = child.status.then(async ({ code }) => {
    running = false;
    await reading;
    connected.reject(new Error(`Cannot go on: the agent ended with ${code}: ${stderr}`));
    return code;
  });

  function kill(signal: Deno.Signal): void {
    if (running) child.kill(signal);
  }

  if (connects) await connected.promise;
  return {
    pid: child.pid,
    output,
    get stderr() {
      return stderr;
    },
    connections,
    kill,
    ended: () => ended,
    async [Symbol.asyncDispose]() {
      kill("SIGKILL");
      await ended;
    },
  };
}

/** Hosts and ports of the server and the database, as Deno's flag takes them. */
function places(env: Readonly<Record<string, string>>): string {
  const urls = [env.SERVER_URL, env.DATABASE_URL].filter((url) => url?.includes("//"));
  return urls.map((url = "") => new URL(url.replace(/^\w+:/, "http:")).host).join(",");
}
