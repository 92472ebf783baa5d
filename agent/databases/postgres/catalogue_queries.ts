// What the guard's catalogue asks PostgreSQL. `$1` of each is a text array.

// The extension that an object belongs to, as `e`.
function ofExtension(catalogue: string, object: string): string {
  return `LEFT JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass
    AND dep.objid = ${object}.oid AND dep.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = dep.refobjid`;
}

/**
 * Functions outside pg_catalog: schema, name, whether one argument will do,
 * volatility, security definer, extension. Defaults and VARIADIC count for
 * attribute notation too.
 */
export const ALL_FUNCTIONS = `SELECT DISTINCT n.nspname, p.proname,
  p.pronargs >= 1 AND p.pronargs - p.pronargdefaults
    - CASE WHEN p.provariadic <> 0 THEN 1 ELSE 0 END <= 1,
  p.provolatile, p.prosecdef, e.extname
FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  ${ofExtension("pg_proc", "p")}
WHERE n.nspname <> 'pg_catalog' AND p.prokind <> 'p'`;

/** Operators outside pg_catalog: schema, name, extension. */
export const ALL_OPERATORS = `SELECT DISTINCT n.nspname, o.oprname, e.extname
FROM pg_catalog.pg_operator o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
  ${ofExtension("pg_operator", "o")}
WHERE n.nspname <> 'pg_catalog'`;

/** The names `$1` (schemas, or NULL) and `$2` as `q`, each with the schemas it is looked for in; `$3` is the path. */
const ASKED =
  `ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))
    WITH ORDINALITY q(schema, name, place)`;

function firstOnPath(relation: string, alias: string, prefix: string): string {
  return `CROSS JOIN LATERAL (
    SELECT ${alias}.*, n.nspname FROM pg_catalog.${relation} ${alias}
      JOIN pg_catalog.pg_namespace n ON n.oid = ${alias}.${prefix}namespace
    WHERE ${alias}.${prefix}name = q.name::pg_catalog.name
      AND (CASE WHEN q.schema IS NULL
        THEN n.nspname = ANY ($3::pg_catalog.name[]) AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        ELSE n.nspname = q.schema::pg_catalog.name END)
    ORDER BY pg_catalog.array_position($3::pg_catalog.name[], n.nspname) LIMIT 1) ${alias}`;
}

// Casts that run a function which is neither PostgreSQL's nor an extension's, as `own_cast`,
// by the types that must be there for them to be used: of `mood AS int` that is mood, for
// ints are everywhere. A database seldom has any, and then what joins it costs nothing.
const OWN_CASTS = `own_cast AS MATERIALIZED (
  SELECT k.castcontext, used.type FROM pg_catalog.pg_cast k
    JOIN pg_catalog.pg_proc p ON p.oid = k.castfunc
    JOIN pg_catalog.pg_type s ON s.oid = k.castsource
    JOIN pg_catalog.pg_type t ON t.oid = k.casttarget
    CROSS JOIN LATERAL (VALUES (s.oid, s.typnamespace, t.typnamespace),
      (t.oid, t.typnamespace, s.typnamespace)) used(type, schema, other_schema)
  WHERE k.castmethod = 'f' AND p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace
    AND (used.schema <> 'pg_catalog'::pg_catalog.regnamespace
      OR used.other_schema = 'pg_catalog'::pg_catalog.regnamespace)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend dep WHERE dep.deptype = 'e'
      AND dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND dep.objid = p.oid)
)`;

/**
 * Relations: place in the question, schema, name, kind, columns as JSON, extension,
 * and whether such a cast is applied to one of its columns without being written.
 */
export const RELATIONS = `WITH ${OWN_CASTS}
SELECT q.place, c.nspname, c.relname, c.relkind,
  (SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  e.extname,
  EXISTS (SELECT FROM own_cast k
      JOIN pg_catalog.pg_type t ON t.oid = k.type
      JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray, t.typelem)
    WHERE k.castcontext = 'i' AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM ${ASKED}
  ${firstOnPath("pg_class", "c", "rel")}
  ${ofExtension("pg_class", "c")}`;

/**
 * Types outside pg_catalog: place in the question, schema, name, kind, extension,
 * whether a domain is reached through elements, base types, attributes or subtypes,
 * and whether such a cast is from or to the type, its array or its element.
 */
export const TYPES = `WITH RECURSIVE ${OWN_CASTS}, found AS MATERIALIZED (
  SELECT q.place, t.oid, t.nspname, t.typname, t.typtype FROM ${ASKED}
  ${firstOnPath("pg_type", "t", "typ")}
  WHERE t.nspname <> 'pg_catalog'
), reached(root, oid) AS (
  SELECT f.oid, f.oid FROM found f
  UNION
  SELECT r.root, inner_type.oid FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid
    CROSS JOIN LATERAL (
      SELECT t.typelem WHERE t.typelem <> 0
      UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
      UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
        WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT g.rngsubtype FROM pg_catalog.pg_range g
        WHERE g.rngtypid = t.oid
          -- PostgreSQL 13 has no multiranges, and no such column.
          OR (pg_catalog.to_jsonb(g) ->> 'rngmultitypid')::pg_catalog.oid = t.oid
    ) inner_type(oid)
)
SELECT f.place, f.nspname, f.typname, f.typtype, e.extname,
  EXISTS (SELECT 1 FROM reached r JOIN pg_catalog.pg_type t ON t.oid = r.oid
    WHERE r.root = f.oid AND t.typtype = 'd'),
  EXISTS (SELECT FROM own_cast k JOIN pg_catalog.pg_type t ON t.oid = k.type
    WHERE f.oid IN (t.oid, t.typarray, t.typelem))
FROM found f
  ${ofExtension("pg_type", "f")}`;
