// Whether the databases answer, for /ready: pgmcp is ready as soon as one does. One
// question to each at a time and at most one a second: whoever polls us must not make
// us poll the databases as fast. A slow one holds up the answer about the others little.
// Who is told only whether there is one, has one asked: to ask a database connects to it.

import { PgmcpError } from "../core/errors.ts";
import type { ServedDatabase } from "./tools/served_database.ts";
import { type Served, servedDatabases } from "./tools/served_databases.ts";

/** Whether one database answers; the reason where not, in words that are safe to show. */
export type DatabaseReadiness =
  | { readonly name: string; readonly status: "ready" }
  | { readonly name: string; readonly status: "not_ready"; readonly reason: string };

/** Whether there is one that answers; `databases` has each where there are several. */
export type Readiness =
  | { readonly kind: "ready"; readonly databases: readonly DatabaseReadiness[] }
  | {
    readonly kind: "not_ready";
    readonly reason: string;
    readonly databases: readonly DatabaseReadiness[];
  };

/** The question, in two forms. */
export interface ReadinessQuestion {
  /** Asks every database. */
  each(): Promise<Readiness>;
  /** Asks the one that was ready last, and only where it is not at once so, every one; says nothing of each. */
  any(): Promise<Readiness>;
}

/** Options of {@linkcode createReadiness}. */
export interface ReadinessOptions {
  /** The database, or several by name; null where none is configured. */
  readonly database: Served;
  /** How long a database may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an answer holds, in milliseconds. */
  readonly cacheMs: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}

/** How long the answers of others are waited for once one database is ready. */
const OTHERS_WAIT_MS = 250;
const NO_ANSWER_YET = "It has not answered yet.";

interface Question {
  readonly answer: Promise<string | null>;
  /** What came of it: null for ready, a reason, or undefined while it is asked. */
  outcome: string | null | undefined;
  untilMs: number;
}

/** Makes the question. */
export function createReadiness(options: ReadinessOptions): ReadinessQuestion {
  const databases = servedDatabases(options.database);
  // By the database and not its name, which can come to mean another one.
  const questions = new WeakMap<ServedDatabase, Question>();
  let lastReady: string | null = null;

  function ask(name: string): Question {
    const lease = databases.lease(name);
    // It was removed since the list was read.
    if (lease === null) return answered(new PgmcpError("PGMCP_DATABASE_NOT_FOUND"));
    const known = questions.get(lease.served);
    if (known !== undefined && options.now() < known.untilMs) {
      lease.release();
      return known;
    }
    const question: Question = {
      answer: ping(lease.served, options.timeoutMs),
      outcome: undefined,
      untilMs: Infinity,
    };
    questions.set(lease.served, question);
    void question.answer.then((outcome) => {
      lease.release();
      question.outcome = outcome;
      if (outcome === null) lastReady = name;
      question.untilMs = options.now() + options.cacheMs;
    });
    return question;
  }

  async function each(): Promise<Readiness> {
    const names = databases.list.map(({ name }) => name);
    const asked = names.map((name) => ({ name, question: ask(name) }));
    await settled(asked.map(({ question }) => question));
    return summary(
      asked.map(({ name, question: { outcome } }) =>
        outcome === null
          ? { name, status: "ready" }
          : { name, status: "not_ready", reason: outcome ?? NO_ANSWER_YET }
      ),
    );
  }

  async function any(): Promise<Readiness> {
    const usable = databases.list.filter(({ problem }) => problem === null);
    const first = usable.find(({ name }) => name === lastReady) ?? usable[0];
    if (first !== undefined && await isReadySoon(ask(first.name))) {
      return { kind: "ready", databases: [] };
    }
    return { ...await each(), databases: [] };
  }

  return { each, any };
}

async function isReadySoon({ answer }: Question): Promise<boolean> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(NO_ANSWER_YET), OTHERS_WAIT_MS);
  const outcome = await Promise.race([answer, late.promise]);
  clearTimeout(timer);
  return outcome === null;
}

function summary(databases: readonly DatabaseReadiness[]): Readiness {
  const [first] = databases;
  const listed = databases.length > 1 ? databases : [];
  if (first === undefined) {
    return { kind: "not_ready", reason: shown(new PgmcpError("PGMCP_NO_DATABASE")), databases: [] };
  }
  if (databases.some(({ status }) => status === "ready")) {
    return { kind: "ready", databases: listed };
  }
  const reason = databases.length > 1
    ? `None of the ${databases.length} databases answers.`
    : first.status === "ready"
    ? ""
    : first.reason;
  return { kind: "not_ready", reason, databases: listed };
}

/** Waits until every question is answered, or one with "ready" and a little longer. */
async function settled(questions: readonly Question[]): Promise<void> {
  const all = Promise.all(questions.map(({ answer }) => answer));
  const enough = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  for (const { answer } of questions) {
    void answer.then((outcome) => {
      if (outcome === null) timer ??= setTimeout(() => enough.resolve(), OTHERS_WAIT_MS);
    });
  }
  await Promise.race([all, enough.promise]);
  clearTimeout(timer);
}

function answered(error: PgmcpError): Question {
  const outcome = shown(error);
  return { answer: Promise.resolve(outcome), outcome, untilMs: 0 };
}

/** Null where the database answers in time, or why it does not. */
async function ping(served: ServedDatabase, timeoutMs: number): Promise<string | null> {
  const controller = new AbortController();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => {
    controller.abort();
    late.resolve(shown(unanswered(timeoutMs)));
  }, timeoutMs);
  const answer = served.ping({ signal: controller.signal }).then(() => null, shown);
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

function shown(error: unknown): string {
  const known = error instanceof PgmcpError ? error : new PgmcpError("PGMCP_INTERNAL");
  return `${known.code}: ${known.message}`;
}
