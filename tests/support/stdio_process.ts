// `pgmcp stdio` as a process of its own whose ends the test holds: it can write
// without waiting for answers, and close input or output when it likes.

import { cliCommand, LOCAL_PERMISSIONS } from "./run_cli.ts";
import { modernRequest } from "./run_stdio.ts";

/** A running process. */
export interface StdioProcess {
  /** Sends a call of a tool, and waits for nothing. */
  send(id: number, call: { readonly name: string; readonly arguments: unknown }): Promise<void>;
  /** The next line of output, as JSON; null at its end. */
  next(): Promise<unknown>;
  /** Closes its input, as a client that is gone. */
  closeInput(): Promise<void>;
  /** Stops reading its output, so that its writes fail. */
  closeOutput(): Promise<void>;
  /** Stops reading what it logs, so that those writes fail. */
  closeLog(): Promise<void>;
  kill(signal: Deno.Signal): void;
  /** Waits for the end, and gives the exit code. */
  ended(): Promise<number>;
}

/** Starts one with these variables and no others. */
export function startStdio(env: Readonly<Record<string, string>>): StdioProcess {
  const child = cliCommand(["stdio"], {
    permissions: LOCAL_PERMISSIONS,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(splitLines()).getReader();
  // Somebody must take what it logs, or it stops when the pipe is full.
  const quiet = new AbortController();
  const logging = child.stderr.pipeTo(new WritableStream(), { signal: quiet.signal })
    .catch(() => {});
  return {
    send: (id, call) =>
      writer.write(new TextEncoder().encode(`${JSON.stringify(modernRequest(id, call))}\n`)),
    async next() {
      const { value, done } = await lines.read();
      return done ? null : JSON.parse(value);
    },
    closeInput: () => writer.close(),
    closeOutput: () => lines.cancel(),
    async closeLog() {
      quiet.abort();
      await logging;
    },
    kill: (signal) => child.kill(signal),
    async ended() {
      return (await child.status).code;
    },
  };
}

function splitLines(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(line);
    },
  });
}
