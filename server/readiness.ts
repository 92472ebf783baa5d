// Whether the database answers, for /ready. One question at a time and at most one
// a second: whoever polls us must not make us poll the database as fast.

import { PgmcpError } from "../core/errors.ts";
import type { ServedDatabase } from "./tools/served_database.ts";

/** Ready, or the reason why not, in words that are safe to show. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "not_ready"; readonly reason: string };

/** Options of {@linkcode createReadiness}. */
export interface ReadinessOptions {
  /** The database; null where none is configured. */
  readonly database: ServedDatabase | null;
  /** How long the database may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an answer holds, in milliseconds. */
  readonly cacheMs: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}

/** Makes the question. */
export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { database, timeoutMs, cacheMs, now } = options;
  let asked: { readonly answer: Promise<Readiness>; untilMs: number } | undefined;

  return function readiness() {
    if (asked !== undefined && now() < asked.untilMs) return asked.answer;
    const question = { answer: ask(database, timeoutMs), untilMs: Infinity };
    asked = question;
    void question.answer.finally(() => question.untilMs = now() + cacheMs);
    return question.answer;
  };
}

async function ask(database: ServedDatabase | null, timeoutMs: number): Promise<Readiness> {
  if (database === null) return notReady(new PgmcpError("PGMCP_NO_DATABASE"));
  const controller = new AbortController();
  const late = Promise.withResolvers<Readiness>();
  const timer = setTimeout(() => {
    controller.abort();
    late.resolve(notReady(unanswered(timeoutMs)));
  }, timeoutMs);
  const answer = database.database.ping({ signal: controller.signal })
    .then((): Readiness => ({ kind: "ready" }), (error: unknown) => notReady(error));
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(timeoutMs: number): PgmcpError {
  return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
    message: `The database does not answer within ${timeoutMs} ms.`,
  });
}

function notReady(error: unknown): Readiness {
  const shown = error instanceof PgmcpError ? error : new PgmcpError("PGMCP_INTERNAL");
  return { kind: "not_ready", reason: `${shown.code}: ${shown.message}` };
}
