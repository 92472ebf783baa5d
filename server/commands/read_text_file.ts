// A small text file that a command or a setting names. Errors name the file, and show nothing of it.

import { fileTrouble, lacksPermission } from "../../core/config/file_trouble.ts";
import { type ErrorCode, PgmcpError } from "../../core/errors.ts";

/** Options of {@linkcode readTextFile}. */
export interface ReadTextFileOptions {
  /** What it is, for the error: `the policy`. */
  readonly what: string;
  readonly code: ErrorCode;
  /** The largest file that is read, in bytes; {@linkcode DEFAULT_MAX_FILE_BYTES} by default. */
  readonly maxBytes?: number;
}

const MIB = 1024 ** 2;
/** Larger than any report or key. */
const DEFAULT_MAX_FILE_BYTES = 4 * MIB;

/** Reads it. Throws an error of `code`, also where it is no text in UTF-8. */
export async function readTextFile(path: string, options: ReadTextFileOptions): Promise<string> {
  const { code, maxBytes = DEFAULT_MAX_FILE_BYTES, what } = options;
  const shown = `Cannot read ${what} ${JSON.stringify(path)}`;
  const hint = "Name another file.";
  try {
    const { size } = await Deno.stat(path);
    if (size > maxBytes) {
      const message = `${shown}: it is larger than ${maxBytes / MIB} MiB`;
      throw new PgmcpError(code, { message, hint });
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (cause) {
    if (cause instanceof PgmcpError) throw cause;
    const state = cause instanceof TypeError ? "it is no text in UTF-8" : fileTrouble(cause);
    throw new PgmcpError(code, {
      message: `${shown}: ${state}`,
      hint: lacksPermission(cause) ? `Run deno with --allow-read=${path}.` : hint,
      cause,
    });
  }
}
