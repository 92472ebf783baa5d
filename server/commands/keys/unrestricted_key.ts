// What a key may do that nobody restricts in any way.

import type { KeyRequest } from "./issue_key.ts";

/** Every database, no role, no team, at any rate, for ever. */
export const UNRESTRICTED_KEY: Omit<KeyRequest, "kind" | "name"> = {
  databases: ["*"],
  role: null,
  team: null,
  attributes: {},
  rate: null,
  expiresAtMs: null,
};
