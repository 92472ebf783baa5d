// Talks to a `pgmcp stdio` process that a shell line starts: requests of the
// 2026-07-28 protocol in, answers out, until its input ends.

/** A process that was talked to. */
export interface StdioRun {
  /** The answers, by the order in which they came. */
  readonly answers: readonly unknown[];
  readonly stderr: string;
  readonly code: number;
  /** From the end of the input to the end of the process, in milliseconds. */
  readonly endMs: number;
}

/** Options of {@linkcode runStdioLine}. */
export interface StdioRunOptions {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The tool calls to make. */
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  /** Make all calls at once instead of one after the other; false by default. */
  readonly atOnce?: boolean;
}

/** Runs `line` in a shell and makes the calls; it ends by itself after the last answer. */
export async function runStdioLine(line: string, options: StdioRunOptions): Promise<StdioRun> {
  const child = new Deno.Command("sh", {
    args: ["-c", line],
    // Empty counts as unset: what the shell of the tests sets must not leak in.
    env: { DATABASE_URL: "", ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const answers: unknown[] = [];
  let text = "";

  async function send(index: number): Promise<void> {
    const call = options.calls[index];
    if (call === undefined) return;
    const line = `${JSON.stringify(modernRequest(index + 1, call))}\n`;
    try {
      await writer.write(new TextEncoder().encode(line));
    } catch (error) {
      // It ended before it was asked: what it said of that is told where its answer is read.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }

  if (options.atOnce === true) { for (const index of options.calls.keys()) await send(index); }
  for (const index of options.calls.keys()) {
    if (options.atOnce !== true) await send(index);
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`Cannot go on: the process ended: ${await stderr}`);
      text += value;
    }
    const end = text.indexOf("\n");
    answers.push(JSON.parse(text.slice(0, end)));
    text = text.slice(end + 1);
  }
  const closed = performance.now();
  await writer.close();
  const { code } = await child.status;
  const endMs = performance.now() - closed;
  await reader.cancel();
  return { answers, stderr: await stderr, code, endMs };
}

/** A call of a tool as the 2026-07-28 protocol sends it. */
export function modernRequest(
  id: number,
  call: { readonly name: string; readonly arguments: unknown },
) {
  return {
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: {
      ...call,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "pgmcp-test", version: "1.0.0" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  };
}
