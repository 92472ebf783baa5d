// Reads variables of the environment under whatever permissions there are, and
// never asks the user for one. Where a variable may not be read, a command that
// touches a database refuses to start: an unread SCHEMAS would open what it closes.

import type { ReadVariable } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";

/** Reads variables; one that may not be read is an error, or with `lenient` not set. */
export function readEnvironment(lenient: boolean): ReadVariable {
  return (name) => {
    // Reading while the state is `prompt` would stop and ask on a terminal.
    if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "prompt") {
      try {
        return Deno.env.get(name);
      } catch (error) {
        // Under --ignore-env the state is `denied` too, but reading gives undefined.
        if (!(error instanceof Deno.errors.NotCapable)) throw error;
      }
    }
    if (lenient) return undefined;
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot read ${name}: Deno's permission for it is missing`,
      hint: `Run with --allow-env=${name}, or with --ignore-env to leave all variables unset.`,
    });
  };
}
