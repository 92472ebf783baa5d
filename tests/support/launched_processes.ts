// A command that starts other processes, followed by its standard output; and what Linux tells
// of the processes it started: their command lines and their variables.

import { cliCommand } from "./run_cli.ts";
import { until } from "./until.ts";

/** How long what an ended launcher wrote may take to be read, in milliseconds: long, for busy machines. */
const LAST_WORDS_MS = 10_000;

/** A running launcher. */
export interface Launcher extends AsyncDisposable {
  readonly pid: number;
  /** Standard output so far. */
  readonly stdout: string;
  /** Standard error so far. */
  readonly stderr: string;
  /** Waits for a text on standard output. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: Deno.Signal): void;
  /** Waits for the end, and for what it wrote before; gives the exit code. */
  ended(): Promise<number>;
}

/** A process that a launcher started. */
export interface StartedProcess {
  readonly pid: number;
  readonly commandLine: string;
  /** Its variables, as `NAME=value`. */
  readonly variables: readonly string[];
}

/** Starts `pgmcp` with `args`. */
export function startLauncher(
  args: readonly string[],
  options: { readonly permissions: readonly string[]; readonly env?: Record<string, string> },
): Launcher {
  const child = cliCommand(args, {
    ...options,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stdout = "";
  let stderr = "";
  let over = false;
  const waiting = new Set<() => void>();
  async function follow(
    stream: ReadableStream<Uint8Array>,
    take: (text: string) => void,
  ): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      take(text);
      for (const look of [...waiting]) look();
    }
  }
  const reading = Promise.all([
    follow(child.stdout, (text) => stdout += text),
    follow(child.stderr, (text) => stderr += text),
  ]);
  const ended = child.status.then(async ({ code }) => {
    // Processes that outlive it would hold its output open; that is for the tests to find.
    const lastWords = Promise.withResolvers<void>();
    const timer = setTimeout(lastWords.resolve, LAST_WORDS_MS);
    await Promise.race([reading, lastWords.promise]).finally(() => clearTimeout(timer));
    over = true;
    for (const look of [...waiting]) look();
    return code;
  });
  reading.catch(() => {});
  return {
    pid: child.pid,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    async said(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      function look(): void {
        const found = pattern.exec(stdout);
        if (found !== null) resolve(found);
        else if (over) reject(new Error(`Cannot go on: it ended: ${stdout}\n${stderr}`));
      }
      waiting.add(look);
      look();
      try {
        return await promise;
      } finally {
        waiting.delete(look);
      }
    },
    kill: (signal) => child.kill(signal),
    ended: () => ended,
    async [Symbol.asyncDispose]() {
      killIfAlive(child);
      await ended;
      await reading;
    },
  };
}

function killIfAlive(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError)) throw error;
  }
}

// A shell asks: Deno lets only those with all permissions read /proc.
const LIST = `
for folder in /proc/[0-9]*; do
  grep -qs "^PPid:[[:space:]]*$1$" "$folder/status" || continue
  echo "pid $(basename "$folder")"
  tr '\\0\\n' '\\n ' <"$folder/cmdline" | sed 's/^/arg /'
  tr '\\0\\n' '\\n ' <"$folder/environ" | sed 's/^/var /'
done`;

/** The processes whose parent is `pid`, by what Linux tells. */
export async function startedBy(pid: number): Promise<readonly StartedProcess[]> {
  const { stdout } = await shell(LIST, pid);
  return stdout.split(/^pid /m).slice(1).map((text) => {
    const lines = text.split("\n");
    const of = (kind: string) =>
      lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(kind.length));
    return {
      pid: Number(lines[0]),
      commandLine: of("arg ").join(" "),
      variables: of("var "),
    };
  });
}

/** Waits until a process has ended, by what Linux tells; one that nobody has asked for its exit code has. */
export async function untilGone(pid: number): Promise<void> {
  const lives = 'grep -qs "^State:[[:space:]]*[^ZX]" "/proc/$1/status"';
  await until(`the end of process ${pid}`, async () => (await shell(lives, pid)).code !== 0);
}

async function shell(
  script: string,
  pid: number,
): Promise<{ readonly code: number; readonly stdout: string }> {
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", String(pid)],
    stdin: "null",
    stderr: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** Waits until a port of this machine takes no connection any more. */
export async function untilClosed(port: number): Promise<void> {
  await until(`the end of the listener on port ${port}`, async () => {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return false;
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return true;
      // Its listener was closed with this connection in the queue.
      if (error instanceof Deno.errors.ConnectionReset) return false;
      throw error;
    }
  });
}
