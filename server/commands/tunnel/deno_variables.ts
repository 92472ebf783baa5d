// The variables that Deno itself needs to start: where programs, its cache and its packages are.
// A child process is given these and its own, and no other: a server inherits no DATABASE_URL.

import { readEnvironment } from "../read_environment.ts";

/** Their names; deno.json's sets for launchers list the same. */
export const DENO_VARIABLES: readonly string[] = [
  ...["PATH", "PATHEXT", "HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "SYSTEMROOT"],
  ...["TMPDIR", "TEMP", "TMP", "DENO_DIR", "XDG_CACHE_HOME", "NPM_CONFIG_REGISTRY"],
];

/** Those that are set and may be read. */
export function denoVariables(): Readonly<Record<string, string>> {
  const variable = readEnvironment(true);
  return Object.fromEntries(DENO_VARIABLES.flatMap((name) => {
    const value = variable(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
