// The settings that a statement is read and answered under. A database or a role
// can have other defaults (ALTER DATABASE … SET), and then the text the guard
// read means something else to the server: with standard_conforming_strings off,
// 'a\' || … --' is a longer string. Where the server takes them at a connection's start
// (DISCARD ALL then goes back to them), each transaction makes sure that it runs in that very
// session; elsewhere, behind a pool such as PgBouncer's, they are set for the transaction. Either
// is a statement of its own, so that the next one is already parsed under them. TimeZone and
// the order of days and months in DateStyle stay the session's.

import { quoteIdentifier } from "../../../core/sql/quote.ts";
import type { CatalogueEvidence } from "../../../core/ports/catalogue_evidence.ts";
import type { HiddenOrder } from "../../../core/ports/query_executor.ts";
import { MOMENT, SNAPSHOT } from "./evidence_query.ts";
import type { WireStatement } from "./wire_connection.ts";

/** What differs from one statement to another. */
export interface SessionLimits {
  /** How long the statement may run, in milliseconds. */
  readonly timeoutMs: number;
  /** The pinned search path, or null to leave the session's own. */
  readonly searchPath: string | null;
  /** Whether it fails where it would have to wait for a lock (SQLSTATE 55P03); false by default. */
  readonly withoutWaiting?: boolean;
  /** Whether the server can end a statement whose client is gone; false by default. */
  readonly watchesClient?: boolean;
  /** What must still be so, or the statement fails with {@linkcode EVIDENCE_FAILED}; nothing by default. */
  readonly evidence?: readonly CatalogueEvidence[];
  /** Whether it is enough to see that nothing at all was committed since, which on a standby nothing tells; false by default, and where no moment is known. */
  readonly momentOnly?: boolean;
  /** Scans that the planner is not to use; none by default. */
  readonly without?: HiddenOrder;
  /** Whether no parallel workers help; false by default. */
  readonly alone?: boolean;
  /** The mark of a session that has the settings since its start; they are set where it is absent or null. */
  readonly mark?: string | null;
}

/** The statement that settles a transaction. */
export interface SettingsStatement extends WireStatement {
  /** Whether its last value is the moment at which the evidence was seen to hold. */
  readonly tellsMoment: boolean;
}

/** The SQLSTATE of evidence that holds no longer: nothing else in the settings can divide by zero. */
export const EVIDENCE_FAILED = "22012";
/** The SQLSTATE of another session than the one with the mark, or of another moment: nothing else can take a logarithm of zero. */
export const NOT_AS_SUPPOSED = "2201E";

/** No moment: where it is not known, the evidence itself is looked at. */
const NO_MOMENT = "none";

type Setting = readonly [name: string, value: string];

/** The server ends a transaction that our end left open this long, in milliseconds. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

const FIXED: readonly Setting[] = [
  ["standard_conforming_strings", "on"],
  ["backslash_quote", "safe_encoding"],
  ["transform_null_equals", "off"],
  ["array_nulls", "on"],
  ["client_encoding", "UTF8"],
  ["row_security", "on"],
  ["IntervalStyle", "postgres"],
  ["extra_float_digits", "1"],
  ["bytea_output", "hex"],
  ["xmlbinary", "base64"],
  ["xmloption", "content"],
  // Nothing ends what compiles expressions, neither a time-out nor a cancel: 9 KB of SQL took 14 s of 2,
  // and a question about the catalogue, which has hundreds, 1.5 s instead of 20 ms.
  ["jit", "off"],
  // NOTICEs are dropped anyway: they are words of whoever wrote the function.
  ["client_min_messages", "error"],
];

/** Set by every transaction: at the start of a session it would undo the role's own order of days and months. */
const DATE_STYLE: Setting = ["DateStyle", "ISO"];

/** A lock is waited for no longer than this, in milliseconds: a waiting reader blocks the writers behind it. */
export const LOCK_TIMEOUT_MS = 5_000;
/** The shortest wait there is: no timeout at all is what 0 is to PostgreSQL. */
const NO_WAIT_MS = 1;

function setting([name, value]: Setting): string {
  return `pg_catalog.set_config('${name}','${value}',true)`;
}

const FIXED_CALLS = [...FIXED, DATE_STYLE].map(setting);
const LIMIT_CALLS = [
  "pg_catalog.set_config('statement_timeout',$1,true)",
  "pg_catalog.set_config('lock_timeout',$2,true)",
  setting(["idle_in_transaction_session_timeout", String(IDLE_IN_TRANSACTION_TIMEOUT_MS)]),
];
const PATH_CALL = "pg_catalog.set_config('search_path',$3,true)";
/**
 * How often the server looks whether we are still there while a statement runs, in milliseconds. It
 * would only find out when it has rows to send, and a process that is killed cancels nothing.
 */
const CLIENT_CHECK_MS = 500;
const WATCH_CLIENT = setting(["client_connection_check_interval", String(CLIENT_CHECK_MS)]);

const NO_WORKERS = setting(["max_parallel_workers_per_gather", "0"]);
const NO_INDEX_ONLY_SCAN = setting(["enable_indexonlyscan", "off"]);
// What is read by a bitmap comes in the order of the table. Where a role or a database turned the
// other ways off as well, the planner would choose between ways that are all off.
const OTHER_WAYS = ["enable_seqscan", "enable_bitmapscan", "enable_sort"].map((name) =>
  setting([name, "on"])
);
const SCANS: Readonly<Record<HiddenOrder, readonly string[]>> = {
  "index-only scans": [NO_INDEX_ONLY_SCAN, ...OTHER_WAYS],
  "index scans": [NO_INDEX_ONLY_SCAN, setting(["enable_indexscan", "off"]), ...OTHER_WAYS],
};

