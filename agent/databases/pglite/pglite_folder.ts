// The folder of an embedded database on disk: made if missing, held by one process at a
// time. PGlite itself locks nothing, and two processes in one folder destroy it. A folder
// with other things in it is refused, and so is another version's.

import { PgmcpError } from "../../../core/errors.ts";

const LOCK_FILE = "pgmcp.lock";
/** Is there as long as the first loading is not through: what an interrupted one left is made anew. */
const LOADING_FILE = "pgmcp.loading";
const MAJOR_VERSION = "18";

/** A folder that this process holds. */
export interface PgliteFolder extends Disposable {
  /** Its absolute path. */
  readonly path: string;
  /** Whether a database is still to be made in it. */
  isFresh(): boolean;
  /** Says that the first loading begins. */
  startLoading(): void;
  /** Says that it is through. */
  endLoading(): void;
}

/** Takes a folder. Throws `PGMCP_DATABASE_UNREACHABLE` with what is in the way, `PGMCP_UNSUPPORTED_SERVER`. */
export function openPgliteFolder(dataDir: string): PgliteFolder {
  const path = makeFolder(dataDir);
  const lock = takeLock(path, dataDir);
  try {
    requireDatabase(path, dataDir);
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    path,
    isFresh: () => !exists(`${path}/PG_VERSION`) || exists(`${path}/${LOADING_FILE}`),
    startLoading() {
      Deno.writeTextFileSync(`${path}/${LOADING_FILE}`, "");
      for (const { name } of Deno.readDirSync(path)) {
        if (name === LOCK_FILE || name === LOADING_FILE) continue;
        Deno.removeSync(`${path}/${name}`, { recursive: true });
      }
    },
    endLoading: () => Deno.removeSync(`${path}/${LOADING_FILE}`),
    [Symbol.dispose]: () => lock.close(),
  };
}

function makeFolder(dataDir: string): string {
  try {
    Deno.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return Deno.realPathSync(dataDir);
  } catch (error) {
    throw unusable(dataDir, reasonOf(error), error);
  }
}

function takeLock(path: string, dataDir: string): Deno.FsFile {
  let lock: Deno.FsFile;
  try {
    lock = Deno.openSync(`${path}/${LOCK_FILE}`, { create: true, write: true });
  } catch (error) {
    throw unusable(dataDir, reasonOf(error), error);
  }
  if (lock.tryLockSync(true)) return lock;
  lock.close();
  throw unusable(dataDir, "another process has it open");
}

function requireDatabase(path: string, dataDir: string): void {
  if (exists(`${path}/${LOADING_FILE}`)) return;
  const names = [...Deno.readDirSync(path)].map(({ name }) => name);
  if (names.every((name) => name === LOCK_FILE)) return;
  if (!names.includes("PG_VERSION")) {
    throw unusable(dataDir, "it holds other files and no database");
  }
  const version = Deno.readTextFileSync(`${path}/PG_VERSION`).trim();
  if (version === MAJOR_VERSION) return;
  throw new PgmcpError("PGMCP_UNSUPPORTED_SERVER", {
    message: `Cannot use the folder "${dataDir}": its database is of PostgreSQL ${version}, ` +
      `the embedded one is ${MAJOR_VERSION}.`,
    hint: "Use another folder, or move the data with pg_dump of the old version.",
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "it needs --allow-read and --allow-write of it";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "the file system does not allow it";
  if (error instanceof Deno.errors.AlreadyExists) return "it is a file";
  return "it cannot be made or opened";
}

function unusable(dataDir: string, reason: string, cause?: unknown): PgmcpError {
  return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
    message: `Cannot use the folder "${dataDir}" for the embedded database: ${reason}.`,
    hint:
      "Name a folder of its own in DATABASE_URL, such as pglite:./data, for one process at a time.",
    cause,
  });
}
