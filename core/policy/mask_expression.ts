// A mask as SQL over one column. Every mask is total: it gives a value for NULL, for an empty
// text, for one character, for NaN and infinity, and cannot fail on a row, for an error would tell
// of the value. It keeps the column's type where it can. Everything in it is qualified: a client's
// names and a user's operators must not reach into it.

import type { CatalogueColumn } from "../ports/protection_catalogue.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Mask } from "./policy.ts";
import { shortName } from "./short_name.ts";
import { type PartialMask, shortestShown } from "./shortest_shown.ts";
import type { SqlTemplate } from "./sql_template.ts";

/** What `redact` shows of a text. */
const REDACTED = "[redacted]";

/** What stands for the hidden part of a text: always as long, for the length is part of the value. */
const HIDDEN_PART = "****";

/** A mask that fits a column. */
export interface MaskExpression {
  readonly kind: "mask";
  readonly template: SqlTemplate;
  /** Whether it is the same for every row: comparing or joining by it means nothing. */
  readonly constant: boolean;
  /** The type of what it gives (`pg_type.typname`). */
  readonly typeName: string;
}

/** A mask that does not fit. */
export interface MaskProblem {
  readonly kind: "problem";
  /** Why, and what would fit. */
  readonly message: string;
}

const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "bpchar", "name"]);
const INTEGERS: Readonly<Record<string, string>> = {
  int2: "-32768",
  int4: "-2147483648",
  int8: "-9223372036854775808",
};
const FLOATS: ReadonlySet<string> = new Set(["float4", "float8"]);
const TIMES: ReadonlySet<string> = new Set(["date", "timestamp", "timestamptz"]);

/** Dates and times whose year, and the year's start, every type can hold. */
const FIRST_YEAR = "4000-01-01 BC";
const LAST_YEAR = "290000-01-01";
/** Floating point numbers that can be divided and multiplied without leaving the type. */
const LARGEST: Readonly<Record<string, string>> = { float4: "1e37", float8: "1e300" };

/** `mask` over `value`, the column as SQL. */
export function maskExpression(
  mask: Mask,
  column: CatalogueColumn,
  value: string,
): MaskExpression | MaskProblem {
  switch (mask.kind) {
    case "null":
      return nothing(column);
    case "redact":
      return isText(column) ? literal(REDACTED, column) : nothing(column);
    case "literal":
      return fittingLiteral(mask.text, column);
    case "partial":
      return isText(column)
        ? computed(partial(mask, { column, value }), "text")
        : problem(column, "partial", "a text", "hash or redact");
    case "hash":
      return column.typeSchema === "pg_catalog"
        ? hash(column, value)
        : problem(column, "hash", "of a built-in type", "null");
    case "year":
      return isBuiltin(column) && TIMES.has(column.typeName)
        ? computed(year(column.typeName, value), column.typeName)
        : problem(column, "year", "a date or a time", "bucket, null or redact");
    case "bucket":
      return bucket(mask.size, column, value);
  }
}

function isBuiltin(column: CatalogueColumn): boolean {
  return column.typeSchema === "pg_catalog";
}

function isText(column: CatalogueColumn): boolean {
  return isBuiltin(column) && TEXTS.has(column.typeName);
}

function typeOf(column: CatalogueColumn): string {
  if (isBuiltin(column)) return `pg_catalog.${shortName(column.typeName)}`;
  return `${quoteIdentifier(column.typeSchema)}.${shortName(column.typeName)}`;
}

function nothing(column: CatalogueColumn): MaskExpression {
  return {
    kind: "mask",
    template: [`NULL::${typeOf(column)}`],
    constant: true,
    typeName: column.typeName,
  };
}

function literal(text: string, column: CatalogueColumn): MaskExpression {
  return {
    kind: "mask",
    template: [`${quoteLiteral(text)}::${typeOf(column)}`],
    constant: true,
    typeName: column.typeName,
  };
}