/** A setting of a session's own, in which the server keeps its mark. */
const MARK_NAME = "pgmcp.session";

/** The settings as the `options` of a session's start (section 34.1.2), with a mark that no other session has. */
export function startOptions(mark: string): string {
  return [...FIXED, [MARK_NAME, mark]].map(([name, value]) => `-c ${name}=${value}`).join(" ");
}

/** The one statement that sets what is to be set, and looks whether all is as it has to be. */
export function settingsStatement(limits: SessionLimits): SettingsStatement {
  const { mark = null, evidence = [] } = limits;
  const timeoutMs = Math.max(1, Math.ceil(limits.timeoutMs));
  const lockTimeoutMs = limits.withoutWaiting === true
    ? NO_WAIT_MS
    : Math.min(timeoutMs, LOCK_TIMEOUT_MS);
  const values = [String(timeoutMs), String(lockTimeoutMs)];
  if (limits.searchPath !== null) values.push(limits.searchPath);
  const calls = [
    ...(mark === null ? FIXED_CALLS : [setting(DATE_STYLE)]),
    ...LIMIT_CALLS,
    ...(limits.searchPath === null ? [] : [PATH_CALL]),
    ...(limits.watchesClient === true ? [WATCH_CLIENT] : []),
    ...(limits.alone === true ? [NO_WORKERS] : []),
    ...(limits.without === undefined ? [] : SCANS[limits.without]),
  ];
  // After the settings, for a look at the catalogue is read under them.
  const suppositions = mark === null ? [] : [isMarked(values.push(mark))];
  const moment = sharedMoment(evidence);
  const tellsMoment = evidence.length > 0 && (limits.momentOnly !== true || moment === null);
  if (tellsMoment) calls.push(look(evidence, { moment, values }));
  else if (moment !== null) suppositions.push(isMoment(values.push(moment)));
  if (suppositions.length > 0) calls.unshift(supposed(suppositions));
  return { sql: `SELECT ${calls.join(",")}`, values, tellsMoment };
}

/**
 * The statement that looks once more, at the evidence itself: it fails with {@linkcode EVIDENCE_FAILED}
 * where that holds no longer, and tells the moment at which it does.
 */
export function evidenceStatement(evidence: readonly CatalogueEvidence[]): WireStatement {
  const values: string[] = [];
  return { sql: `SELECT ${look(evidence, { moment: sharedMoment(evidence), values })}`, values };
}

/** The statement that tells the moment, where the server follows no other. */
export const MOMENT_STATEMENT: WireStatement = { sql: `SELECT ${SNAPSHOT}` };

/** The moment at which all of it was seen; null where there is none. */
export function sharedMoment(evidence: readonly CatalogueEvidence[]): string | null {
  const [first] = evidence;
  const isShared = evidence.every(({ moment }) => moment === first?.moment);
  return isShared ? first?.moment || null : null;
}

// Most often nothing at all was committed meanwhile, and then nothing more is planned or read.
function look(
  evidence: readonly CatalogueEvidence[],
  { moment, values }: { readonly moment: string | null; readonly values: string[] },
): string {
  const place = values.push(moment ?? NO_MOMENT);
  const checks = evidence.map(({ question, answer }) => {
    const last = values.push(question, answer);
    return lookAgain(last - 1, last);
  });
  return `CASE WHEN ${MOMENT} OPERATOR(pg_catalog.=) $${place} THEN $${place} WHEN ${
    checks.join(" AND ")
  } THEN ${MOMENT} END`;
}

function isMarked(place: number): string {
  return `pg_catalog.current_setting('${MARK_NAME}',true) OPERATOR(pg_catalog.=) $${place}`;
}

function isMoment(place: number): string {
  return `${SNAPSHOT} OPERATOR(pg_catalog.=) $${place}`;
}

function supposed(conditions: readonly string[]): string {
  return `pg_catalog.ln(CASE WHEN ${conditions.join(" AND ")} THEN 1 ELSE 0 END)`;
}

// A query in text is planned only where it is run. No evidence ends in an error, not in a false.
// Operators are written with their schema: the session's own search path may put others first.
function lookAgain(question: number, answer: number): string {
  const seen = `pg_catalog.query_to_xml($${question},false,false,'')::pg_catalog.text`;
  const sought = `pg_catalog.concat('<e>',$${answer}::pg_catalog.text,'</e>')`;
  return `1 OPERATOR(pg_catalog./) CASE WHEN pg_catalog.strpos(${seen},${sought}) OPERATOR(pg_catalog.>) 0 THEN 1 ELSE 0 END IS NOT NULL`;
}

/**
 * A search path: `schemas`, and temporary tables last, where they capture nothing. The system's
 * catalogue comes first, as it does where a path leaves it out (section 5.10.5);
 * named, it would be what `current_schema()` answers.
 */
export function pinnedSearchPath(schemas: readonly string[]): string {
  const own = schemas.filter((schema) => schema !== "pg_catalog" && !schema.startsWith("pg_temp"));
  return [...own.map(quoteIdentifier), "pg_temp"].join(", ");
}
