// The settings of the database side: which database, how many connections, and
// the bounds of a client's SQL. It reads variables and opens nothing.

import { type QuerySettings, readQuerySettings } from "../core/config/query_settings.ts";
import type { SettingReader } from "../core/config/read_settings.ts";
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
  /** What a client's SQL may do. */
  readonly query: QuerySettings;
}

/** POOL_SIZE where it is not set: a model asks one thing at a time, a few clients a few. */
export const DEFAULT_POOL_SIZE = 5;

/** The names of the variables read here, beside those of the query settings. */
export const AGENT_VARIABLES: readonly string[] = ["DATABASE_URL", "CONFIG_FILE", "POOL_SIZE"];

/** Reads CONFIG_FILE, DATABASE_URL, POOL_SIZE and the query settings. */
export function readAgentSettings(reader: SettingReader): AgentSettings {
  const configFile = reader.text("CONFIG_FILE") ?? null;
  return {
    configFile,
    database: configFile === null ? readLocation(reader) : null,
    poolSize: readPoolSize(reader),
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
