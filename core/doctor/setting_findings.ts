// Settings of a new session of the role: what bounds it when nothing else does, and how
// much of its statements ends up in the server's log.

import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** The settings that are looked at. */
export const EXAMINED_SETTINGS: readonly string[] = [
  "default_transaction_read_only",
  "idle_in_transaction_session_timeout",
  "lo_compat_privileges",
  "log_min_duration_sample",
  "log_min_duration_statement",
  "log_parameter_max_length",
  "log_statement",
  "log_transaction_sample_rate",
  "statement_timeout",
  "temp_file_limit",
];

/** The findings about settings. */
export function settingFindings(subject: Subject): readonly Finding[] {
  const { attributes, role, settings } = subject.posture;
  const alter = `ALTER ROLE ${quoteIdentifier(role)} SET`;
  const findings: Finding[] = [];
  const embedded = subject.connection.kind === "embedded";
  // A superuser sets them as it likes.
  if (attributes.superuser) return embedded ? [] : logFindings(subject, alter);
  if (settings.temp_file_limit === "-1") {
    findings.push({
      id: "setting.temp_file_limit",
      severity: "medium",
      what: "temp_file_limit is not set.",
      why: "One sort or hash join can fill the server's disk; pgmcp cannot set this bound itself.",
      fix: [`${alter} temp_file_limit = '1GB';`],
    });
  }
  if (settings.statement_timeout === "0") {
    findings.push({
      id: "setting.statement_timeout",
      severity: "low",
      what: "statement_timeout is not set for the role.",
      why: "Only pgmcp's own QUERY_TIMEOUT bounds how long its statements run.",
      fix: [`${alter} statement_timeout = '30s';`],
    });
  }
  if (settings.idle_in_transaction_session_timeout === "0") {
    findings.push({
      id: "setting.idle_in_transaction",
      severity: "low",
      what: "idle_in_transaction_session_timeout is not set for the role.",
      why: "A session left open in a transaction keeps its locks and keeps VACUUM from its work.",
      fix: [`${alter} idle_in_transaction_session_timeout = '60s';`],
    });
  }
  if (subject.readOnly && settings.default_transaction_read_only === "off") {
    findings.push({
      id: "setting.read_only",
      severity: "low",
      what: "default_transaction_read_only is off for the role.",
      why: "Any other client that uses this role writes by default.",
      fix: [`${alter} default_transaction_read_only = on;`],
    });
  }
  if (settings.lo_compat_privileges === "on") {
    findings.push({
      id: "setting.lo_compat_privileges",
      severity: "medium",
      what: "lo_compat_privileges is on.",
      why: "Every role reads and changes every large object.",
      fix: ["ALTER SYSTEM SET lo_compat_privileges = off;"],
    });
  }
  return embedded ? findings : [...findings, ...logFindings(subject, alter)];
}

function logFindings(subject: Subject, alter: string): readonly Finding[] {
  const { settings } = subject.posture;
  const all = settings.log_statement === "all";
  const slow = [settings.log_min_duration_statement, settings.log_min_duration_sample]
    .some((value) => value !== undefined && value !== "-1");
  const sampled = Number(settings.log_transaction_sample_rate ?? 0) > 0;
  if (!all && !slow && !sampled) return [];
  const what = all ? "every statement" : sampled ? "a share of the statements" : "slow statements";
  const findings: Finding[] = [{
    id: "setting.statements_logged",
    severity: "info",
    what: `The server logs ${what} with their text.`,
    why: "Whatever a model writes into its SQL, a person's name for one, is kept there.",
    fix: [
      `${alter} log_statement = 'none';`,
      `${alter} log_min_duration_statement = -1;`,
    ],
  }];
  if (settings.log_parameter_max_length === "0") return findings;
  return [...findings, {
    id: "setting.parameters_logged",
    severity: "low",
    what: `The server logs bound values with ${what}.`,
    why: "What pgmcp binds, names of schemas and tables, is kept there in clear text.",
    fix: [`${alter} log_parameter_max_length = 0;`],
  }];
}
