// Statements that last as long as a test wants: they call a function that returns once a lock
// is released. How long a count over many rows takes is up to the machine.

import pg from "pg";

/** What ALLOW_FUNCTIONS has to name for {@linkcode LOCKED_SQL}. */
export const LOCKED_FUNCTION = "public.locked";

/** A statement that lasts until the lock is released, and answers 42. */
export const LOCKED_SQL = "SELECT locked() AS n";

/** A lock that is held. */
export interface StatementLock extends AsyncDisposable {
  /** Lets the statements go on to their ends. */
  release(): Promise<void>;
}

/** Makes the function in the database at `url`, and holds its lock; to be made before those that look for it. */
export async function lockStatements(url: string): Promise<StatementLock> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  // In turns: what waits in the database for a lock does so for an instant only.
  await holder.query(`CREATE OR REPLACE FUNCTION locked() RETURNS int LANGUAGE plpgsql AS
    'BEGIN WHILE NOT pg_try_advisory_xact_lock_shared(1) LOOP PERFORM pg_sleep(0.01); END LOOP; RETURN 42; END'`);
  await holder.query("SELECT pg_advisory_lock(1)");
  return {
    release: async () => void await holder.query("SELECT pg_advisory_unlock(1)"),
    [Symbol.asyncDispose]: () => holder.end(),
  };
}
