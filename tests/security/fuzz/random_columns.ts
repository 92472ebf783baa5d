// Columns of random tables: their types, their values, and the masks that fit them, each with what
// it gives as SQL written by hand. Of a value that a mask hides there are two, which it shows alike.

import type { RandomSource } from "./random_source.ts";

/** What can be done with a column. */
export type ColumnKind = "int" | "text" | "date" | "other";

/** A type. */
export interface ColumnType {
  /** As it is declared. */
  readonly sql: string;
  /** The same without a length, as a mask gives it. */
  readonly base: string;
  readonly kind: ColumnKind;
  /** A value, as SQL, for a number. */
  value(n: number): string;
  /** The masks that fit, beside `null`. */
  readonly masks: readonly string[];
}

/** A mask: as the policy writes it, and as SQL over a column. */
export interface RandomMask {
  readonly text: string;
  readonly sql: (column: string, type: ColumnType) => string;
  /** Whether it shows the same of every value. */
  readonly constant: boolean;
}

const number = (n: number) => String(n);
const day = (n: number) => `'2024-01-01'::date + ${n}`;
const texts = ["redact", "hash", "literal", "last", "first", "domain"];
/** The types that columns have. */
export const TYPES: readonly ColumnType[] = [
  type("int", "int", number, "redact hash bucket number"),
  type("bigint", "int", number, "redact hash bucket number"),
  type("smallint", "int", number, "redact bucket number"),
  type("numeric(12,2)", "int", (n) => `${n}.25`, "hash bucket number"),
  type("float8", "int", (n) => `${n}.5`, "bucket number"),
  type("text", "text", text, texts.join(" ")),
  type("varchar(40)", "text", text, texts.join(" ")),
  type("char(40)", "text", text, texts.join(" ")),
  type("bool", "other", (n) => String(n % 2 === 0), "redact hash"),
  type("date", "date", day, "year hash bucket"),
  type(
    "timestamptz",
    "date",
    (n) => `('2024-01-01 10:00+00'::timestamptz + interval '${n} hours')`,
    "year hash",
  ),
  type(
    "uuid",
    "other",
    (n) => `'00000000-0000-4000-8000-${String(n).padStart(12, "0")}'`,
    "hash redact",
  ),
  type("jsonb", "other", (n) => `'{"a": ${n}, "b": ["v${n % 4}"]}'`, "hash redact"),
  type("kinds.mood", "other", (n) => ["'low'", "'mid'", "'high'"][n % 3] ?? "NULL", "redact"),
  domain("kinds.code", (n) => `'c${n}'`),
  type("int[]", "other", (n) => `'{${n},${n % 3}}'`, "hash redact"),
  type("kinds.pair", "other", (n) => `ROW(${n}, 'p${n % 3}')`, "redact"),
  type(
    "daterange",
    "other",
    (n) => `daterange('2024-01-01', '2024-01-02'::date + ${n})`,
    "hash redact",
  ),
];

function type(
  sql: string,
  kind: ColumnKind,
  value: (n: number) => string,
  masks: string,
): ColumnType {
  const base = sql.replace("char(40)", "bpchar").replace("varbpchar", "varchar").replace(
    /\(.*/,
    "",
  );
  return { sql, base, kind, value, masks: masks.split(" ") };
}

/** Of a text: masks see through it. */
function domain(sql: string, value: (n: number) => string): ColumnType {
  return { sql, base: "text", kind: "other", value, masks: ["redact", "hash", "literal"] };
}

function text(n: number): string {
  return [`'n${n % 5}'`, `'${n % 9}'`, `'paid'`, `'w${n}@mail${n % 3}.example'`][n % 4] ?? "''";
}

/** The type's column is a text. */
export function isText({ kind }: ColumnType): boolean {
  return kind === "text";
}

/** A mask that fits `type`. */
export function randomMask(random: RandomSource, { masks, base }: ColumnType): RandomMask {
  switch (random.pick([...masks, "null"])) {
    case "redact":
      return always("redact", isMaskedText(base) ? `'[redacted]'::${base}` : null);
    case "literal":
      return always('"x@y.z"', `'x@y.z'::${base}`);
    case "number":
      return always('{ literal: "7" }', `'7'::${base}`);
    case "hash":
      return {
        text: "hash",
        constant: false,
        sql: (column) => `kinds.hashed(${column}::text)${base === "uuid" ? "::uuid" : ""}`,
      };
    case "last":
      return partial("keep_last: 4", "'****' || right(%, 4)", 8);
    case "first":
      return partial("keep_first: 2", "left(%, 2) || '****'", 6);
    case "domain":
      return {
        ...{ text: "{ partial: { keep_domain: true } }", constant: false },
        sql: (column) =>
          `CASE WHEN ${column}::text LIKE '%@%' THEN '****' || substring(${column}::text FROM '@[^@]*$') WHEN ${column} IS NOT NULL THEN '****' END`,
      };
    case "year":
      return {
        ...{ text: "year", constant: false },
        sql: (column) => `(date_trunc('year', ${column}::timestamp))::${base}`,
      };
    case "bucket":
      return {
        ...{ text: "{ bucket: { size: 20 } }", constant: false },
        sql: (column) =>
          base === "date"
            ? `'2000-01-01'::date + floor((${column} - '2000-01-01'::date) / 20.0)::int * 20`
            : `(floor(${column}::numeric / 20) * 20)::${base}`,
      };
    default:
      return always('"null"', null);
  }
}

function isMaskedText(base: string): boolean {
  return ["text", "varchar", "bpchar"].includes(base);
}

function always(text: string, sql: string | null): RandomMask {
  return { text, constant: true, sql: (_, { base }) => sql ?? `NULL::${base}` };
}

function partial(keeps: string, shown: string, shortest: number): RandomMask {
  return {
    ...{ text: `{ partial: { ${keeps} } }`, constant: false },
    sql: (column) =>
      `CASE WHEN char_length(${column}::text) >= ${shortest} THEN ${
        shown.replace("%", `${column}::text`)
      } WHEN ${column} IS NOT NULL THEN '****' END`,
  };
}

/** Two values that `mask` shows alike, which may be the same: of a row that is there in two databases. */
export function hiddenPair(
  random: RandomSource,
  columnType: ColumnType,
  mask: RandomMask | null,
): readonly [string, string] {
  const n = random.below(60);
  if (mask === null || mask.constant) {
    const of = (mark: string) =>
      random.oneIn(7)
        ? "NULL"
        : isText(columnType)
        ? `'${mark}${random.below(4)}'`
        : columnType.value(random.below(60));
    return [of("CANARY-a"), of("CANARY-b")];
  }
  if (random.oneIn(7)) return ["NULL", "NULL"];
  if (mask.text.includes("partial")) {
    const tail = `000${n % 4}@mail${n % 2}.example`;
    return [`'k${n % 3}CANARY-a${tail}'`, `'k${n % 3}CANARY-other${random.below(4)}${tail}'`];
  }
  if (mask.text === "year" || mask.text.includes("bucket")) {
    const first = Math.floor(n / 20) * 20;
    const within = () =>
      columnType.value(first + random.below(columnType.base === "date" ? 4 : 19));
    // Days of one bucket: the first of 2024 is 8,766 days after the first of 2000.
    return [within(), within()];
  }
  const same = columnType.value(n);
  return [same, same];
}
