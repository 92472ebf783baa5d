// The JSON Schema of policy files, for editors: completion, and mistakes underlined while
// they are made. The parser says more, and is what counts. To it every scalar is text; an
// editor reads YAML 1.2, in which `1_000` and `yes` are strings and `2024` is a number.

import {
  BUCKET_KEYS,
  COLUMN_KEYS,
  FILE_KEYS,
  FULL_SCAN_KEYS,
  type KeyTexts,
  MASK_KEYS,
  PARTIAL_KEYS,
  POLICY_KEYS,
  RULE_KEYS,
  SERVER_KEYS,
  TABLE_KEYS,
  TEST_KEYS,
} from "./policy_keys.ts";
import { MAX_KEPT, MAX_LITERAL_LENGTH } from "./read_mask.ts";
import { MAX_DESCRIPTION_LENGTH } from "./read_table_rules.ts";

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SCALAR = { type: ["string", "number", "boolean"] };
const NAME = { ...SCALAR, minLength: 1 };
const NAMES = { type: "array", items: NAME };
const DESCRIPTION = { ...NAME, maxLength: MAX_DESCRIPTION_LENGTH };
const GROUPED = "(?:\\d{1,3}(?:_\\d{3})+|\\d{1,16})$";
const COUNT_OR_ZERO = {
  type: ["integer", "string"],
  minimum: 0,
  pattern: `^${GROUPED}`,
  // No part of JSON Schema: editors show it in place of the pattern.
  patternErrorMessage: "It has to be a whole number, such as 100 or 10_000.",
};
const COUNT = { ...COUNT_OR_ZERO, minimum: 1, pattern: `^(?=.*[1-9])${GROUPED}` };
const BYTES = {
  type: ["integer", "string"],
  minimum: 1024,
  pattern: "^\\d{1,15}(?:\\.\\d{1,6})? ?(?:(?:[KMGkmg][Ii]?)?[Bb])?$",
  patternErrorMessage: "It has to be a size, such as 64KiB.",
};
const FLAG = {
  type: ["boolean", "integer", "string"],
  minimum: 0,
  maximum: 1,
  pattern: "^(?:[Yy]es|YES|[Oo]n|ON|[Nn]o|NO|[Oo]ff|OFF)$",
  patternErrorMessage: "It has to be true or false.",
};

/** The schema (JSON Schema, draft 2020-12). */
export function policySchema(): JsonSchema {
  const fullScans = {
    ...object(FULL_SCAN_KEYS, { over_rows: COUNT_OR_ZERO }),
    required: ["over_rows"],
  };
  const table = object(TABLE_KEYS, {
    allow_columns: NAMES,
    deny_columns: NAMES,
    mask_columns: { type: "object", additionalProperties: maskSchema() },
    row_filter: NAME,
    description: DESCRIPTION,
    hidden: FLAG,
    untrusted: { anyOf: [FLAG, NAMES] },
    columns: {
      type: "object",
      additionalProperties: {
        anyOf: [DESCRIPTION, object(COLUMN_KEYS, { description: DESCRIPTION, untrusted: FLAG })],
      },
    },
    max_queries_per_hour: COUNT,
    max_rows_per_day: COUNT,
    block_full_scans: fullScans,
  });
  const rules: Record<string, JsonSchema> = {
    default: { enum: ["allow", "deny"] },
    allow_tables: NAMES,
    deny_tables: NAMES,
    tables: { type: "object", additionalProperties: table },
    writable_tables: NAMES,
    max_queries_per_minute: COUNT,
    max_queries_per_hour: COUNT,
    max_rows_per_day: COUNT,
    max_rows_per_query: COUNT,
    max_bytes_per_query: BYTES,
    max_cost: COUNT,
    block_full_scans: fullScans,
    combine_untrusted: FLAG,
  };
  const role = { anyOf: [object(RULE_KEYS, rules), { type: "null" }] };
  const policy = object(POLICY_KEYS, {
    ...rules,
    roles: { type: "object", additionalProperties: role },
    servers: {
      type: "object",
      additionalProperties: object(SERVER_KEYS, {
        roles: NAMES,
        attributes: {
          type: "object",
          additionalProperties: { type: "array", items: SCALAR },
        },
        max_queries_per_hour: COUNT,
        max_rows_per_day: COUNT,
      }),
    },
  });
  const test = object(TEST_KEYS, {
    name: NAME,
    sql: NAME,
    role: NAME,
    attributes: { type: "object", additionalProperties: SCALAR },
    expect: { enum: ["allowed", "refused"] },
    masked: NAMES,
    filtered: NAMES,
    code: { type: "string", pattern: "^PGMCP_" },
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A policy of pgmcp",
    ...object(FILE_KEYS, {
      policy,
      tests: { type: "array", items: { ...test, required: ["sql", "expect"] } },
    }),
    required: ["policy"],
  };
}

function maskSchema(): JsonSchema {
  const kept = { ...COUNT_OR_ZERO, maximum: MAX_KEPT };
  const partial = object(PARTIAL_KEYS, { keep_first: kept, keep_last: kept, keep_domain: FLAG });
  const bucket = { ...object(BUCKET_KEYS, { size: COUNT }), required: ["size"] };
  const on = { enum: [true, "yes", "on", 1] };
  const literal = { ...NAME, maxLength: MAX_LITERAL_LENGTH };
  const mapping = object(MASK_KEYS, {
    literal,
    redact: on,
    null: on,
    partial: { anyOf: [{ ...partial, minProperties: 1 }, { type: "boolean", const: true }] },
    hash: on,
    year: on,
    bucket: { anyOf: [bucket, COUNT] },
  });
  const misspelt = Object.keys(MASK_KEYS).flatMap((name) => [
    name.toUpperCase(),
    name.charAt(0).toUpperCase() + name.slice(1),
  ]).join("|");
  return {
    anyOf: [
      {
        enum: ["redact", "null", "partial", "hash", "year", "bucket"],
        description: "A mask; any other text is shown as it stands.",
      },
      // `Redact` would be shown as a text in place of every value, which nobody means.
      {
        ...literal,
        type: [...literal.type, "null"],
        pattern: `^(?!(?:${misspelt})$)`,
      },
      { ...mapping, minProperties: 1, maxProperties: 1 },
    ],
  };
}

function object(texts: KeyTexts, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const described = Object.entries(texts).map(([key, description]) => [
    key,
    { ...properties[key], description },
  ]);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(described),
  };
}
