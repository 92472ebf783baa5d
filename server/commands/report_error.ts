// Tells a person at the terminal what went wrong, and the exit code that goes
// with it. What is not an error of ours is reported without its stack.

import { maskSecrets } from "../../core/auth/mask_secrets.ts";
import { PgmcpError } from "../../core/errors.ts";
import { FAILURE_EXIT_CODE, USAGE_EXIT_CODE } from "./exit_codes.ts";
import { printableLines } from "./terminal/printable.ts";
import type { Screen } from "./terminal/screen.ts";
import { createStyle } from "./terminal/style.ts";

/** Writes what went wrong to standard error and returns the exit code: 2 for usage and settings, 1 for the rest. */
export function reportError(error: unknown, screen: Screen): number {
  const style = createStyle(screen.colour);
  function write(text: string): void {
    // A key or a password that was given by mistake, such as for a name, is not shown.
    screen.write(`${printableLines(maskSecrets(text))}\n`);
  }
  // Whoever reads our output has gone: there is nobody to tell.
  if (error instanceof Deno.errors.BrokenPipe) return FAILURE_EXIT_CODE;
  // Its texts are safe to show wherever they go.
  if (error instanceof PgmcpError) {
    for (const line of error.message.split("\n")) {
      screen.write(`${style.red("✗")} `);
      write(line);
    }
    screen.write("  ");
    write(error.hint);
    return isUsage(error) ? USAGE_EXIT_CODE : FAILURE_EXIT_CODE;
  }
  screen.write(`${style.red("✗")} `);
  write(`Cannot go on: ${error instanceof Error ? error.message : "unknown error"}`);
  return FAILURE_EXIT_CODE;
}

function isUsage(error: PgmcpError): boolean {
  return error.code === "PGMCP_INVALID_CONFIGURATION" || error.code === "PGMCP_INVALID_ARGUMENT";
}
