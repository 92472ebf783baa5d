// Where DATABASE_URL points: a PostgreSQL server, or an embedded database in
// memory or in a folder. Nothing here connects. An error never shows more of a
// URL than its scheme and its parameters' names: whatever else may hold a password,
// also when mistyped.

import { connectionFiles } from "./databases/postgres/connection_settings.ts";
import {
  parseConnectionString,
  type PostgresEndpoint,
} from "./databases/postgres/connection_string.ts";

export type { PostgresEndpoint };

/** A PostgreSQL server. */
export interface PostgresLocation {
  /** Tells the locations apart. */
  readonly kind: "postgres";
  /** The whole URL; secret. */
  readonly url: string;
  /** The servers, in the order they are tried. */
  readonly endpoints: readonly PostgresEndpoint[];
  /** The files that connecting reads: certificates, a key, a password. */
  readonly files: readonly string[];
}

/** An embedded database. */
export interface PgliteLocation {
  /** Tells the locations apart. */
  readonly kind: "pglite";
  /** The folder its data is in; null keeps it in memory. */
  readonly dataDir: string | null;
}

/** Where a database is. */
export type DatabaseLocation = PostgresLocation | PgliteLocation;

/** What is wrong with a URL: what of it may be shown, and what it would have to be. */
export interface LocationProblem {
  /** Tells it from a location. */
  readonly kind: "problem";
  /** What of the text may be shown. */
  readonly shown: string;
  /** What the text would have to be, as in `is not …`. */
  readonly expected: string;
}

/** A right value, for errors. */
export const DATABASE_URL_EXAMPLE = "postgres://user:password@localhost:5432/mydb";

const SCHEMES = "postgres://, postgresql:// or pglite:";

/** Reads a database URL; the reason where it is none. */
export function parseDatabaseUrl(text: string): DatabaseLocation | LocationProblem {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return {
      kind: "problem",
      shown: "…",
      expected: `a URL that starts with ${SCHEMES}`,
    };
  }
  if (scheme === "pglite") return pgliteLocation(text.slice("pglite:".length));
  if (scheme !== "postgres" && scheme !== "postgresql") {
    return {
      kind: "problem",
      shown: `${scheme}:…`,
      expected: `a database that pgmcp can open: the URL has to start with ${SCHEMES}`,
    };
  }
  return postgresLocation(text, scheme);
}

function postgresLocation(text: string, scheme: string): PostgresLocation | LocationProblem {
  const spec = parseConnectionString(text);
  if (spec.kind === "problem") return { ...spec, shown: `${scheme}://…` };
  return { kind: "postgres", url: text, endpoints: spec.endpoints, files: connectionFiles(spec) };
}

function pgliteLocation(rest: string): PgliteLocation | LocationProblem {
  const path = decode(rest.replace(/^\/\/(?=\/|\.)/, ""));
  if (path === null || path.startsWith("//")) {
    return {
      kind: "problem",
      shown: "pglite:…",
      expected: "pglite: (in memory) or pglite: and a folder, such as pglite:./data",
    };
  }
  return { kind: "pglite", dataDir: path === "" ? null : path };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
