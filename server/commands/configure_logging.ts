// Logs to standard error, a line each: time, level, where, what. Standard output
// is never written to, for it belongs to the protocol. Passwords and keys are taken out
// of every line, whoever logged them.

import { configureSync, type LogRecord } from "@logtape/logtape";
import { maskApiKeys } from "../../core/auth/mask_api_keys.ts";
import type { LogLevel } from "../config.ts";
import { printableLine } from "./terminal/printable.ts";
import type { Screen } from "./terminal/screen.ts";
import { createStyle, type Style } from "./terminal/style.ts";

/** Options of {@linkcode configureLogging}. */
export interface LoggingOptions {
  readonly level: LogLevel;
  /** Standard error. */
  readonly screen: Screen;
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Sends every log record of `level` and above to the screen. */
export function configureLogging(options: LoggingOptions): void {
  const style = createStyle(options.screen.colour);
  function write(record: LogRecord): void {
    options.screen.write(`${logLine(record, { style, redact: options.redact })}\n`);
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
function logLine(
  record: LogRecord,
  options: { readonly style: Style; readonly redact: (text: string) => string },
): string {
  const { style } = options;
  const time = new Date(record.timestamp).toISOString();
  // The parts alternate: the template's words, and the values put in.
  const message = record.message.map((part) => typeof part === "string" ? part : show(part));
  const text = printableLine(maskApiKeys(options.redact(message.join(""))));
  const level = levelLabel(record.level, style);
  return `${style.dim(time)} ${level} ${style.dim(record.category.join("."))} ${text}`;
}

function show(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
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
