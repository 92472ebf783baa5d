// The settings that a statement is read and answered under. A database or a role
// can have other defaults (ALTER DATABASE … SET), and then the text the guard
// read means something else to the server: with standard_conforming_strings off,
// 'a\' || … --' is a longer string. They are set for the transaction only, in a
// statement of its own, so that the next one is already parsed under them.
// TimeZone and the order of days and months in DateStyle stay the session's.

import { quoteIdentifier } from "../../../core/sql/quote.ts";
import type { CatalogueEvidence } from "../../../core/ports/catalogue_evidence.ts";
import type { HiddenOrder } from "../../../core/ports/query_executor.ts";
import { MOMENT } from "./evidence_query.ts";
import type { WireStatement } from "./wire_connection.ts";

/** What differs from one statement to another. */
export interface SessionLimits {
  /** How long the statement may run, in milliseconds. */
  readonly timeoutMs: number;
  /** The pinned search path, or null to leave the session's own. */
  readonly searchPath: string | null;
  /** Whether the server can end a statement whose client is gone; false by default. */
  readonly watchesClient?: boolean;
  /** What must still be so, or the statement fails with {@linkcode EVIDENCE_FAILED}; nothing by default. */
  readonly evidence?: readonly CatalogueEvidence[];
  /** Scans that the planner is not to use; none by default. */
  readonly without?: HiddenOrder;
}

/** The SQLSTATE of evidence that holds no longer: nothing else in the settings can divide by zero. */
export const EVIDENCE_FAILED = "22012";

/** No moment: where it is not known, the evidence itself is looked at. */
const NO_MOMENT = "none";

const FIXED: readonly (readonly [name: string, value: string])[] = [
  ["standard_conforming_strings", "on"],
  ["backslash_quote", "safe_encoding"],
  ["transform_null_equals", "off"],
  ["array_nulls", "on"],
  ["client_encoding", "UTF8"],
  ["row_security", "on"],
  ["DateStyle", "ISO"],
  ["IntervalStyle", "postgres"],
  ["extra_float_digits", "1"],
  ["bytea_output", "hex"],
  ["xmlbinary", "base64"],
  ["xmloption", "content"],
  // NOTICEs are dropped anyway: they are words of whoever wrote the function.
  ["client_min_messages", "error"],
];

/** A lock is waited for no longer than this, in milliseconds: a waiting reader blocks the writers behind it. */
export const LOCK_TIMEOUT_MS = 5_000;

/** The server ends a transaction that our end left open this long, in milliseconds. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

const CALLS = FIXED.map(([name, value]) => `pg_catalog.set_config('${name}','${value}',true)`);
const TIMEOUTS = [
  "pg_catalog.set_config('statement_timeout',$1,true)",
  "pg_catalog.set_config('lock_timeout',$2,true)",
  `pg_catalog.set_config('idle_in_transaction_session_timeout','${IDLE_IN_TRANSACTION_TIMEOUT_MS}',true)`,
];
/**
 * How often the server looks whether we are still there while a statement runs, in milliseconds. It
 * would only find out when it has rows to send, and a process that is killed cancels nothing.
 */
const CLIENT_CHECK_MS = 500;
const WATCH_CLIENT =
  `,pg_catalog.set_config('client_connection_check_interval','${CLIENT_CHECK_MS}',true)`;

// What is read by a bitmap comes in the order of the table.
const SCANS: Readonly<Record<HiddenOrder, string>> = {
  "index-only scans": ",pg_catalog.set_config('enable_indexonlyscan','off',true)",
  "index scans":
    ",pg_catalog.set_config('enable_indexonlyscan','off',true),pg_catalog.set_config('enable_indexscan','off',true)",
};

const WITHOUT_PATH = `SELECT ${[...CALLS, ...TIMEOUTS].join(",")}`;
const WITH_PATH = `${WITHOUT_PATH},pg_catalog.set_config('search_path',$3,true)`;

/** The one statement that sets them all. With evidence its last value is the moment at which that was seen to hold. */
export function settingsStatement(limits: SessionLimits): WireStatement {
  const timeoutMs = Math.max(1, Math.ceil(limits.timeoutMs));
  const values = [String(timeoutMs), String(Math.min(timeoutMs, LOCK_TIMEOUT_MS))];
  if (limits.searchPath !== null) values.push(limits.searchPath);
  const fixed = limits.searchPath === null ? WITHOUT_PATH : WITH_PATH;
  const scans = limits.without === undefined ? "" : SCANS[limits.without];
  const settings = `${fixed}${limits.watchesClient === true ? WATCH_CLIENT : ""}${scans}`;
  const { evidence = [] } = limits;
  if (evidence.length === 0) return { sql: settings, values };
  const [first] = evidence;
  const moment = evidence.every((each) => each.moment === first?.moment) ? first?.moment : "";
  // After the settings, for its own text is read under them.
  const moments = values.push(moment || NO_MOMENT);
  const checks = evidence.map(({ question, answer }) => {
    const place = values.push(question, answer);
    return lookAgain(place - 1, place);
  });
  // Most often nothing at all was committed meanwhile, and then nothing more is planned or read.
  const sql =
    `${settings},CASE WHEN ${MOMENT} OPERATOR(pg_catalog.=) $${moments} THEN $${moments} WHEN ${
      checks.join(" AND ")
    } THEN ${MOMENT} END`;
  return { sql, values };
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
