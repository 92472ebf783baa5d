// Entries of the ledger that ask for something that is not there without a policy
// (masks, row filters, denied tables) or the lineage of views. They are run all the
// same: they must change nothing, and a value may not ride along in an error. The list
// is exact: an entry that is refused in spite of it fails the test until it leaves. With their
// policy all of them are tried in policy_attacks.test.ts.

import type { Attack } from "./ledger.ts";

const BY_CLASS: Readonly<Record<string, string>> = {
  mask: "needs masks",
  "mask-inference": "needs masks",
  "mask-weak": "needs masks",
  "error-leak": "needs masks; the error's text is tested here",
  "row-filter": "needs row filters",
  "prompt-injection": "needs marks around what comes from the database",
};

const BY_ID: Readonly<Record<string, string>> = {
  SC17: "needs a policy that denies the table",
  SC20: "needs a policy that denies the table",
  MK19: "needs the lineage of materialised views",
  MK45: "needs a policy on the table",
  PI05: "a table that does not exist is named by the database's error, with its nearest names",
};

/** Why the entry's expected outcome is not asked for yet; null where it is. */
export function needsPolicy(attack: Attack): string | null {
  const byId = BY_ID[attack.id];
  if (byId !== undefined) return byId;
  if (attack.accept.every((outcome) => outcome === "reject")) return null;
  return BY_CLASS[attack.class] ?? null;
}

/** Whether it is left for later by its own name, and not by its class. */
export function isNamedForLater(attack: Attack): boolean {
  return attack.id in BY_ID;
}
