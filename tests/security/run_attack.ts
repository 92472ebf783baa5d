// Runs one statement through what a client's statement goes through: the guard with a
// catalogue, then the executor, on a superuser connection. One connection only, so that
// whatever a statement leaves in it is there to be found.

import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { SESSION_STATE_SQL } from "./session_state.ts";

/** What became of a statement. */
export type Outcome =
  /** Refused before the database saw it. */
  | { readonly kind: "reject"; readonly code: string; readonly text: string }
  /** It ran under the limits; one of them may have ended it. */
  | { readonly kind: "rewrite"; readonly rowCount: number; readonly text: string }
  /** The database refused it: that is no defence of ours. */
  | { readonly kind: "error"; readonly code: string; readonly text: string };

/** A database as a client of pgmcp has it. */
export interface GuardedDatabase extends AsyncDisposable {
  run(sql: string): Promise<Outcome>;
  /** What the one connection's session holds, asked past the guard. */
  sessionState(): Promise<string>;
}

const LIMITS = { maxRows: 100, maxBytes: 100 * 1024, timeoutMs: 2000 };
const SCHEMAS = ["app"];

/** Errors that mean a limit did its work. */
const LIMIT_CODES = new Set(["PGMCP_QUERY_TIMEOUT", "PGMCP_RESULT_TOO_LARGE"]);

/** Opens `url` with SCHEMAS=app, MAX_ROWS=100, QUERY_TIMEOUT=2s. */
export function openGuarded(url: string, mode: "read" | "write"): GuardedDatabase {
  const database = openPostgres({ url, schemas: SCHEMAS, poolSize: 1 });
  const guard = createGuard({
    readOnly: mode === "read",
    schemas: SCHEMAS,
    maxRows: LIMITS.maxRows,
    catalogue: database.catalogue,
    planner: { executor: database.executor, timeoutMs: LIMITS.timeoutMs },
  });
  const context = { guard, executor: database.executor, limits: LIMITS };

  return {
    async run(sql) {
      try {
        const outcome = await runQuery(context, sql);
        if (outcome.kind === "refused") {
          const { code, message, hint } = outcome.verdict;
          return { kind: "reject", code, text: `${message} ${hint}` };
        }
        const { rows } = outcome.result;
        return { kind: "rewrite", rowCount: rows.length, text: JSON.stringify(rows) };
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        const text = `${error.message} ${error.hint}`;
        if (LIMIT_CODES.has(error.code)) return { kind: "rewrite", rowCount: 0, text };
        return { kind: "error", code: error.code, text };
      }
    },
    async sessionState() {
      const request = { sql: SESSION_STATE_SQL, access: "read", limits: LIMITS } as const;
      const { rows } = await database.executor.execute(request);
      return String(rows[0]?.[0]);
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}
