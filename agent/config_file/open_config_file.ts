// The databases of the configuration file, kept up with it while pgmcp runs: a valid
// change applies to the next call, an invalid one is refused, said in the log with file
// and line, and the old list stays. At start one bad entry is served as its error.

import { fileTrouble, lacksPermission } from "../../core/config/file_trouble.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import type { Grade } from "../../core/doctor/grade.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { DatabaseDirectory } from "../../core/ports/database_directory.ts";
import type { PolicySettings } from "../policy_file/policy_settings.ts";
import type { OpenDatabase } from "../prepare_database.ts";
import { type DirectoryChanges, LiveDirectory } from "./live_directory.ts";
import { type ConfiguredDatabase, parseConfigFile } from "./parse_config_file.ts";
import { Policies } from "./policies.ts";
import { LOOK_EVERY_MS, watchFile } from "./watch_file.ts";

/** Options of {@linkcode openConfigFile}. */
export interface ConfigFileOptions {
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** Hears what happens, in words that hold no secret. */
  readonly log: ConfigFileLog;
  /** Opens a database of the file. */
  readonly openDatabase: OpenDatabase;
  /** The worst grade with which a database is used; null (the default) asks for none. */
  readonly requireGrade?: Grade | null;
  /** What policies need beside their files; nothing by default. */
  readonly policies?: PolicySettings;
  /** How often the file is looked at, in milliseconds; 500 by default. */
  readonly lookEveryMs?: number;
}

/** Hears what happens to the file and its databases. */
export type ConfigFileLog = (level: "info" | "warn", message: string) => void;

/** The databases of a file. */
export interface ConfigFileDirectory extends DatabaseDirectory {
  /** Reads the file again now; what is wrong with it is logged. */
  reload(): Promise<void>;
}

const NO_POLICY_SETTINGS: PolicySettings = { publicKeys: [], signatures: 1, hashKey: null };
/** The largest file that is read: a mistaken path must not fill the memory. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Opens the databases of the file at `path`; connects to none. Throws `PGMCP_INVALID_CONFIGURATION` where the file as a whole cannot be used. */
export async function openConfigFile(
  path: string,
  options: ConfigFileOptions,
): Promise<ConfigFileDirectory> {
  const { log, openDatabase, requireGrade = null, variable } = options;
  const lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  const policies = new Policies({
    settings: options.policies ?? NO_POLICY_SETTINGS,
    log,
    lookEveryMs,
    onChange: () => void reloadNext(),
  });
  const directory = new LiveDirectory(
    (location, { name, query, poolSize }) =>
      openDatabase(location, {
        ...query,
        ...{ poolSize, requireGrade },
        log: (message) => log("warn", `${name}: ${message}`),
      }),
    ({ policyFile }) => policies.of(policyFile),
  );
  function warnOfUnused(name: string, databases: readonly ConfiguredDatabase[]): void {
    const used = databases.some(({ variables }) => variables.includes(name));
    if (used || (variable(name) ?? "") === "") return;
    log("warn", `${name} is not used: the databases are those of ${path}.`);
  }

  let serving: readonly ConfiguredDatabase[] = [];
  async function reload(): Promise<void> {
    try {
      const parsed = parseConfigFile(await readConfigFile(path), { file: path, variable });
      requireWhole(parsed);
      const next = await policies.open(parsed);
      requireWhole(next);
      log("info", `${path} is read again: ${describe(directory.replace(next))}.`);
      serving = next;
    } catch (error) {
      // Nobody waits for a reload: what is thrown here would end the process.
      const why = error instanceof PgmcpError
        ? error.message
        : `something went wrong inside pgmcp (${error instanceof Error ? error.name : "unknown"})`;
      log("warn", `The change of ${path} is refused, the databases stay: ${why}`);
    } finally {
      policies.keep(serving);
    }
  }

  // One after the other, so that an older reading never replaces a newer one.
  let reloading = Promise.resolve();
  function reloadNext(): Promise<void> {
    reloading = reloading.then(reload);
    return reloading;
  }

  // Watched before it is read first, so that no change falls between the two.
  const stopWatching = watchFile(path, {
    everyMs: lookEveryMs,
    onChange: () => void reloadNext(),
  });

  try {
    const first = await policies.open(
      parseConfigFile(await readConfigFile(path), { file: path, variable }),
    );
    for (const { name, problem } of first) {
      if (problem !== null) log("warn", `The database ${name} is not served: ${problem.message}`);
    }
    directory.replace(first);
    serving = first;
    warnOfUnused("DATABASE_URL", first);
  } catch (error) {
    stopWatching();
    policies.close();
    throw error;
  }

  async function close(): Promise<void> {
    stopWatching();
    await reloading;
    policies.close();
    await directory.close();
  }

  return {
    get entries() {
      return directory.entries;
    },
    lease: (name) => directory.lease(name),
    onChange: (listener) => directory.onChange(listener),
    async reload() {
      await policies.reload();
      await reloadNext();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The text of the file at `path`. Throws `PGMCP_INVALID_CONFIGURATION` where it cannot be read. */
export async function readConfigFile(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MAX_FILE_BYTES) throw unreadable(path, "it is larger than 1 MiB");
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof PgmcpError) throw error;
    const state = error instanceof TypeError ? "it is no text in UTF-8" : fileTrouble(error);
    throw unreadable(path, state, error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot read CONFIG_FILE "${path}": ${reason}`,
    hint: lacksPermission(cause)
      ? `Run deno with --allow-read=${path}; --print-command, run with it too, prints the whole line.`
      : "Name a readable YAML file, such as CONFIG_FILE=./pgmcp.yaml.",
    cause,
  });
}

function requireWhole(configured: readonly ConfiguredDatabase[]): void {
  const problems = configured.flatMap(({ problem }) => problem === null ? [] : [problem.message]);
  if (problems.length === 0) return;
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", { message: problems.join("\n") });
}

function describe(changes: DirectoryChanges): string {
  const parts = Object.entries(changes)
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.join(", ")}`);
  return parts.length === 0 ? "nothing changed" : parts.join("; ");
}
