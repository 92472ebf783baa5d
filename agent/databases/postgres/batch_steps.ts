// The statements of one batch, in one packet and one round trip:
//   BEGIN, settings, statement, look (a write: and COMMIT, DISCARD ALL) | Sync
//   ROLLBACK, DISCARD ALL                                               | Sync
// An error skips the rest of its group only, so the ROLLBACK always runs, and a
// COMMIT only behind a statement that succeeded. DISCARD ALL takes what a
// ROLLBACK leaves: advisory locks, prepared statements, settings. It shares a Sync
// with the end of the transaction: a pool such as PgBouncer gives the backend to
// somebody else at the first Sync after it. What a verdict rests on is looked at with the settings, and
// once more behind the statement: until that has its locks all can change, and functions have none.

import {
  evidenceStatement,
  MOMENT_STATEMENT,
  type SessionLimits,
  type SettingsStatement,
  settingsStatement,
} from "./session_settings.ts";
import type { WireStatement } from "./wire_connection.ts";

/** What to run, and under which settings. */
export interface StepsRequest extends SessionLimits {
  readonly sql: string;
  /** Values for `$1` and on; only pgmcp's own statements have any. */
  readonly values: readonly (string | null)[];
  readonly access: "read" | "write";
  /** Whether the server is known to follow no other, so that its moments tell; false by default. */
  readonly isPrimary?: boolean;
}

/** What a statement of a batch is there for. */
export type StepName = "begin" | "settings" | "statement" | "look" | "commit" | "clean";

/** A statement of a batch. */
export interface Step {
  readonly name: StepName;
  readonly statement: WireStatement;
}

/** The statements of a batch. */
export interface BatchSteps {
  /** Each ends with a Sync. */
  readonly groups: readonly (readonly Step[])[];
  readonly settings: SettingsStatement;
  /** The look behind the statement; null where nothing rests on evidence. */
  readonly look: WireStatement | null;
}

const BEGIN_READ: Step = {
  name: "begin",
  statement: { sql: "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY" },
};
const BEGIN_WRITE: Step = { name: "begin", statement: { sql: "BEGIN READ WRITE" } };
const COMMIT: Step = { name: "commit", statement: { sql: "COMMIT" } };
const DISCARD: Step = { name: "clean", statement: { sql: "DISCARD ALL" } };
const CLEANING: readonly Step[] = [{ name: "clean", statement: { sql: "ROLLBACK" } }, DISCARD];

/** The statements that run `request`. */
export function batchSteps(request: StepsRequest): BatchSteps {
  const { sql, values } = request;
  const writes = request.access === "write";
  const settings = settingsStatement(request);
  const look = lookBehind(request);
  const steps: readonly Step[] = [
    writes ? BEGIN_WRITE : BEGIN_READ,
    { name: "settings", statement: settings },
    { name: "statement", statement: { sql, values, describe: true } },
    ...(look === null ? [] : [{ name: "look", statement: look } as const]),
    ...(writes ? [COMMIT, DISCARD] : []),
  ];
  return { groups: [steps, CLEANING], settings, look };
}

// A read only asks whether anything at all was committed meanwhile: where it was, there is time to look
// closer. A write is committed right behind its look.
function lookBehind({ access, evidence = [], isPrimary }: StepsRequest): WireStatement | null {
  if (evidence.length === 0) return null;
  return access === "read" && isPrimary === true ? MOMENT_STATEMENT : evidenceStatement(evidence);
}
