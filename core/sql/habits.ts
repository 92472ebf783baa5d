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
    pattern: /^```/,
    hint: "Send the SQL alone, without ``` around it.",
  },
  {
    pattern: /`[^`]*`/,
    hint:
      'PostgreSQL quotes names with double quotes, as in "order"; plain lower-case names need none.',
  },
  {
    pattern: /\bpivot\s*\(/i,
    hint: "PostgreSQL has no PIVOT: write sum(x) FILTER (WHERE kind = 'a') AS a, … with GROUP BY.",
  },
  {
    pattern: /\bfor\s+xml\s+path\b/i,
    hint: "PostgreSQL writes this as string_agg(text, ',' ORDER BY …).",
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
    pattern: /\b(try_cast|safe_cast|try_convert)\s*\(/i,
    hint:
      "PostgreSQL has no cast that gives NULL: CASE WHEN text ~ '^-?\\d+(\\.\\d+)?$' THEN text::numeric END.",
  },
  {
    pattern: /\bgroup_concat\s*\(/i,
    hint: "PostgreSQL writes this as string_agg(text, ',' ORDER BY …).",
  },
  {
    pattern: /\bconvert\s*\(\s*\w+(\s*\(\s*\d+\s*\))?\s*,/i,
    hint:
      "PostgreSQL writes CONVERT(type, x) as x::type; a date's form as to_char(ts, 'YYYY-MM-DD').",
  },
  {
    pattern: /\b(regexp|rlike|glob)\s+'/i,
    hint:
      "PostgreSQL matches regular expressions with text ~ 'pattern', in any letter case with ~*.",
  },
  {
    pattern: /\bwith\s*\(\s*(nolock|readuncommitted|rowlock)\b/i,
    hint: "Leave table hints out: reading takes no locks here.",
  },
  {
    pattern: /\b(cross|outer)\s+apply\b/i,
    hint:
      "PostgreSQL writes CROSS APPLY (…) t as CROSS JOIN LATERAL (…) t, OUTER APPLY as LEFT JOIN LATERAL (…) t ON true.",
  },
  {
    pattern: /^(declare|set)\s+@|@\w+\s*:=|\bselect\s+@\w/i,
    hint:
      "There are no variables: write the value itself, or WITH p AS (SELECT 5 AS n) and read p.n.",
  },
  {
    pattern: /\(\s*\+\s*\)/,
    hint: "PostgreSQL writes outer joins as a LEFT JOIN b ON a.id = b.a_id.",
  },
  {
    pattern: /\bconnect\s+by\b/i,
    hint:
      "PostgreSQL walks trees with WITH RECURSIVE t AS (SELECT … WHERE parent_id IS NULL UNION ALL SELECT … JOIN t ON c.parent_id = t.id) SELECT … FROM t.",
  },
  {
    pattern: /\bminus\s+select\b/i,
    hint: "PostgreSQL writes MINUS as EXCEPT.",
  },
  {
    pattern: /\bkeep\s*\(\s*dense_rank\b/i,
    hint: "PostgreSQL writes this as (array_agg(x ORDER BY y DESC))[1], or DISTINCT ON (…).",
  },
  {
    pattern: /\*\s+(except|exclude|replace|rename)\s*\(/i,
    hint: "PostgreSQL's * cannot leave columns out: list those to select.",
  },
  {
    pattern: /\bwith\s+offset\b/i,
    hint:
      "PostgreSQL writes this as unnest(array) WITH ORDINALITY AS t(value, place), places from 1.",
  },
  {
    pattern: /\bcurrent_(date|time|timestamp)\s*\(\s*\)/i,
    hint: "PostgreSQL writes CURRENT_DATE and CURRENT_TIMESTAMP without brackets; now() has them.",
  },
  {
    pattern: /\bgroup\s+by\s+all\s*($|;|\border\b|\bhaving\b|\blimit\b)/i,
    hint: "PostgreSQL has no GROUP BY ALL: list the columns, or their places as in GROUP BY 1, 2.",
  },
  {
    pattern: /^from\s/i,
    hint: "SELECT comes first: SELECT … FROM ….",
  },
  {
    pattern: /\bstruct\s*\(/i,
    hint: "PostgreSQL makes a document of named values with jsonb_build_object('name', value).",
  },
  {
    pattern: /\{\{|\{%/,
    hint: "Send the SQL as it is after its template was filled in.",
  },
  {
    pattern: /(?<![:\w]):[A-Za-z_]\w*|(^|[\s(=])\?(?=[\s),;]|$)/,
    hint: "Parameters have no value here: write the value into the SQL as a literal.",
  },
  {
    pattern: /\b[A-Za-z_]\w*:[A-Za-z_]/,
    hint: "PostgreSQL reads JSON with doc -> 'key' and doc ->> 'key'.",
  },
  {
    pattern: /,\s*(from|where|group\s+by|order\s+by)\b/i,
    hint: "Leave out the comma before the next clause.",
  },
  {
    pattern: /\bgroup\s+by\b[^()]*\bwhere\b/i,
    hint:
      "The order of clauses is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT; groups are filtered by HAVING.",
  },
  {
    pattern: /\blimit\s+\d+\s+order\s+by\b/i,
    hint: "The order of clauses is ORDER BY, LIMIT.",
  },
  {
    pattern: /\bin\s+[A-Za-z_][\w.]*\s*(;|$|\band\b|\bor\b|\border\b|\bgroup\b)/i,
    hint:
      "Whether an array holds a value: 'x' = ANY (array). IN takes a list or a query in brackets.",
  },
  {
    pattern: /&&/,
    hint: "PostgreSQL joins conditions with AND and OR.",
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