function computed(sql: string, typeName: string): MaskExpression {
  return { kind: "mask", template: [sql], constant: false, typeName };
}

function problem(
  column: CatalogueColumn,
  mask: string,
  needs: string,
  instead: string,
): MaskProblem {
  return {
    kind: "problem",
    message:
      `The mask ${mask} does not fit: the column ${column.name} is ${column.typeName}, not ${needs}; use ${instead}`,
  };
}

const LITERALS: Readonly<Record<string, RegExp>> = {
  int2: /^-?\d{1,4}$/,
  int4: /^-?\d{1,9}$/,
  int8: /^-?\d{1,18}$/,
  numeric: /^-?\d{1,100}(\.\d{1,100})?$/,
  float4: /^-?\d{1,9}(\.\d{1,9})?$/,
  float8: /^-?\d{1,15}(\.\d{1,15})?$/,
  bool: /^(true|false)$/,
  date: /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
  timestamp: /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
  timestamptz: /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  json: /^"[\w @.*-]*"$|^null$/,
  jsonb: /^"[\w @.*-]*"$|^null$/,
};

function fittingLiteral(text: string, column: CatalogueColumn): MaskExpression | MaskProblem {
  const fits = isText(column) || (isBuiltin(column) && LITERALS[column.typeName]?.test(text));
  if (fits) return literal(text, column);
  return problem(column, `"${text}"`, "a type that this text is a value of", "null or redact");
}

function partial(
  mask: PartialMask,
  { column, value }: { readonly column: CatalogueColumn; readonly value: string },
): string {
  const text = column.typeName === "text" ? value : `${value}::pg_catalog.text`;
  const hidden = quoteLiteral(HIDDEN_PART);
  if (!mask.keepDomain) {
    const shown = endsOf(mask, text);
    return shown === null
      ? `CASE WHEN ${value} IS NOT NULL THEN ${hidden} END`
      : `CASE ${shown} WHEN ${value} IS NOT NULL THEN ${hidden} END`;
  }
  // The domain starts at the last @; a text without one is hidden as a whole. Regular expressions know
  // no collation by which unlike texts are equal, and what is shown keeps the column's own.
  const byBytes = `${text} COLLATE pg_catalog."C"`;
  const length = `pg_catalog.char_length(pg_catalog."substring"(${byBytes}, '@[^@]*$'))`;
  const domain = `pg_catalog."right"(${text}, ${length})`;
  const all = `CASE WHEN ${value} IS NOT NULL THEN ${hidden} END`;
  if (mask.keepFirst + mask.keepLast === 0) {
    return `COALESCE(${hidden} OPERATOR(pg_catalog.||) ${domain}, ${all})`;
  }
  const local = `pg_catalog."left"(${text}, OPERATOR(pg_catalog.-) ${length})`;
  const shown = endsOf(mask, local);
  return `COALESCE(CASE ${shown} ELSE ${hidden} END OPERATOR(pg_catalog.||) ${domain}, ${all})`;
}

/** `WHEN` the text is long enough `THEN` its ends; null where none is kept. */
function endsOf(mask: PartialMask, text: string): string | null {
  const { keepFirst, keepLast } = mask;
  if (keepFirst + keepLast === 0) return null;
  const shown = [
    ...keepFirst > 0 ? [`pg_catalog."left"(${text}, ${keepFirst})`] : [],
    quoteLiteral(HIDDEN_PART),
    ...keepLast > 0 ? [`pg_catalog."right"(${text}, ${keepLast})`] : [],
  ].join(" OPERATOR(pg_catalog.||) ");
  return `WHEN pg_catalog.char_length(${text}) OPERATOR(pg_catalog.>=) ${
    shortestShown(mask)
  } THEN ${shown}`;
}

