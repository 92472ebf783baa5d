// The flags of the command line that stand above variables. What is wrong with one is told by the
// name that was typed.

import { readSettings, type ReadVariable } from "../../core/config/read_settings.ts";
import { readServerSettings } from "../config.ts";

/** Flags that stand above HOST and PORT. */
export interface ServerFlags {
  readonly host?: string;
  readonly port?: string;
}

/** The variables, with `flags` above them. Throws `PGMCP_INVALID_CONFIGURATION` where a flag is wrong. */
export function withFlags(variable: ReadVariable, flags: ServerFlags): ReadVariable {
  const given: ReadonlyMap<string, string | undefined> = new Map([
    ["HOST", flags.host],
    ["PORT", flags.port],
  ]);
  readSettings((name) => given.get(name), readServerSettings, {
    nameOf: (name) => `--${name.toLowerCase()}`,
  });
  return (name) => given.get(name) ?? variable(name);
}
