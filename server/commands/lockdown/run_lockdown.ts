// `pgmcp lockdown`: stops every call and link of the servers that use KEYS_FILE, or lifts
// the stop. The servers see it in the file; none has to be told.

import type { ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { LockdownFlags } from "../keys/add_keys_command.ts";
import { openConfiguredKeys } from "../keys/open_configured_keys.ts";
import type { Screen } from "../terminal/screen.ts";

/** What {@linkcode runLockdown} needs. */
export interface LockdownOptions {
  readonly variable: ReadVariable;
  readonly flags: LockdownFlags;
  /** Standard error. */
  readonly screen: Screen;
}

/** Stops, or lifts; returns the exit code. */
export async function runLockdown(options: LockdownOptions): Promise<number> {
  const { flags, screen, variable } = options;
  await using store = await openConfiguredKeys(variable);
  if (flags.lift === true) {
    await store.setLockdown(null);
    screen.write("Lifted: calls are let in again.\n");
    return 0;
  }
  try {
    await store.setLockdown({ sinceMs: Date.now(), reason: flags.reason ?? null });
  } catch (cause) {
    throw cause instanceof PgmcpError ? notKept(cause) : cause;
  }
  screen.write(
    "Every call and link ends within a second. pgmcp lockdown --lift lets them in again.\n",
  );
  return 0;
}

function notKept(cause: PgmcpError): PgmcpError {
  return new PgmcpError(cause.code, {
    message: `Nothing was stopped. ${cause.message}`,
    hint: "Stop each server itself: kill -USR2 <pid of pgmcp serve>, which needs no file.",
    cause,
  });
}
