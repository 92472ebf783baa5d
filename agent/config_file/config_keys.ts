// The keys of the configuration file. A setting's key is its variable's name in small
// letters, so that whoever knows one knows the other.

import { QUERY_VARIABLES } from "../../core/config/query_settings.ts";

/** The variables whose settings a database, or the top level for all, can have. */
export const SETTING_VARIABLES: readonly string[] = [...QUERY_VARIABLES, "POOL_SIZE"];

const SETTING_KEYS: readonly string[] = SETTING_VARIABLES.map((name) => name.toLowerCase());

/** The keys of one database. */
export const ENTRY_KEYS: readonly string[] = [
  "name",
  "url",
  "description",
  "policy",
  ...SETTING_KEYS,
];

/** The keys of the file. */
export const TOP_LEVEL_KEYS: readonly string[] = ["databases", "policy", ...SETTING_KEYS];
