// Ways to write the same SQL otherwise, at places drawn by chance: letter case, blanks and
// comments, quoted and escaped names, literals in other notations, casts in other forms.
// None changes what PostgreSQL does with the statement.

import { outsideQuotes, QUOTED } from "../outside_quotes.ts";
import type { RandomSource } from "./random_source.ts";

/** Writes `sql` otherwise. */
export type Rewrite = (sql: string, random: RandomSource) => string;

const BLANKS = [
  " ",
  "\n",
  "\t",
  "\r\n",
  "\f",
  "  ",
  "/**/",
  " /* ' */ ",
  ' /* " */ ',
  " /* a /* b */ c */ ",
  " --'\n",
  " -- ; \n",
  " /* $$ */ ",
  " /*;*/ ",
];

function otherCase(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) =>
      text.replace(
        /[a-zA-Z]/g,
        (letter) => random.oneIn(2) ? letter.toUpperCase() : letter.toLowerCase(),
      ),
  );
}

function otherBlanks(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) => text.replace(/ /g, () => random.oneIn(2) ? random.pick(BLANKS) : " "),
  );
}

function blanksAroundSigns(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) =>
      text.replace(/[().,]/g, (sign) => {
        if (sign === "." || !random.oneIn(3)) return sign;
        return `${random.pick(BLANKS)}${sign}${random.pick(BLANKS)}`;
      }),
  );
}

// A name that stands before a bracket, after a dot, or after FROM and JOIN.
const NAMES = /(\b(?:from|join|table)\s+|\.|\s|\(|,)([a-z_][a-z0-9_]*)(?=\s*\(|\s*$|\s*\.)/g;
const WORDS = new Set(
  ("select from where and or not in on as by over filter within group values exists any all some " +
    "case when then else end array row using limit offset only into set cast coalesce greatest " +
    "least nullif extract overlaps json json_table json_value json_query json_exists json_object " +
    "json_array json_scalar json_serialize json_arrayagg json_objectagg xmltable xmlelement " +
    "xmlattributes xmlparse xmlforest xmlpi xmlroot xmlserialize xmlconcat xmlexists columns " +
    "explain materialized lateral rows sets grouping except intersect union distinct conflict is " +
    "returning repeatable escape like ilike between operator char character varchar bit varying " +
    "vacuum interval table copy notes to similar schema authorization fetch first next passing " +
    "with recursive program reindex analyze rollup cube window partition range groups having " +
    "order natural inner outer left right full cross join tablesample collate current_catalog " +
    "current_schema current_user session_user user normalize overlay position substring trim " +
    "treat time timestamp dec decimal numeric float int integer real precision national nchar " +
    "setof default true false null do call begin commit rollback end none path merge_action " +
    "variadic nested empty format key value values of for ordinality wrapper quotes").split(" "),
);

function quoteName(name: string, random: RandomSource): string {
  if (random.oneIn(2)) return `"${name}"`;
  const signs = [...name].map((sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16);
    if (random.oneIn(3)) return `\\+${code.padStart(6, "0")}`;
    return random.oneIn(2) ? `\\${code.padStart(4, "0")}` : sign;
  });
  return random.oneIn(4)
    ? `U&"${signs.join("").replaceAll("\\", "!")}" UESCAPE '!'`
    : `U&"${signs.join("")}"`;
}

function quotedNames(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) =>
      text.replace(
        NAMES,
        (whole, before: string, name: string) =>
          WORDS.has(name) || random.oneIn(2) ? whole : `${before}${quoteName(name, random)}`,
      ),
  );
}

function qualifiedCalls(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) =>
      text.replace(
        /(?<![.\w"])((?:pg|lo|txid|set|query|table|schema|database|ts)_[a-z0-9_]+)(?=\s*\()/g,
        (name) => random.oneIn(2) ? `pg_catalog.${name}` : name,
      ),
  );
}

/** A plain literal in another notation. */
function otherLiterals(sql: string, random: RandomSource): string {
  return sql.replace(QUOTED, (literal, ...rest) => {
    const before = sql.slice(Math.max(0, Number(rest.at(-2)) - 12), Number(rest.at(-2)));
    // Where the grammar takes a plain literal only, another notation is a syntax error.
    if (!/^'[^'\\$]*'$/.test(literal) || /(interval|date|time|uescape|escape)\s*$/i.test(before)) {
      return literal;
    }
    const text = literal.slice(1, -1);
    switch (random.below(6)) {
      case 0:
        return `$q$${text}$q$`;
      case 1:
        return ` E'${[...text].map((sign) => hexEscape(sign, random)).join("")}'`;
      case 2:
        return ` U&'${[...text].map((sign) => unicodeEscape(sign, random)).join("")}'`;
      case 3:
        return text.length < 2 ? literal : `'${text.slice(0, 1)}'\n'${text.slice(1)}'`;
      default:
        return literal;
    }
  });
}

function hexEscape(sign: string, random: RandomSource): string {
  const code = sign.codePointAt(0) ?? 0;
  return random.oneIn(2) && code < 128 ? `\\x${code.toString(16).padStart(2, "0")}` : sign;
}

function unicodeEscape(sign: string, random: RandomSource): string {
  const code = sign.codePointAt(0) ?? 0;
  return random.oneIn(2) && code < 0x10000 ? `\\${code.toString(16).padStart(4, "0")}` : sign;
}

function otherNumbers(sql: string, random: RandomSource): string {
  return outsideQuotes(
    sql,
    (text) =>
      text.replace(/(?<![\w.$])(\d{2,9})(?![\w.])/g, (digits) => {
        if (random.oneIn(3)) return `0x${Number(digits).toString(16)}`;
        return random.oneIn(2) ? `${digits.slice(0, 1)}_${digits.slice(1)}` : digits;
      }),
  );
}

function otherCasts(sql: string, random: RandomSource): string {
  return sql.replace(
    /('(?:[^'\\])*')::([a-z_][a-z0-9_.]*)(?![\w(["])/g,
    (whole, literal: string, type: string) =>
      random.oneIn(2) ? `CAST(${literal} AS ${type})` : whole,
  );
}

function ending(sql: string, random: RandomSource): string {
  return sql + random.pick(["", ";", " ; ", ";;", " -- ;", " /* ; */", "\n"]);
}

/** All of them. */
export const REWRITES: readonly Rewrite[] = [
  otherCase,
  otherBlanks,
  blanksAroundSigns,
  quotedNames,
  qualifiedCalls,
  otherLiterals,
  otherNumbers,
  otherCasts,
];

/** What may stand after the whole statement; not inside another. */
export const rewriteEnd: Rewrite = ending;
