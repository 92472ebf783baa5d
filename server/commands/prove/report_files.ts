// The files of `pgmcp prove`: the key that signs, the report that is written, the report
// that is verified. Errors name the file and show nothing of it.

import { type ErrorCode, PgmcpError } from "../../../core/errors.ts";

/** The largest file that is read, in bytes: a report takes some tens of kilobytes. */
const MAX_FILE_BYTES = 16 * 1024 ** 2;

/** Reads a small text file. Throws an error of `code` that names `what`. */
export async function readTextFile(
  path: string,
  options: { readonly what: string; readonly code: ErrorCode },
): Promise<string> {
  const { code, what } = options;
  try {
    const { size } = await Deno.stat(path);
    if (size > MAX_FILE_BYTES) {
      throw new PgmcpError(code, { message: `Cannot read ${what}: it is too large` });
    }
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof PgmcpError) throw cause;
    throw fileError(`Cannot read ${what} ${JSON.stringify(path)}`, { code, cause, flag: "read" });
  }
}

/** Writes a report to a new file; one that exists is not written over. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (cause) {
    const code = "PGMCP_INVALID_ARGUMENT";
    throw fileError(`Cannot write ${JSON.stringify(path)}`, { code, cause, flag: "write" });
  }
}

function fileError(
  message: string,
  options: { readonly code: ErrorCode; readonly cause: unknown; readonly flag: "read" | "write" },
): PgmcpError {
  const { cause, code, flag } = options;
  const denied = cause instanceof Deno.errors.NotCapable;
  return new PgmcpError(code, {
    message: `${message}: ${stateOf(cause)}`,
    hint: denied ? `Run deno with --allow-${flag} for it.` : "Name another file.",
    cause,
  });
}

function stateOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (cause instanceof Deno.errors.AlreadyExists) return "the file exists already";
  if (cause instanceof Deno.errors.NotCapable) return "Deno's permission for it is missing";
  if (cause instanceof Deno.errors.PermissionDenied) return "the system denies it";
  if (cause instanceof Error) return "it is no file that can be used";
  throw cause;
}
