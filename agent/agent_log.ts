// The agent's log: standard error, a line each, like the server's. Passwords and the agent's key
// are taken out of every line, whoever wrote it, and nothing in it can forge another line.

import { maskSecrets } from "../core/auth/mask_secrets.ts";
import { visibleText } from "../core/services/format/visible_text.ts";

/** How bad it is. */
export type AgentLogLevel = "info" | "warn" | "error";

/** Takes a message; one of several lines becomes several lines. */
export type AgentLog = (level: AgentLogLevel, message: string) => void;

/** LOG_LEVEL, from least to most severe; `warning` is what it is called there. */
const LEVELS: readonly string[] = ["debug", "info", "warning", "error"];

/** Options of {@linkcode createAgentLog}. */
export interface AgentLogOptions {
  /** LOG_LEVEL: the least severe level that is written. */
  readonly level: string;
  /** Takes the lines. */
  readonly write: (text: string) => void;
  /** The clock; `Date.now` by default. */
  readonly now?: () => number;
}

/** Makes the log. */
export function createAgentLog(options: AgentLogOptions): AgentLog {
  const { now = Date.now, write } = options;
  const least = LEVELS.indexOf(options.level);
  return function log(level, message) {
    const name = level === "warn" ? "warning" : level;
    if (LEVELS.indexOf(name) < least) return;
    const time = new Date(now()).toISOString();
    for (const line of maskSecrets(message).split("\n")) {
      write(`${time} ${name.toUpperCase().padEnd(7)} pgmcp.agent ${visibleText(line)}\n`);
    }
  };
}
