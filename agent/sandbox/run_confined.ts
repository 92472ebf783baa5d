// Runs the agent with no more than its configuration needs. Where it was started with exactly
// that, it stays in this process; where it holds more, it moves to a Worker that does not. What
// cannot be closed from inside is said, with the command that closes it, or ends the start.

import { PgmcpError } from "../../core/errors.ts";
import type { RequiredPermissions } from "../required_permissions.ts";
import { codeLoadingIsClosed } from "./code_loading.ts";
import { type ConfinedWorker, startConfinedWorker } from "./confined_worker.ts";
import { ALL_KINDS, giveBack } from "./give_back.ts";
import { missingPermissions, NEEDED_KINDS, widerKinds } from "./held_permissions.ts";
import { promptsArePossible } from "./prompts.ts";
import { type SandboxGap, type SandboxReport, sandboxSentences } from "./sandbox_report.ts";
import { workersCanBeConfined } from "./worker_options.ts";

/** What {@linkcode runConfined} needs. */
export interface ConfinementOptions {
  /** All that the configuration needs. */
  readonly needs: RequiredPermissions;
  /** Every variable that the agent reads, and that is set: no other can be read afterwards. */
  readonly variables: Readonly<Record<string, string>>;
  /** Aborting it asks the agent to end. */
  readonly signal: AbortSignal;
  /** REQUIRE_SANDBOX: whether anything that stands open ends the start. */
  readonly required: boolean;
  /** The module of the Worker, which runs the same agent. */
  readonly workerUrl: URL;
  /** The agent in this process; gives its exit code. */
  readonly run: () => Promise<number>;
  /** Hears how the agent is confined. */
  readonly log: (level: "info" | "warn", message: string) => void;
  /** The command that leaves nothing open. */
  readonly wholeCommand: string;
  /** Shows it, as it is to be copied. */
  readonly show: (command: string) => void;
}

/**
 * Confines the agent and runs it; gives its exit code. Throws `PGMCP_INVALID_CONFIGURATION` where a
 * permission it needs is missing, and `PGMCP_NOT_CONFINED` where `required` and anything stands open.
 */
export async function runConfined(options: ConfinementOptions): Promise<number> {
  const { needs, signal, variables } = options;
  const missing = missingPermissions(needs);
  if (missing.length > 0) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot start the agent: Deno's permission is missing: ${missing.join(" ")}`,
      hint: `Start it like this:\n${options.wholeCommand}`,
    });
  }
  const { report, worker } = await confine(options);
  const told = sandboxSentences(report).join("\n");
  if (report.gaps.length === 0) options.log("info", told);
  else if (options.required) {
    worker?.close();
    throw new PgmcpError("PGMCP_NOT_CONFINED", {
      message: `${told}\nREQUIRE_SANDBOX is set.`,
      hint: `Start it like this:\n${options.wholeCommand}`,
    });
  } else {
    options.log("warn", `${told}\nStarted like this, it is confined:`);
    options.show(options.wholeCommand);
  }
  return worker === null ? await options.run() : await worker.run(variables, signal);
}

async function confine(
  options: ConfinementOptions,
): Promise<{ readonly report: SandboxReport; readonly worker: ConfinedWorker | null }> {
  const { needs } = options;
  const loadingClosed = await codeLoadingIsClosed();
  giveBack(["run", "ffi", "sys"]);
  const wider = widerKinds(needs);
  const worker = wider.length > 0 && workersCanBeConfined()
    ? await startConfinedWorker({ url: options.workerUrl, needs })
    : null;
  giveBack(
    worker !== null
      ? ALL_KINDS
      : ALL_KINDS.filter((kind) =>
        !NEEDED_KINDS.some((needed) => needed === kind && needs[needed].length > 0)
      ),
  );
  const gaps: readonly SandboxGap[] = [
    ...loadingClosed ? [] : ["code loading"] as const,
    ...promptsArePossible() ? ["prompts"] as const : [],
    ...worker === null ? wider : [],
  ];
  return { report: { by: worker === null ? "flags" : "worker", gaps }, worker };
}
