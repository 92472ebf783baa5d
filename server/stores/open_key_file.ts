// Opens the SQLite file that KEYS_FILE names: readable by its owner only, with the tables
// of this version. It refuses another program's file, and one of a newer pgmcp. What is
// read and written in it is the stores' business.

import { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { fileTrouble, isFileTrouble, lacksPermission } from "../../core/config/file_trouble.ts";
import { PgmcpError } from "../../core/errors.ts";
import { inTransaction } from "./in_transaction.ts";
import { APPLICATION_ID, MIGRATIONS } from "./key_file_schema.ts";

/** Options of {@linkcode openKeyFile}. */
export interface KeyFileOptions {
  /** `full`: a commit is on the disk before it returns. `process`: it outlives the process; a power cut may undo the last ones. */
  readonly durable: "full" | "process";
}

/** How long to wait for another process that writes, in milliseconds: a server does nothing else meanwhile. */
const BUSY_TIMEOUT_MS = 500;
/** Hashes cannot be turned back into keys, but who has which role is nobody else's business. */
const OWNER_ONLY = 0o600;

/** Opens the file at `path`, and makes it if it is not there. Throws `PGMCP_INVALID_CONFIGURATION`, and `PGMCP_KEYS_UNAVAILABLE` where it is only busy. */
export function openKeyFile(path: string, options: KeyFileOptions): DatabaseSync {
  try {
    makeFile(path);
    const database = new DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      // Before anything is changed: it may be another program's.
      refuseForeign(database);
      // SQLite gives the files beside it the same mode.
      if (Deno.build.os !== "windows") Deno.chmodSync(path, OWNER_ONLY);
      database.exec("PRAGMA journal_mode = WAL");
      database.exec(`PRAGMA synchronous = ${options.durable === "full" ? "FULL" : "NORMAL"}`);
      database.exec("PRAGMA foreign_keys = ON");
      migrate(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function makeFile(path: string): void {
  try {
    Deno.openSync(path, { create: true, write: true, mode: OWNER_ONLY }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    Deno.openSync(path, { create: true, write: true, mode: OWNER_ONLY }).close();
  }
}

function refuseForeign(database: DatabaseSync): void {
  const ours = pragma(database, "application_id") === APPLICATION_ID;
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n;
  if (!ours && tables !== 0) throw new TypeError("it is another program's database");
  if (pragma(database, "user_version") > MIGRATIONS.length) {
    throw new TypeError("it was written by a newer version of pgmcp");
  }
}

function migrate(database: DatabaseSync): void {
  if (pragma(database, "user_version") === MIGRATIONS.length) return;
  inTransaction(database, () => {
    // Another process may have done some of it meanwhile.
    const done = pragma(database, "user_version");
    for (const migration of MIGRATIONS.slice(done)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function pragma(database: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function unusable(path: string, cause: unknown): PgmcpError {
  const denied = lacksPermission(cause);
  return new PgmcpError(isBusy(cause) ? "PGMCP_KEYS_UNAVAILABLE" : "PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use KEYS_FILE ${JSON.stringify(path)}: ${reasonOf(cause)}.`,
    hint: denied
      ? `Run with --allow-read=${path} --allow-write=${path}; its folder must be there.`
      : "Name a file that pgmcp made, or one in a folder that may be written, such as ./data/pgmcp.sqlite.",
    cause,
  });
}

// SQLite says itself what is wrong with a file that the system could open.
function reasonOf(cause: unknown): string {
  return isFileTrouble(cause) || !(cause instanceof Error) ? fileTrouble(cause) : cause.message;
}

/** Whether another process holds it (SQLITE_BUSY and SQLITE_LOCKED, with what they carry above). */
function isBusy(cause: unknown): boolean {
  const code = cause instanceof Error && "errcode" in cause ? Number(cause.errcode) : 0;
  return [5, 6].includes(code & 0xff);
}
