// The same attack in other clothes: what changes the text and not the meaning, and what
// puts a statement inside another. A statement that was refused must stay refused.

import { outsideQuotes } from "./outside_quotes.ts";

/** A change of the text that keeps its meaning. */
type Change = (sql: string) => string;

function swapCase(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter, index) => {
    return Number(index) % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase();
  });
}

function unicodeEscape(name: string): string {
  const escaped = [...name].map((sign, index) => {
    const code = sign.codePointAt(0) ?? 0;
    return index % 2 === 0 ? sign : `\\${code.toString(16).padStart(4, "0")}`;
  });
  return `U&"${escaped.join("")}"`;
}

// Names before a bracket: of functions, mostly. Words of the grammar there are left alone.
const CALLED = /\b([a-z_][a-z0-9_]*)(\s*\()/g;
const WORDS = new Set(
  ("select from where and or not in on as by over filter within group values exists any all " +
    "case when then else array row using limit offset only into set cast coalesce greatest " +
    "least nullif extract overlaps json_table json_value json_object json_array xmltable " +
    "xmlelement xmlattributes xmlparse columns explain materialized lateral rows sets " +
    "grouping except intersect union distinct conflict is returning repeatable escape like " +
    "between operator char bit vacuum interval table copy notes to similar schema authorization " +
    "fetch first passing with program reindex salaries t v r a b made").split(" "),
);

function renameCalls(text: string, rename: Change): string {
  return text.replace(CALLED, (whole, name: string, bracket: string) => {
    return WORDS.has(name) ? whole : `${rename(name)}${bracket}`;
  });
}

const CHANGES: readonly Change[] = [
  (sql) => sql,
  (sql) => outsideQuotes(sql, swapCase),
  (sql) => outsideQuotes(sql, (text) => text.replace(/ /g, "\n\t ")),
  (sql) => outsideQuotes(sql, (text) => text.replace(/ /g, " /* ' */ ")),
  (sql) => outsideQuotes(sql, (text) => text.replace(/ /, " --'\n ")),
  (sql) => outsideQuotes(sql, (text) => text.replace(/\./g, " . ").replace(/\(/g, " ( ")),
  (sql) => outsideQuotes(sql, (text) => renameCalls(text, (name) => `"${name}"`)),
  (sql) => outsideQuotes(sql, (text) => renameCalls(text, unicodeEscape)),
  (sql) => `${sql} ; ;`,
  (sql) => `/* SELECT 1 */ ${sql} -- ;`,
];

const WRAPS: readonly Change[] = [
  (sql) => sql,
  (sql) => `(${sql})`,
  (sql) => `((${sql}))`,
  (sql) => `EXPLAIN ${sql}`,
  (sql) => `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
  (sql) => `SELECT * FROM (${sql}) AS m`,
  (sql) => `SELECT count(*) FROM (${sql}) AS m`,
  (sql) => `WITH m AS (${sql}) SELECT 1`,
  (sql) => `WITH m AS MATERIALIZED (${sql}), n AS (SELECT * FROM m) TABLE n`,
  (sql) => `WITH RECURSIVE m AS (${sql}) SELECT * FROM m`,
  (sql) => `SELECT 1 FROM (SELECT 1) AS a, LATERAL (${sql}) AS m`,
  (sql) => `SELECT EXISTS (${sql})`,
  (sql) => `SELECT ARRAY(${sql})`,
  (sql) => `SELECT (${sql})`,
  (sql) => `SELECT CASE WHEN false THEN (${sql}) END`,
  (sql) => `SELECT 1 WHERE 1 IN (${sql})`,
  (sql) => `SELECT NULL UNION ALL (${sql})`,
  (sql) => `VALUES (1), ((${sql}))`,
  (sql) => `SELECT 1 ORDER BY (${sql})`,
  (sql) => `SELECT 1 LIMIT (${sql})`,
  (sql) => `SELECT count(*) FILTER (WHERE EXISTS (${sql})) OVER (ORDER BY (${sql}))`,
];

// In brackets, `(ABORT)` is a column's name and no statement; these start one anywhere.
const QUERY = /^[\s(]*(select|with|values|table|insert|update|delete|merge)\b/i;

/** Every change inside every wrap that fits; each result once. */
export function mutationsOf(sql: string): readonly string[] {
  const inner = sql.replace(/[;\s]+$/, "");
  const wraps = QUERY.test(inner) ? WRAPS : WRAPS.filter((wrap) => !wrap("").includes("()"));
  const changed = CHANGES.map((change) => change(inner));
  // A trailing comment would swallow a wrap's closing bracket: that one stays bare.
  const results = wraps.flatMap((wrap) =>
    changed.filter((text) => wrap("") === "" || !/(--[^\n]*|;)$/.test(text)).map(wrap)
  );
  return [...new Set(results)].filter((text) => text !== sql);
}
