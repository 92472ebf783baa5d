// The JSON Schema of policy files, for editors: completion, and mistakes underlined while
// they are made. The parser says more, and is what counts.

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

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const NAME = { type: "string", minLength: 1 };
const NAMES = { type: "array", items: NAME };
const COUNT = { type: "integer", minimum: 1 };
const FLAG = { type: "boolean" };
const SCALAR = { type: ["string", "number", "boolean"] };

/** The schema (JSON Schema, draft 2020-12). */
export function policySchema(): JsonSchema {
  const fullScans = object(FULL_SCAN_KEYS, { over_rows: { type: "integer", minimum: 0 } });
  const table = object(TABLE_KEYS, {
    allow_columns: NAMES,
    deny_columns: NAMES,
    mask_columns: { type: "object", additionalProperties: maskSchema() },
    row_filter: NAME,
    description: NAME,
    hidden: FLAG,
    untrusted: { anyOf: [FLAG, NAMES] },
    columns: {
      type: "object",
      additionalProperties: {
        anyOf: [NAME, object(COLUMN_KEYS, { description: NAME, untrusted: FLAG })],
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
    max_bytes_per_query: { type: ["integer", "string"] },
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
  const kept = { type: "integer", minimum: 0 };
  const partial = object(PARTIAL_KEYS, { keep_first: kept, keep_last: kept, keep_domain: FLAG });
  const on = { const: true };
  const mapping = object(MASK_KEYS, {
    literal: NAME,
    redact: on,
    null: on,
    partial: { anyOf: [on, partial] },
    hash: on,
    year: on,
    bucket: { anyOf: [COUNT, object(BUCKET_KEYS, { size: COUNT })] },
  });
  return {
    anyOf: [
      {
        enum: ["redact", "null", "partial", "hash", "year", "bucket"],
        description: "A mask; any other text is shown as it stands.",
      },
      { type: ["string", "number", "null"] },
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
