// What became of the attempt to confine the agent, and how it is told to people.

import type { NeededKind } from "./held_permissions.ts";

/** What still stands open: loading code, asking at a terminal, or more of a permission than is needed. */
export type SandboxGap = "code loading" | "prompts" | NeededKind;

/** How the agent is confined. */
export interface SandboxReport {
  /** `flags`: by the flags it was started with. `worker`: in a Worker that holds less than the process did. */
  readonly by: "flags" | "worker";
  /** What stands open; empty where the agent is confined. */
  readonly gaps: readonly SandboxGap[];
}

const GAP_SENTENCES: Readonly<Record<SandboxGap, string>> = {
  "code loading":
    "packages that are not in the cache can still be loaded: --cached-only is missing",
  prompts: "a terminal could still be asked for permissions: --no-prompt is missing (where Deno " +
    "warns of a long prompt, that is how it was found out)",
  net: "more hosts and ports can be reached than are needed",
  read: "more files can be read than are needed",
  write: "more files can be written than are needed",
};

/** One line, or a line for each gap. */
export function sandboxSentences(report: SandboxReport): readonly string[] {
  const { by, gaps } = report;
  if (gaps.length === 0) {
    return [
      by === "flags"
        ? "Confined: the database and the server can be reached, and nothing else."
        : "Confined to a Worker: the process could do more than it needs, and gave that back.",
    ];
  }
  return ["Partly confined:", ...gaps.map((gap) => `  ${GAP_SENTENCES[gap]}`)];
}
