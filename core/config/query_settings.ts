// The settings that bound what a client's SQL may do. Both sides read them: the
// side with the database enforces them, and `check` and the tools speak of them.

import type { ObjectName } from "../ports/catalogue.ts";
import type { QueryLimits } from "../ports/query_executor.ts";
import { parseFunctionName } from "./parse_function_name.ts";
import type { SettingReader } from "./read_settings.ts";

/** What a client's SQL may do, and how much of an answer it gets. */
export interface QuerySettings {
  /** READ_ONLY: whether every write is refused. */
  readonly readOnly: boolean;
  /** MAX_ROWS: the most rows of an answer. */
  readonly maxRows: number;
  /** QUERY_TIMEOUT: how long a statement may run, in milliseconds. */
  readonly queryTimeoutMs: number;
  /** SCHEMAS: the only schemas that may be read; null for all that are not the system's. */
  readonly schemas: readonly string[] | null;
  /** MAX_RESULT_BYTES: the most bytes of values in an answer. */
  readonly maxResultBytes: number;
  /** ALLOW_FUNCTIONS: users' functions that may be called; one without a schema is looked up on the search path. */
  readonly allowFunctions: readonly ObjectName[];
}

/** What holds where a variable is not set. */
export const DEFAULT_QUERY_SETTINGS: QuerySettings = {
  readOnly: true,
  maxRows: 100,
  queryTimeoutMs: 10_000,
  schemas: null,
  // About 25,000 tokens: what a model can use of one answer.
  maxResultBytes: 100 * 1024,
  allowFunctions: [],
};

/** The widest limits that can be set. */
export const MAX_QUERY_LIMITS: QueryLimits = {
  maxRows: 100_000,
  maxBytes: 64 * 1024 ** 2,
  timeoutMs: 3_600_000,
};

/** The names of the variables read here. */
export const QUERY_VARIABLES: readonly string[] = [
  "READ_ONLY",
  "MAX_ROWS",
  "QUERY_TIMEOUT",
  "SCHEMAS",
  "MAX_RESULT_BYTES",
  "ALLOW_FUNCTIONS",
];

/** Reads all of {@linkcode QUERY_VARIABLES}. */
export function readQuerySettings(reader: SettingReader): QuerySettings {
  const defaults = DEFAULT_QUERY_SETTINGS;
  return {
    readOnly: reader.boolean("READ_ONLY", defaults.readOnly),
    maxRows: reader.integer("MAX_ROWS", {
      fallback: defaults.maxRows,
      min: 1,
      max: MAX_QUERY_LIMITS.maxRows,
      example: "100",
    }),
    queryTimeoutMs: reader.durationMs("QUERY_TIMEOUT", {
      fallback: defaults.queryTimeoutMs,
      min: 10,
      max: MAX_QUERY_LIMITS.timeoutMs,
      example: "10s",
    }),
    schemas: readSchemas(reader),
    maxResultBytes: reader.byteSize("MAX_RESULT_BYTES", {
      fallback: defaults.maxResultBytes,
      min: 1024,
      max: MAX_QUERY_LIMITS.maxBytes,
      example: "100KiB",
    }),
    allowFunctions: readAllowFunctions(reader),
  };
}

function readAllowFunctions(reader: SettingReader): readonly ObjectName[] {
  const example = "app.price_of,app.vat";
  const functions: ObjectName[] = [];
  for (const shown of reader.list("ALLOW_FUNCTIONS", example) ?? []) {
    const name = parseFunctionName(shown);
    if (name !== null) functions.push(name);
    else {
      const expected =
        "a function of a user, as schema.name or name: PostgreSQL's own are on a list that this does not change";
      reader.reject("ALLOW_FUNCTIONS", { shown, expected, example });
    }
  }
  return functions;
}

function readSchemas(reader: SettingReader): readonly string[] | null {
  const schemas = reader.list("SCHEMAS", "public,sales");
  const system = schemas?.find((name) => name === "information_schema" || name.startsWith("pg_"));
  if (system === undefined) return schemas;
  // PostgreSQL reserves the prefix pg_ (section 5.10.5); what is in there tells of every other schema.
  reader.reject("SCHEMAS", {
    shown: system,
    expected: "a schema that can be opened: it is the system's own",
    example: "public,sales",
  });
  return schemas;
}
