// Habits from other tools and databases that are not SQL for PostgreSQL: for each
// the way to do it here. It only gives hints to text that was refused anyway.

interface Habit {
  readonly pattern: RegExp;
  readonly hint: string;
}

const TABLES =
  "Use the list_tables tool, or SELECT table_schema, table_name FROM information_schema.tables.";
const DESCRIBE = "Use the describe_table tool; it shows columns, keys and indexes.";
const ONE_DATABASE =
  "pgmcp is connected to one database; use list_schemas to see its schemas, and name tables as schema.table.";

const HABITS: readonly Habit[] = [
  { pattern: /^\\d[tvmS+]*\s*;?\s*$/, hint: TABLES },
  { pattern: /^\\dn/, hint: "Use the list_schemas tool." },
  { pattern: /^\\d/, hint: DESCRIBE },
  { pattern: /^\\(l|c|connect)\b/, hint: ONE_DATABASE },
  {
    pattern: /^\\(copy|o|w)\b/,
    hint: "Use SELECT; the query tool's format tsv gives tab-separated rows.",
  },
  { pattern: /^\\/, hint: "psql's backslash commands are not SQL; use the tools, or SQL." },
  { pattern: /^show\s+(full\s+)?(tables|views|relations)\b/i, hint: TABLES },
  { pattern: /^show\s+(schemas|databases)\b/i, hint: "Use the list_schemas tool." },
  {
    pattern: /^show\s+((full\s+)?columns|fields|create\s+table|index(es)?|keys)\b/i,
    hint: DESCRIBE,
  },
  {
    pattern: /^show\s+(processlist|status|variables|grants|engines)\b/i,
    hint: "The server's activity and accounts are not shown here.",
  },
  {
    pattern: /^show\s+all\b/i,
    hint: "SHOW one setting at a time, such as SHOW TimeZone.",
  },
  { pattern: /^desc(ribe)?\s/i, hint: DESCRIBE },
  { pattern: /^pragma\b/i, hint: DESCRIBE },
  { pattern: /^use\s/i, hint: ONE_DATABASE },
  { pattern: /^(help|quit|exit|go)\b/i, hint: "Send one SELECT statement." },
  {
    pattern: /^explain\s+(query\s+plan|format\s*=)/i,
    hint: "Use the explain tool, or EXPLAIN (FORMAT JSON) SELECT ….",
  },
  {
    pattern: /\bselect\s+(distinct\s+)?top\s*\(?\s*\d+/i,
    hint: "PostgreSQL writes TOP 10 as LIMIT 10 at the end of the statement.",
  },
  {
    pattern: /\blimit\s+\d+\s*,\s*\d+/i,
    hint: "PostgreSQL writes LIMIT 10, 5 as LIMIT 5 OFFSET 10.",
  },
  {
    pattern: /`[^`]*`/,
    hint:
      'PostgreSQL quotes names with double quotes, as in "order"; plain lower-case names need none.',
  },
  {
    pattern: /\[[A-Za-z_][\w ]*\]/,
    hint: 'PostgreSQL quotes names with double quotes, as in "order", not with brackets.',
  },
  {
    pattern: /\b(date_sub|date_add)\s*\(.*\binterval\s+\d/is,
    hint: "PostgreSQL writes date arithmetic as now() - INTERVAL '7 days'.",
  },
  {
    pattern: /\binterval\s+\d+\s+\w+/i,
    hint: "PostgreSQL writes an interval as a quoted text: INTERVAL '7 days'.",
  },
  {
    pattern: /\bqualify\b/i,
    hint:
      "PostgreSQL has no QUALIFY: compute the window function in a sub-select and filter outside.",
  },
  {
    pattern: /==/,
    hint: "PostgreSQL compares with a single =.",
  },
  {
    pattern: /\bwith\s+\w+\s+as\s*\([^]*\)\s*$/i,
    hint: "A WITH needs a SELECT after it.",
  },
];

/** How much of a text is looked at: habits show early, and some patterns are quadratic. */
const EXAMINED_CHARACTERS = 1_000;

/** How to do here what `sql` tries to do; null if it is none of the known habits. */
export function hintForHabit(sql: string): string | null {
  const text = sql.trimStart().slice(0, EXAMINED_CHARACTERS);
  return HABITS.find((habit) => habit.pattern.test(text))?.hint ?? null;
}
