// Which lines of a process's log a person is shown, for it logs more than that: that it is up is
// found out from its log.

import type { LogLevel } from "../../config.ts";

/** Whether a line of a process's log is to be shown at LOG_LEVEL. */
export function isWanted(line: string, level: LogLevel): boolean {
  const [, logged] = /^\S+Z (DEBUG|INFO|WARNING|ERROR) /.exec(line) ?? [];
  // What is no line of the log is a failure's own words.
  if (logged === undefined) return !/^First start: | \((?:AGENT_KEY|Authorization)/.test(line);
  const levels = ["debug", "info", "warning", "error"];
  return levels.indexOf(logged.toLowerCase()) >= levels.indexOf(level);
}
