// A policy that keeps up with its file: a valid change applies to the next call, an
// invalid one is refused and the old policy stays, and the log says both. At start there
// is no old one: what cannot be read keeps the database closed.

import { PgmcpError } from "../../core/errors.ts";
import type {
  PolicyCandidate,
  PolicyCheck,
  PolicySource,
} from "../../core/policy/policy_source.ts";
import { LOOK_EVERY_MS, watchFile } from "../config_file/watch_file.ts";
import type { PolicySettings } from "./policy_settings.ts";
import { readPolicyFile, signaturePath } from "./read_policy_file.ts";

/** Options of {@linkcode openPolicyFile}. */
export interface PolicyFileOptions {
  readonly settings: PolicySettings;
  /** Hears what happens to the file. */
  readonly log: (level: "info" | "warn", message: string) => void;
  /** How often the file is looked at, in milliseconds; {@linkcode LOOK_EVERY_MS} by default. */
  readonly lookEveryMs?: number;
}

/** The policy of a file. */
export interface OpenedPolicy extends PolicySource {
  /** Reads the file again now. */
  reload(): Promise<void>;
  /** Looks at the file no more; the policy stays. */
  close(): void;
}

/** Opens the policy at `path`. Throws `PGMCP_INVALID_CONFIGURATION`. */
export async function openPolicyFile(
  path: string,
  options: PolicyFileOptions,
): Promise<OpenedPolicy> {
  const { log, settings } = options;
  const checks = new Set<PolicyCheck>();
  // One after the other, so that an older reading never replaces a newer one.
  let reloading = Promise.resolve();
  let closed = false;

  function reload(): Promise<void> {
    reloading = reloading.then(reloadNow);
    return reloading;
  }

  const everyMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  // Watched before it is read first, so that no change falls between the two.
  const stops = [path, ...(settings.publicKeys.length > 0 ? [signaturePath(path)] : [])]
    .map((watched) => watchFile(watched, { everyMs, onChange: () => void reload() }));

  function close(): void {
    closed = true;
    for (const stop of stops) stop();
  }

  let current: PolicyCandidate;
  try {
    current = await readPolicyFile(path, settings);
  } catch (error) {
    close();
    throw error;
  }
  log("info", `The policy ${path} is read: ${shortHash(current)}.`);

  async function reloadNow(): Promise<void> {
    if (closed) return;
    try {
      const next = await readPolicyFile(path, settings);
      if (next.policy.hash === current.policy.hash) return;
      const problems = (await Promise.all([...checks].map((check) => check(next)))).flat();
      if (problems.length > 0) {
        throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", { message: problems.join("\n") });
      }
      current = next;
      log("info", `The policy ${path} is read again and holds: ${shortHash(next)}.`);
    } catch (error) {
      // Nobody waits for a reload: what is thrown here would end the process.
      const why = error instanceof PgmcpError
        ? error.message
        : `something went wrong inside pgmcp (${error instanceof Error ? error.name : "unknown"})`;
      const stays = `the policy ${shortHash(current)} stays`;
      log("warn", `The change of ${path} is refused, ${stays}: ${why}`);
    }
  }

  return {
    get policy() {
      return current.policy;
    },
    get places() {
      return current.places;
    },
    file: path,
    hashKey: current.hashKey,
    onCandidate(check) {
      checks.add(check);
      return () => void checks.delete(check);
    },
    report(problems) {
      const what = `The policy ${path} does not fit the database, so nothing may be read:`;
      log("warn", [what, ...problems].join("\n"));
    },
    reload,
    close,
  };
}

function shortHash({ policy }: PolicyCandidate): string {
  return `sha256:${policy.hash.slice(0, 12)}`;
}
