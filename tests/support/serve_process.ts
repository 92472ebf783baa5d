// `pgmcp serve` as a process of its own, under the permissions of `deno task serve`,
// and calls of its tools in the 2026-07-28 protocol by plain HTTP.

import { cliCommand, LOCAL_PERMISSIONS } from "./run_cli.ts";
import { modernRequest } from "./run_stdio.ts";

/** A running process. */
export interface ServeProcess {
  readonly pid: number;
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** What it wrote to standard error so far. */
  readonly stderr: string;
  /** Sends a signal. */
  kill(signal: Deno.Signal): void;
  /** Waits for the end. */
  ended(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}

/** Starts one, on a free port unless PORT says another, with these variables and no others; `permissions` are added to the task's. */
export async function startServe(
  env: Readonly<Record<string, string>>,
  permissions: readonly string[] = [],
): Promise<ServeProcess> {
  const child = cliCommand(["serve", "--port", env.PORT ?? "0"], {
    permissions: [...LOCAL_PERMISSIONS, ...permissions],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Response(child.stdout).text();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let stderr = "";
  async function read(): Promise<boolean> {
    const { value, done } = await reader.read();
    stderr += value ?? "";
    return !done;
  }
  let url: string | undefined;
  while (url === undefined) {
    if (!await read()) throw new Error(`Cannot go on: the process ended: ${stderr}`);
    url = /Serving at (https?:\S+)\/mcp\n/.exec(stderr)?.[1];
  }
  // Read on, or the process stops when nobody takes what it logs.
  const reading = (async () => {
    while (await read());
  })();
  return {
    pid: child.pid,
    url,
    get stderr() {
      return stderr;
    },
    kill: (signal) => child.kill(signal),
    async ended() {
      const { code } = await child.status;
      await reading;
      return { code, stdout: await stdout, stderr };
    },
  };
}

/** The request that calls a tool; the answer's text holds what the tool said, whichever form it takes. */
export function callRequest(
  url: string,
  call: { readonly name: string; readonly arguments: unknown },
  options: {
    /** The caller's key; none by default. */
    readonly key?: string;
    readonly signal?: AbortSignal;
  } = {},
): Request {
  const { key, signal } = options;
  return new Request(`${url}/mcp`, {
    method: "POST",
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": call.name,
    },
    body: JSON.stringify(modernRequest(1, call)),
    ...(signal === undefined ? {} : { signal }),
  });
}
