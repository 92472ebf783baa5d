// The policy that holds now. Whoever enforces it asks before every statement, so that a
// change applies to the next one.

import type { Place } from "../yaml/file_problem.ts";
import type { Policy } from "./policy.ts";

/** A policy that may change while it is used. */
export interface PolicySource {
  /** The policy as it is now: another object after each change. */
  readonly policy: Policy;
  /** Where each of its rules stands, by path, such as `tables.orders.row_filter`. */
  readonly places: ReadonlyMap<string, Place>;
  /** The file's name, for what is said of it. */
  readonly file: string;
  /** The key of `hash` masks: 32 bytes, the same wherever the database is served; null where there is none. Secret. */
  readonly hashKey: Uint8Array | null;
  /** Has each new policy looked at before it applies; what is wrong with it keeps the old one. The result stops that. */
  onCandidate(check: PolicyCheck): () => void;
  /** Hears that the policy that holds does not fit the database, as `file:line:column: sentence` each. */
  report(problems: readonly string[]): void;
}

/** Says what is wrong with a policy, as `file:line:column: sentence` each; nothing where it can apply. */
export type PolicyCheck = (candidate: PolicyCandidate) => Promise<readonly string[]>;

/** A policy that would apply. */
export type PolicyCandidate = Pick<PolicySource, "policy" | "places" | "file" | "hashKey">;
