// What `doctor` says of one risk. The identifiers are a contract: scripts count on them.

/** How bad, from worst to harmless. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;

/** How bad a finding is. */
export type Severity = typeof SEVERITIES[number];

/** One risk. None of its texts holds a secret or a row's value. */
export interface Finding {
  /** Stable, such as `role.superuser`. */
  readonly id: string;
  readonly severity: Severity;
  /** What was found, as a sentence. */
  readonly what: string;
  /** Why it matters, as a sentence. */
  readonly why: string;
  /** What ends it: SQL, flags or settings, a line each; comments in them start with `--`. */
  readonly fix: readonly string[];
}
