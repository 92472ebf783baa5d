// Several databases in memory behind the real directory, guards and leases, as a
// configuration file would have them. Each has one schema, named like itself.

import { LiveDirectory } from "../../agent/config_file/live_directory.ts";
import { parseConfigFile } from "../../agent/config_file/parse_config_file.ts";
import type { PgmcpError } from "../../core/errors.ts";
import { type ServedDirectory, serveDirectory } from "../../server/commands/serve_directory.ts";
import { createMemoryDatabase, type MemoryDatabase } from "./memory_database.ts";

/** Several databases that are served. */
export interface ServedSeveral extends ServedDirectory, AsyncDisposable {
  /** The database of that name, once it was asked. */
  memory(name: string): MemoryDatabase | undefined;
  /** Whether the database that was opened under that name is closed. */
  isClosed(name: string): boolean;
  /** Serves the databases of another file. */
  replace(yaml: string): void;
}

/** Options of {@linkcode serveSeveral}. */
export interface ServeSeveralOptions {
  /** What `ping` of a database throws, by name. */
  readonly pingErrors?: Readonly<Record<string, PgmcpError>>;
  /** Databases that never answer a ping. */
  readonly silent?: readonly string[];
}

/** Serves the databases of a file's text; their URLs are not looked at. */
export function serveSeveral(yaml: string, options: ServeSeveralOptions = {}): ServedSeveral {
  const opened = new Map<string, MemoryDatabase>();
  const closed = new Set<string>();
  const directory = new LiveDirectory((_location, { name }) => {
    const pingError = options.pingErrors?.[name];
    const memory = createMemoryDatabase({
      schemas: [{ name, tableCount: 0, comment: null }],
      ...(pingError === undefined ? {} : { pingError }),
    });
    opened.set(name, memory);
    const silent = options.silent?.includes(name) ?? false;
    return Promise.resolve({
      ...memory,
      ping: silent ? () => new Promise<never>(() => {}) : () => memory.ping(),
      close() {
        closed.add(name);
        return Promise.resolve();
      },
    });
  });

  function replace(text: string): void {
    directory.replace(parseConfigFile(text, { file: "pgmcp.yaml", variable: () => undefined }));
  }

  replace(yaml);
  return {
    ...serveDirectory(directory),
    memory: (name) => opened.get(name),
    isClosed: (name) => closed.has(name),
    replace,
    [Symbol.asyncDispose]: () => directory.close(),
  };
}
