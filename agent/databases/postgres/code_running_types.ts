// The types of which a value cannot be made, or compared, without running somebody's function: by a
// cast, by what a range was given to measure itself with, or by the CHECK of a domain. As WITH
// queries for the guard's catalogue (catalogue_queries.ts).

const NOT_OF_AN_EXTENSION = `NOT EXISTS (SELECT FROM pg_catalog.pg_depend dep
      WHERE dep.deptype = 'e' AND dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND dep.objid = p.oid)`;

// PostgreSQL 13 has no multiranges, and no such column.
const MULTIRANGE = "(pg_catalog.to_jsonb(g) ->> 'rngmultitypid')::pg_catalog.oid";

/** The fields of a stored expression that name functions and operators by their OIDs, as a pattern. */
export const CALL_FIELDS = "'[{ ]:(funcid|aggfnoid|winfnoid|tsmhandler|opno|eqop|sortop) ([0-9]+)'";

// The types that hold those of the WITH query named, to be united with it.
function holdersOf(types: string): string {
  return `SELECT holder.oid FROM ${types} k CROSS JOIN LATERAL (
    SELECT t.typarray FROM pg_catalog.pg_type t WHERE t.oid = k.oid
    UNION ALL SELECT t.typelem FROM pg_catalog.pg_type t WHERE t.oid = k.oid AND t.typcategory = 'A'
    UNION ALL SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typbasetype = k.oid
    UNION ALL SELECT c.reltype FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE a.atttypid = k.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT pg_catalog.unnest(ARRAY[g.rngtypid, ${MULTIRANGE}])
      FROM pg_catalog.pg_range g WHERE g.rngsubtype = k.oid
  ) holder(oid) WHERE holder.oid <> 0`;
}

/**
 * Casts that run a function which is neither PostgreSQL's nor an extension's, as `cast_type`:
 * the types that must be there for them to be used (of `mood AS int` that is mood, for ints
 * are everywhere), and the types such a value can be taken out of. With them the ranges that have
 * such a function, which the planner calls to estimate comparisons. A database seldom has any, and
 * then what joins it costs nothing.
 */
export const OWN_CASTS = `own_cast AS MATERIALIZED (
  SELECT used.type FROM pg_catalog.pg_cast k
    JOIN pg_catalog.pg_proc p ON p.oid = k.castfunc
    JOIN pg_catalog.pg_type s ON s.oid = k.castsource
    JOIN pg_catalog.pg_type t ON t.oid = k.casttarget
    CROSS JOIN LATERAL (VALUES (s.oid, s.typnamespace, t.typnamespace),
      (t.oid, t.typnamespace, s.typnamespace)) used(type, schema, other_schema)
  WHERE k.castmethod = 'f' AND p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace
    AND (used.schema <> 'pg_catalog'::pg_catalog.regnamespace
      OR used.other_schema = 'pg_catalog'::pg_catalog.regnamespace)
    AND ${NOT_OF_AN_EXTENSION}
    -- A range turns into its multirange by a function that PostgreSQL made for it.
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_range g
      WHERE g.rngtypid = k.castsource AND ${MULTIRANGE} = k.casttarget)
), cast_type(oid) AS (
  SELECT k.type FROM own_cast k
  UNION ALL SELECT pg_catalog.unnest(ARRAY[g.rngtypid, ${MULTIRANGE}]) FROM pg_catalog.pg_range g
    JOIN pg_catalog.pg_proc p ON p.oid IN (g.rngcanonical, g.rngsubdiff)
  WHERE p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace AND ${NOT_OF_AN_EXTENSION}
  UNION
  ${holdersOf("cast_type")}
)`;

/**
 * Domains whose CHECK calls a function that is neither PostgreSQL's, and free of effects, nor an
 * extension's, and the types that hold one, as `checked_type`.
 */
export const CHECKED_TYPES = `checked_type(oid) AS (
  SELECT con.contypid FROM pg_catalog.pg_constraint con
    CROSS JOIN LATERAL pg_catalog.regexp_matches(con.conbin::pg_catalog.text, ${CALL_FIELDS}, 'g') m(found)
    LEFT JOIN pg_catalog.pg_operator o ON o.oid = m.found[2]::pg_catalog.oid
      AND m.found[1] IN ('opno', 'eqop', 'sortop')
    JOIN pg_catalog.pg_proc p ON p.oid = COALESCE(o.oprcode, m.found[2]::pg_catalog.oid)
  WHERE con.contypid <> 0 AND con.conbin IS NOT NULL
    AND (p.provolatile = 'v' OR p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace)
    AND ${NOT_OF_AN_EXTENSION}
  UNION
  ${holdersOf("checked_type")}
)`;
