// The policies that the databases of a configuration name. One file is read once, however
// many name it, and no longer than one does. One that cannot be used closes those databases
// until it can.

import { PgmcpError } from "../../core/errors.ts";
import type { PolicySource } from "../../core/policy/policy_source.ts";
import { type OpenedPolicy, openPolicyFile } from "../policy_file/open_policy_file.ts";
import type { PolicySettings } from "../policy_file/policy_settings.ts";
import type { ConfiguredDatabase } from "./parse_config_file.ts";
import { watchFile } from "./watch_file.ts";

/** Options of {@linkcode Policies}. */
export interface PoliciesOptions {
  readonly settings: PolicySettings;
  /** Hears what happens to the files. */
  readonly log: (level: "info" | "warn", message: string) => void;
  /** How often the files are looked at, in milliseconds. */
  readonly lookEveryMs: number;
  /** Hears that a file that could not be used has changed. */
  readonly onChange: () => void;
}

/** The policies in use, by path. */
export class Policies {
  readonly #options: PoliciesOptions;
  readonly #opened = new Map<string, OpenedPolicy>();
  readonly #broken = new Map<string, () => void>();

  /** Opens none yet. */
  constructor(options: PoliciesOptions) {
    this.#options = options;
  }

  /** Opens what `databases` name; those whose policy cannot be used come back with that problem. */
  async open(databases: readonly ConfiguredDatabase[]): Promise<readonly ConfiguredDatabase[]> {
    const problems = new Map<string, PgmcpError>();
    for (const path of new Set(databases.flatMap(({ policyFile }) => policyFile ?? []))) {
      const problem = await this.#openOne(path);
      if (problem !== null) problems.set(path, problem);
    }
    return databases.map((database) => {
      const problem = problems.get(database.policyFile ?? "");
      if (problem === undefined || database.problem !== null) return database;
      return { ...database, location: null, problem };
    });
  }

  /** The policy at `path`, which was opened; null where it could not be, or there is no path. */
  of(path: string | null): PolicySource | null {
    return path === null ? null : this.#opened.get(path) ?? null;
  }

  /** Lets go of what none of `databases` names. */
  keep(databases: readonly ConfiguredDatabase[]): void {
    const used = new Set(databases.map(({ policyFile }) => policyFile));
    for (const [path, policy] of this.#opened) {
      if (used.has(path)) continue;
      policy.close();
      this.#opened.delete(path);
    }
    for (const [path, stop] of this.#broken) {
      if (used.has(path)) continue;
      stop();
      this.#broken.delete(path);
    }
  }

  /** Reads all of them again. */
  async reload(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((policy) => policy.reload()));
  }

  /** Lets go of all. */
  close(): void {
    this.keep([]);
  }

  async #openOne(path: string): Promise<PgmcpError | null> {
    if (this.#opened.has(path)) return null;
    const { log, lookEveryMs, onChange, settings } = this.#options;
    try {
      this.#opened.set(path, await openPolicyFile(path, { settings, log, lookEveryMs }));
      this.#broken.get(path)?.();
      this.#broken.delete(path);
      return null;
    } catch (error) {
      if (!(error instanceof PgmcpError)) throw error;
      if (!this.#broken.has(path)) {
        this.#broken.set(path, watchFile(path, { everyMs: lookEveryMs, onChange }));
      }
      return error;
    }
  }
}
