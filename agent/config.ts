// The settings of the database side: which database, how many connections, and
// the bounds of a client's SQL. It reads variables and opens nothing.

import { type QuerySettings, readQuerySettings } from "../core/config/query_settings.ts";
import type { SettingReader } from "../core/config/read_settings.ts";
import { type Grade, GRADES, parseGrade } from "../core/doctor/grade.ts";
import { DEFAULT_POOL_SIZE } from "./databases/postgres/connection_settings.ts";
import {
  POLICY_VARIABLES,
  type PolicySettings,
  readPolicySettings,
} from "./policy_file/policy_settings.ts";
import {
  DATABASE_URL_EXAMPLE,
  type DatabaseLocation,
  parseDatabaseUrl,
} from "./database_location.ts";

/** The settings of the database side. */
export interface AgentSettings {
  /** CONFIG_FILE: the file that names several databases; null where there is none. DATABASE_URL then counts for nothing. */
  readonly configFile: string | null;
  /** DATABASE_URL: where the database is; null where none is named. */
  readonly database: DatabaseLocation | null;
  /** POOL_SIZE: the most connections to a PostgreSQL server at once. */
  readonly poolSize: number;
  /** REQUIRE_GRADE: the worst grade of `doctor` with which a database is used; null asks for none. */
  readonly requireGrade: Grade | null;
  /** POLICY_FILE: the policy of the database, or of each one of CONFIG_FILE that names none; null where there is none. */
  readonly policyFile: string | null;
  /** What policies need beside their files. */
  readonly policies: PolicySettings;
  /** What a client's SQL may do. */
  readonly query: QuerySettings;
}

/** The names of the variables read here, beside those of the query settings. */
export const AGENT_VARIABLES: readonly string[] = [
  "DATABASE_URL",
  "CONFIG_FILE",
  "POOL_SIZE",
  "REQUIRE_GRADE",
  "POLICY_FILE",
  ...POLICY_VARIABLES,
];

/** Reads {@linkcode AGENT_VARIABLES} and the query settings. */
export function readAgentSettings(reader: SettingReader): AgentSettings {
  const configFile = reader.text("CONFIG_FILE") ?? null;
  return {
    configFile,
    database: configFile === null ? readLocation(reader) : null,
    poolSize: readPoolSize(reader),
    requireGrade: readRequireGrade(reader),
    policyFile: reader.text("POLICY_FILE") ?? null,
    policies: readPolicySettings(reader),
    query: readQuerySettings(reader),
  };
}

/** Reads POOL_SIZE. */
export function readPoolSize(reader: SettingReader): number {
  return reader.integer("POOL_SIZE", {
    fallback: DEFAULT_POOL_SIZE,
    min: 1,
    max: 100,
    example: "5",
  });
}

function readRequireGrade(reader: SettingReader): Grade | null {
  const text = reader.text("REQUIRE_GRADE");
  if (text === undefined) return null;
  const grade = parseGrade(text);
  if (grade !== null) return grade;
  reader.reject("REQUIRE_GRADE", {
    shown: text,
    expected: `one of ${GRADES.join(", ")}`,
    example: "B",
  });
  // The best there is, should anybody go on with it.
  return "A";
}

function readLocation(reader: SettingReader): DatabaseLocation | null {
  const url = reader.text("DATABASE_URL");
  if (url === undefined) return null;
  const location = parseDatabaseUrl(url);
  if (location.kind !== "problem") return location;
  reader.reject("DATABASE_URL", {
    shown: location.shown,
    expected: location.expected,
    example: DATABASE_URL_EXAMPLE,
  });
  return null;
}
