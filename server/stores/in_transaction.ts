// One write transaction of SQLite. It takes the write lock at once: one that begins by
// reading fails where another process writes in between.

import type { DatabaseSync } from "node:sqlite";

/** Runs `body` and commits; rolls back and throws what it throws. `body` must not wait. */
export function inTransaction<T>(database: DatabaseSync, body: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = body();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
