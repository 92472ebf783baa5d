// One process of several that run together: started by the line that `--print-command` would
// print, with no variables but its own. It lives as long as its standard input is open, so it
// ends with whoever started it, however that one ends; no process is left behind.

import { maskApiKeys } from "../../../core/auth/mask_api_keys.ts";
import { PgmcpError } from "../../../core/errors.ts";
import {
  engineVariables,
  runArguments,
  type RunLine,
} from "../../../core/run_line/draw_run_line.ts";
import { denoVariables } from "./deno_variables.ts";

/** What it is started with. */
export interface PartOptions {
  /** What it is called, such as `agent`. */
  readonly name: string;
  /** Its variables; they may be secret. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder to start it in; this process's by default. */
  readonly folder?: string;
  /** Hears every line that it writes. */
  readonly onLine: (line: string) => void;
}

/** A running process. */
export interface Part extends AsyncDisposable {
  readonly name: string;
  readonly line: RunLine;
  /** Waits for a line that matches, from the start. Throws `PGMCP_INTERNAL` where it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it has ended, with its exit code and its last lines. */
  readonly ended: Promise<PartEnd>;
}

/** How a process ended. */
export interface PartEnd {
  readonly name: string;
  readonly code: number;
  readonly lastLines: readonly string[];
}

/** Lines that are kept for whoever waits for one; each is heard when it comes. */
const KEPT_LINES = 500;

/** How long it may take to end once asked: calls in flight may finish within 10 s. In milliseconds. */
const PART_END_MS = 12_000;
/** How long it may take to say what is waited for, in milliseconds. */
const SAY_WITHIN_MS = 90_000;
const LAST_LINES = 8;

/** Starts it. Throws `PGMCP_INVALID_CONFIGURATION` where there is no `deno` to start. */
export function startPart(line: RunLine, options: PartOptions): Part {
  const { name } = options;
  const child = spawn(line, options);
  const lines: string[] = [];
  let dropped = 0;
  const waiting = new Set<() => void>();
  let over: PartEnd | null = null;

  function take(text: string): void {
    lines.push(text);
    if (lines.length > KEPT_LINES) {
      lines.shift();
      dropped++;
    }
    options.onLine(text);
    for (const look of [...waiting]) look();
  }

  async function follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split(/\r?\n/);
      rest = parts.pop() ?? "";
      for (const part of parts) take(part);
    }
    if (rest !== "") take(rest);
  }

  // The end of its output, too: `deno` may be a script that ends before the Deno it started.
  const ended = Promise.all([child.status, follow(child.stdout), follow(child.stderr)]).then(
    ([{ code }]) => {
      over = { name, code, lastLines: lines.slice(-LAST_LINES).map(maskApiKeys) };
      for (const look of [...waiting]) look();
      return over;
    },
  );

  return {
    name,
    line,
    ended,
    async said(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      let looked = dropped;
      function look(): void {
        for (; looked < dropped + lines.length; looked++) {
          const found = pattern.exec(lines[looked - dropped] ?? "");
          if (found !== null) return resolve(found);
        }
        if (over !== null) reject(partEnded(over));
      }
      const timer = setTimeout(() => reject(silent(name)), SAY_WITHIN_MS);
      waiting.add(look);
      look();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(look);
      }
    },
    async [Symbol.asyncDispose]() {
      // Where it has ended there is nothing to close.
      await child.stdin.close().catch(() => {});
      const timer = setTimeout(() => kill(child), PART_END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What is thrown where a process ended that had to go on. */
export function partEnded({ name, code, lastLines }: PartEnd): PgmcpError {
  return new PgmcpError("PGMCP_INTERNAL", {
    hint: "Its own words are above. Start again once their cause is gone.",
    message: [`The ${name} ended with code ${code}:`, ...lastLines].join("\n"),
  });
}

function silent(name: string): PgmcpError {
  return new PgmcpError("PGMCP_INTERNAL", {
    message: `The ${name} did not start within ${SAY_WITHIN_MS / 1000} s.`,
    hint: "Look whether the machine is busy or the database is down, and start again.",
  });
}

function spawn(line: RunLine, { env, folder }: PartOptions): Deno.ChildProcess {
  try {
    // By name: Deno's permission to run `deno` does not cover the path of this one.
    return new Deno.Command("deno", {
      args: [...runArguments(line)],
      clearEnv: true,
      env: { ...denoVariables(), ...engineVariables(line), ...env },
      ...(folder === undefined ? {} : { cwd: folder }),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotCapable) {
      throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
        message: 'Cannot start the processes: no program "deno" may be started from here.',
        hint: "Put the folder of deno into PATH and allow --allow-run=deno, or use " +
          `npx -y deno@${Deno.version.deno} task demo, which does both. Without other processes: ` +
          "deno task serve.",
        cause,
      });
    }
    throw cause;
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
