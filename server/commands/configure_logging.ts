// Logs to standard error, a line each: time, level, where, what. Standard output
// is never written to, for it belongs to the protocol. Passwords and keys are taken out
// of every line, whoever logged them. What is only for information waits for the end of the
// turn, so that an answer leaves before the line about it, and many lines leave as one.

import { clearImmediate, setImmediate } from "node:timers";
import { configureSync, type LogRecord } from "@logtape/logtape";
import { maskSecrets } from "../../core/auth/mask_secrets.ts";
import type { LogLevel } from "../config.ts";
import { printableLine } from "./terminal/printable.ts";
import type { Screen } from "./terminal/screen.ts";
import { createStyle, type Style } from "./terminal/style.ts";

/** Options of {@linkcode configureLogging}. */
export interface LoggingOptions {
  readonly level: LogLevel;
  /** Standard error. */
  readonly screen: Screen;
}

/** As many lines leave before the end of the turn, which a flood could put off. */
const MOST_PENDING = 256;

/** Sends every log record of `level` and above to the screen. */
export function configureLogging(options: LoggingOptions): void {
  const { screen } = options;
  const style = createStyle(screen.colour);
  let pending: LogRecord[] = [];
  let flushing: ReturnType<typeof setImmediate> | undefined;

  function flush(): void {
    clearImmediate(flushing);
    flushing = undefined;
    if (pending.length === 0) return;
    const lines = pending.map((record) => `${logLine(record, style)}\n`);
    pending = [];
    screen.write(lines.join(""));
  }
  function flushLater(): void {
    try {
      flush();
    } catch {
      // Nobody reads standard error any more, and nobody is left to be told.
    }
  }
  function write(record: LogRecord): void {
    pending.push(record);
    const urgent = record.level !== "info" && record.level !== "debug";
    if (urgent || pending.length >= MOST_PENDING) flush();
    // Over HTTP answers leave in the turn that follows. A timer would come a millisecond later, in the
    // middle of the next call.
    else {
      flushing ??= setImmediate(() => {
        flushing = setImmediate(flushLater);
      });
    }
  }
  // Whatever ends the process, the last lines are those that are wanted.
  for (const end of ["unload", "error", "unhandledrejection"]) {
    globalThis.addEventListener(end, flushLater);
  }
  configureSync({
    reset: true,
    sinks: { screen: write },
    loggers: [
      { category: ["pgmcp"], lowestLevel: options.level, sinks: ["screen"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["screen"] },
    ],
  });
}

/** One record as a line, without its line break. */
function logLine(record: LogRecord, style: Style): string {
  const time = new Date(record.timestamp).toISOString();
  // The parts alternate: the template's words, and the values put in.
  const message = record.message.map((part) => typeof part === "string" ? part : show(part));
  const text = printableLine(maskSecrets(message.join("")));
  const level = levelLabel(record.level, style);
  return `${style.dim(time)} ${level} ${style.dim(record.category.join("."))} ${text}`;
}

function show(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}

function levelLabel(level: LogRecord["level"], style: Style): string {
  const label = level.toUpperCase().padEnd(7);
  switch (level) {
    case "error":
    case "fatal":
      return style.red(label);
    case "warning":
      return style.yellow(label);
    case "info":
      return style.green(label);
    case "debug":
    case "trace":
      return style.dim(label);
  }
}
