// Reads a file that a database URL names: a certificate, a key, a password. It
// refuses a secret that others on the machine can read, as libpq does, and says
// plainly why a file cannot be read; never what is in it.

import { PgmcpError } from "../../../core/errors.ts";

/** Options of {@linkcode readConnectionFile}. */
export interface ConnectionFileOptions {
  /** The parameter that names it, for errors. */
  readonly parameter: string;
  /** Whether its owner alone may be able to read it; false by default. */
  readonly secret?: boolean;
}

/** Reads it. Throws `PGMCP_INVALID_CONFIGURATION`. */
export async function readConnectionFile(
  path: string,
  options: ConnectionFileOptions,
): Promise<string> {
  try {
    if (options.secret === true && isOpenToOthers(await Deno.stat(path))) {
      throw unusable(path, options, {
        reason: "others than its owner may read it",
        hint: `Run: chmod 600 ${JSON.stringify(path)}`,
      });
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw unusable(path, options, { reason: "there is no such file" });
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw unusable(path, options, { reason: "the operating system does not let pgmcp read it" });
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw unusable(path, options, {
        reason: "pgmcp was started without permission to read it",
        hint: `Start it with --allow-read=${path}; --print-command prints the whole line.`,
      });
    }
    if (error instanceof PgmcpError) throw error;
    throw unusable(path, options, { reason: "it cannot be read", cause: error });
  }
}

// Root's own file may be readable for a group that the server's account is in (libpq does the same).
function isOpenToOthers(file: Deno.FileInfo): boolean {
  if (file.mode === null) return false;
  return (file.mode & (file.uid === 0 ? 0o027 : 0o077)) !== 0;
}

function unusable(
  path: string,
  options: ConnectionFileOptions,
  why: { readonly reason: string; readonly hint?: string; readonly cause?: unknown },
): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use the file ${JSON.stringify(path)} of ${options.parameter}: ${why.reason}.`,
    hint: why.hint ?? `Correct ${options.parameter} in the database's URL, or the file.`,
    ...(why.cause === undefined ? {} : { cause: why.cause }),
  });
}
