// Names that are no table or column but are written as one: those of other databases, texts in double
// quotes, and aliases where PostgreSQL does not know them yet. It reads nothing but the client's own
// text, so that its hints tell nothing of what there is.

const TABLES = "Ask information_schema.tables and information_schema.columns, or use list_tables.";

/** By what the name ends in. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["dual", "PostgreSQL needs no FROM dual: SELECT 1."],
  ["sqlite_master", TABLES],
  ["sqlite_schema", TABLES],
  ["all_tables", TABLES],
  ["user_tables", TABLES],
  [
    "rownum",
    "PostgreSQL has no ROWNUM: write LIMIT 5 at the end, or row_number() OVER (ORDER BY …).",
  ],
  ["sysdate", "PostgreSQL writes SYSDATE as now() or CURRENT_DATE."],
  ["level", "PostgreSQL has no LEVEL: count it in WITH RECURSIVE."],
  ...["year", "quarter", "month", "week", "day", "hour", "minute", "second"].map((unit) =>
    [unit, `A unit of time stands in quotes and comes first: date_trunc('${unit}', ts).`] as const
  ),
]);

/** How much of a text is looked at: one of the patterns is quadratic. */
const EXAMINED_CHARACTERS = 2_000;

/** A name of a statement that means nothing in the database. */
export interface MissingName {
  /** As the statement has it, without quotes. */
  readonly name: string;
  readonly kind: "relation" | "column";
}

/** Words behind which a name is an operand itself. */
const NO_OPERANDS =
  "all|and|between|by|case|distinct|else|ilike|in|is|like|not|on|or|over|select|then|" +
  "using|when";

/** What to write instead of a name that `sql` holds; null where nothing is known. */
export function hintForForeignName({ name, kind }: MissingName, sql: string): string | null {
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (kind === "relation" && /^sys\./i.test(name)) return TABLES;
  const bare = last === name
    ? hintForBareName(last, kind, sql.slice(0, EXAMINED_CHARACTERS))
    : null;
  return bare ?? NAMES.get(last.toLowerCase()) ?? null;
}

function hintForBareName(name: string, kind: MissingName["kind"], text: string): string | null {
  const escaped = name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const found = (pattern: string) => new RegExp(pattern, "is").test(text);
  if (kind === "relation") {
    return found(`\\bwith\\s+(?!recursive\\b).*\\b${escaped}\\s*(\\([^()]*\\)\\s*)?as\\s`)
      ? "A WITH query that reads itself, or one that follows it, needs WITH RECURSIVE."
      : null;
  }
  if (/[\u2018\u2019\u201c\u201d]/.test(name)) {
    return "A text stands in straight single quotes: 'text'.";
  }
  if (found(`(=|<|>|\\bin\\s*\\(|\\blike|,)\\s*"${escaped}"`)) {
    return `A text stands in single quotes: '${name}'. Double quotes are for names.`;
  }
  const alias = `"?${escaped}"?`;
  return found(`\\bas\\s+${alias}(?![\\w"])(?!\\s*\\()`) ||
      // Without AS it stands behind an operand, and before what comes next in a list of outputs.
      found(`(?:[)\\]"']|(?<!\\w)(?!(?:${NO_OPERANDS})\\b)\\w+)\\s+${alias}\\s*(?:,|\\bfrom\\b)`)
    ? "An alias of SELECT is not known in its own WHERE, HAVING and other outputs: repeat the expression, or filter outside of a sub-select."
    : null;
}
