// The record of a proof that is kept: what was tried, against what, under which settings,
// and what came of it. It names the database, the role and tables; it holds no row, no
// password and no address. Signing it is left to sign_report.

import type { QuerySettings } from "../config/query_settings.ts";
import type { DatabaseInfo } from "../ports/database.ts";
import { VERSION } from "../version.ts";
import { ATTACK_TEMPLATES } from "./attack_templates.ts";
import type { Proof } from "./proof.ts";
import { MAX_ATTACK_MS, type Proven } from "./prove.ts";
import { sha256Hex } from "./sha256_hex.ts";

/** The format's name, which is also the first line of what is signed. */
export const REPORT_FORMAT = "pgmcp-prove/1";

/** A proof as it is written down. */
export interface ProveReport {
  readonly format: typeof REPORT_FORMAT;
  /** When it was made (ISO 8601, UTC). */
  readonly createdAt: string;
  readonly versions: {
    readonly pgmcp: string;
    readonly runtime: string;
    /** Product and version of the database server. */
    readonly server: string;
  };
  /** The database's own name, and its name in CONFIG_FILE where there is one. */
  readonly database: string;
  readonly configuredAs: string | null;
  readonly role: string;
  readonly tables: readonly string[];
  readonly settings: QuerySettings;
  /** SHA-256 of the settings as JSON: the same settings give the same hash. */
  readonly settingsSha256: string;
  /** The policy's hash, as every answer under it carries it; null where there is none. */
  readonly policyHash: string | null;
  /** SHA-256 of the attack templates as JSON. */
  readonly attacksSha256: string;
  /** How long a statement of the proof could run, in milliseconds. */
  readonly attackTimeoutMs: number;
  readonly proof: Proof;
}

/** What the report says beside the proof. */
export interface ReportOptions {
  readonly settings: QuerySettings;
  readonly server: DatabaseInfo;
  /** The policy's hash; null where there is none. */
  readonly policyHash: string | null;
  /** Its name in CONFIG_FILE; null where it is the only one. */
  readonly configuredAs: string | null;
  /** The runtime and its version. */
  readonly runtime: string;
  readonly now: Date;
}

/** Writes it down. */
export async function proveReport(
  { proof, targets }: Proven,
  options: ReportOptions,
): Promise<ProveReport> {
  const { settings, server } = options;
  return {
    format: REPORT_FORMAT,
    createdAt: options.now.toISOString(),
    versions: {
      pgmcp: VERSION,
      runtime: options.runtime,
      server: `${server.product} ${server.version}`,
    },
    database: targets.database,
    configuredAs: options.configuredAs,
    role: targets.role,
    tables: targets.tables.map(({ schema, name }) => `${schema}.${name}`),
    settings,
    settingsSha256: await sha256Hex(JSON.stringify(inOrder(settings))),
    policyHash: options.policyHash,
    attacksSha256: await sha256Hex(JSON.stringify(ATTACK_TEMPLATES)),
    attackTimeoutMs: Math.min(settings.queryTimeoutMs, MAX_ATTACK_MS),
    proof,
  };
}

// Whoever made the object, its hash is that of the values.
function inOrder(settings: QuerySettings): readonly (readonly [string, unknown])[] {
  return Object.entries(settings).sort(([a], [b]) => a < b ? -1 : 1);
}
