// The databases of CONFIG_FILE for a command that serves: opened, behind guards, and
// read again when the file changes or SIGHUP asks for it.

import type { ReadVariable } from "../../core/config/read_settings.ts";
import type { ConfigFileLog, ConfigFileSource } from "./database_side.ts";
import {
  type ServedDirectory,
  serveDirectory,
  type ServeDirectoryOptions,
} from "./serve_directory.ts";

/** Options of {@linkcode openConfigFile}. */
export interface OpenConfigFileOptions extends ServeDirectoryOptions {
  readonly variable: ReadVariable;
  readonly log: ConfigFileLog;
}

/** The served databases; disposing of them closes all. */
export type OpenedConfigFile = ServedDirectory & AsyncDisposable;

/** Opens them; connects to none. Throws `PGMCP_INVALID_CONFIGURATION` where the file as a whole cannot be used. */
export async function openConfigFile(
  source: ConfigFileSource,
  options: OpenConfigFileOptions,
): Promise<OpenedConfigFile> {
  const directory = await source.open(options);
  const served = serveDirectory(directory, options);
  const reload = () => void directory.reload();
  // Windows has no SIGHUP; the file is watched there too.
  const signalled = Deno.build.os !== "windows";
  if (signalled) Deno.addSignalListener("SIGHUP", reload);
  served.parser.load().catch((error) => {
    options.log("warn", `Cannot load the parser yet: ${String(error)}`);
  });
  return {
    ...served,
    async [Symbol.asyncDispose]() {
      if (signalled) Deno.removeSignalListener("SIGHUP", reload);
      await directory.close();
    },
  };
}