// HMAC with SHA-256 (RFC 2104), from a function that every PostgreSQL has. Half of its 64 digits:
// 128 bits keep apart whatever a database can hold, and leave room in an answer.
function hash(column: CatalogueColumn, value: string): MaskExpression {
  const bytes = `pg_catalog.convert_to(${value}::pg_catalog.text, 'UTF8')`;
  const start = `pg_catalog."left"(pg_catalog.encode(pg_catalog.sha256(`;
  const end = "), 'hex'), 32)";
  const isUuid = column.typeName === "uuid";
  return {
    kind: "mask",
    template: [
      start,
      { kind: "key", pad: "outer" },
      "::pg_catalog.bytea OPERATOR(pg_catalog.||) pg_catalog.sha256(",
      { kind: "key", pad: "inner" },
      `::pg_catalog.bytea OPERATOR(pg_catalog.||) ${bytes})${end}`,
      isUuid ? "::pg_catalog.uuid" : "",
    ],
    constant: false,
    typeName: isUuid ? "uuid" : "text",
  };
}

function within(value: string, type: string, [first, last]: readonly [string, string]): string {
  return `${value} OPERATOR(pg_catalog.>=) '${first}'::pg_catalog.${type} AND ` +
    `${value} OPERATOR(pg_catalog.<=) '${last}'::pg_catalog.${type}`;
}

function year(type: string, value: string): string {
  // In UTC, for the session's time zone must not decide what is shown.
  const start = type === "date"
    ? `pg_catalog.date_trunc('year', ${value}::pg_catalog."timestamp")::pg_catalog.date`
    : type === "timestamp"
    ? `pg_catalog.date_trunc('year', ${value})`
    : `pg_catalog.date_trunc('year', ${value}, 'UTC')`;
  return `CASE WHEN ${within(value, `"${type}"`, [FIRST_YEAR, LAST_YEAR])} THEN ${start} END`;
}

function bucket(
  size: number,
  column: CatalogueColumn,
  value: string,
): MaskExpression | MaskProblem {
  const type = column.typeName;
  const steps = wholeBuckets(`${value}::pg_catalog."numeric"`, size);
  if (!isBuiltin(column) || !/^\d{1,15}(\.\d{1,6})?$/.test(String(size)) || size <= 0) {
    return problem(column, `bucket of ${size}`, "a number or a date", "null or redact");
  }
  const least = INTEGERS[type];
  if (least !== undefined && Number.isInteger(size)) {
    // Below the first whole bucket stands the type's own least number.
    const steady = `GREATEST((${steps}), '${least}'::pg_catalog."numeric")::pg_catalog.${type}`;
    // GREATEST passes over NULL, and would make a number of it.
    const sql = `CASE WHEN ${value} IS NOT NULL THEN ${steady} END`;
    return computed(sql, type);
  }
  if (type === "numeric") return computed(`pg_catalog.trim_scale(${steps})`, type);
  if (FLOATS.has(type)) {
    const largest = LARGEST[type] ?? "1";
    const inside = within(value, type, [`-${largest}`, largest]);
    return computed(`CASE WHEN ${inside} THEN (${steps})::pg_catalog.${type} END`, type);
  }
  if (type === "date" && Number.isInteger(size) && size <= 1_000_000) {
    const epoch = "'2000-01-01'::pg_catalog.date";
    const days = `(${value} OPERATOR(pg_catalog.-) ${epoch})`;
    const whole = wholeBuckets(days, size);
    const inside = within(value, "date", ["2000-01-01", LAST_YEAR]);
    return computed(`CASE WHEN ${inside} THEN ${epoch} OPERATOR(pg_catalog.+) ${whole} END`, type);
  }
  return problem(column, "bucket", "a number or a date", "year, null or redact");
}

// A division would round: what is left over is taken off, which is exact.
function wholeBuckets(number: string, size: number): string {
  const left =
    `pg_catalog.mod(pg_catalog.mod(${number}, ${size}) OPERATOR(pg_catalog.+) ${size}, ${size})`;
  return `(${number} OPERATOR(pg_catalog.-) ${left})`;
}
