// What membership in PostgreSQL's own roles allows (section 22.5), and how bad that is
// for a role that should only read. One that is not listed is reported as medium.

import type { Severity } from "./finding.ts";

/** How bad membership is, and why. */
export interface PredefinedRole {
  readonly severity: Severity;
  readonly why: string;
}

/** The predefined roles, by name. */
export const PREDEFINED_ROLES: Readonly<Record<string, PredefinedRole>> = {
  pg_execute_server_program: {
    severity: "critical",
    why: "COPY … PROGRAM runs programs as the server's operating system user.",
  },
  pg_write_server_files: {
    severity: "critical",
    why: "COPY … TO writes files of the server, its configuration included.",
  },
  pg_read_server_files: {
    severity: "critical",
    why:
      "COPY … FROM reads every file the server can read: other databases, password hashes, keys.",
  },
  pg_write_all_data: {
    severity: "high",
    why: "It changes every table, view and sequence of the database, whatever is granted.",
  },
  pg_create_subscription: {
    severity: "high",
    why: "A subscription makes the server connect to hosts of the role's choice.",
  },
  pg_read_all_data: {
    severity: "medium",
    why: "It reads every table of the database; SCHEMAS and grants then bound only pgmcp.",
  },
  pg_signal_backend: {
    severity: "medium",
    why: "It ends the sessions of other applications.",
  },
  pg_maintain: {
    severity: "medium",
    why: "VACUUM FULL, CLUSTER and REINDEX lock every table of the database.",
  },
  pg_monitor: {
    severity: "medium",
    why:
      "It sees the SQL text of other sessions, with the values in it, and the server's settings.",
  },
  pg_read_all_stats: {
    severity: "medium",
    why: "It sees the SQL text of other sessions, with the values in it.",
  },
  pg_read_all_settings: {
    severity: "low",
    why: "It sees settings that only superusers see, such as commands and paths.",
  },
  pg_stat_scan_tables: {
    severity: "low",
    why: "Its monitoring functions may hold locks on tables for long.",
  },
  pg_checkpoint: { severity: "low", why: "Checkpoints at any time slow the server down." },
  pg_signal_autovacuum_worker: {
    severity: "low",
    why: "It can keep tables from ever being vacuumed.",
  },
  pg_use_reserved_connections: {
    severity: "low",
    why: "It takes connections that are kept for administrators.",
  },
};

/** What holds for a predefined role that is not listed. */
export const UNKNOWN_PREDEFINED_ROLE: PredefinedRole = {
  severity: "medium",
  why: "A role that should only read needs no administrative role of PostgreSQL.",
};
