// Which schemas and tables exist for a client: those of the allowed schemas that
// the role may read. Every catalogue query of this folder takes them from here.
// Functions are written with pg_catalog, so that none of the database's own is called.

/**
 * `FROM … WHERE …` for schemas as `n`; `$1` is a text array of the allowed ones, or NULL for all but the system's.
 */
export const VISIBLE_SCHEMAS = `FROM pg_catalog.pg_namespace n
WHERE (CASE WHEN $1::pg_catalog.text[] IS NULL
    THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ELSE n.nspname = ANY ($1::pg_catalog.text[]) END)
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')`;

/** The condition for a table, view or the like `c`: one that holds rows, of which the role may read at least a column. */
export const READABLE_RELATION = `c.relkind IN ('r','v','m','p','f')
  AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
    OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))`;

/** `FROM … WHERE …` for tables and the like as `c` in schemas `n`. */
export const VISIBLE_RELATIONS = VISIBLE_SCHEMAS.replace(
  "WHERE",
  "JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid\nWHERE",
) + `\n  AND ${READABLE_RELATION}`;

/** Limits of pgmcp's own questions to the catalogue. */
export const CATALOGUE_LIMITS = {
  maxRows: 100_000,
  maxBytes: 32 * 1024 * 1024,
  timeoutMs: 10_000,
} as const;

/** A text array as PostgreSQL writes it (section 8.15.6); null stays null. */
export function arrayLiteral(texts: readonly (string | null)[]): string {
  const items = texts.map((text) =>
    text === null ? "NULL" : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
  );
  return `{${items.join(",")}}`;
}
