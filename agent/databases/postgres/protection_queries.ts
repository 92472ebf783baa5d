// What a policy asks PostgreSQL: all relations outside its own schemas, with what they are made of.

import { MOMENT } from "./evidence_query.ts";

// Other sessions make temporary tables all the time.
const LASTING =
  "c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'";

/**
 * One value for what relations there are and what is made of what, by content: TRUNCATE and REFRESH
 * change nothing of it. Columns are left out: there are too many to look at before every statement,
 * and what is spliced in names them. Its order does not matter, so that nothing is sorted.
 */
export const PROTECTION_STATE =
  `SELECT pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(pg_catalog.hashtextextended(x.state, 0))) AS e
FROM (
  SELECT pg_catalog.concat_ws(' ', 'c', c.oid, c.relkind, c.relnamespace, c.relname)
    FROM pg_catalog.pg_class c WHERE ${LASTING}
  UNION ALL SELECT pg_catalog.concat_ws(' ', 'w', w.oid, w.xmin)
    FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class c ON c.oid = w.ev_class
    WHERE w.oid >= 16384 AND ${LASTING}
  UNION ALL SELECT pg_catalog.concat_ws(' ', 'g', d.oid, d.xmin)
    FROM pg_catalog.pg_attrdef d
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    WHERE a.attgenerated <> ''
  UNION ALL SELECT pg_catalog.concat_ws(' ', 'i', i.inhrelid, i.inhparent)
    FROM pg_catalog.pg_inherits i
  UNION ALL SELECT pg_catalog.concat_ws(' ', 'n', n.oid, n.nspname)
    FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_'
) x(state)`;

// The type under a domain, however deep: a mask must not run a domain's CHECK.
const BASE_TYPES = `base_type(oid, base) AS (
  SELECT t.oid, t.typbasetype FROM pg_catalog.pg_type t WHERE t.typtype = 'd'
  UNION ALL
  SELECT b.oid, t.typbasetype FROM base_type b
    JOIN pg_catalog.pg_type t ON t.oid = b.base AND t.typtype = 'd'
), under AS (
  SELECT b.oid, b.base FROM base_type b
    JOIN pg_catalog.pg_type t ON t.oid = b.base AND t.typtype <> 'd'
)`;

// What is reached from a user's type by what its values are made of. Each reaches itself. There are
// no multiranges before 14.
const MADE_TYPES = `ranged AS (
  SELECT g.rngtypid,
    (pg_catalog.to_jsonb(g) OPERATOR(pg_catalog.->>) 'rngmultitypid')::pg_catalog.oid AS multi
  FROM pg_catalog.pg_range g
), made_of(root, oid) AS (
  SELECT s.oid, s.oid FROM (
    SELECT t.oid FROM pg_catalog.pg_type t
      WHERE t.oid >= 16384 AND t.typrelid = 0 AND t.typcategory <> 'A'
    UNION ALL SELECT t.oid FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_type t ON t.oid = c.reltype
      WHERE c.relkind = 'c' AND t.oid >= 16384
    UNION ALL SELECT DISTINCT a.atttypid FROM pg_catalog.pg_attribute a
      WHERE a.attnum > 0 AND a.atttypid >= 16384
  ) s
  UNION
  SELECT m.root, x.oid FROM made_of m
    JOIN pg_catalog.pg_type t ON t.oid = m.oid
    CROSS JOIN LATERAL (
      SELECT t.typbasetype UNION ALL SELECT t.typelem
      UNION ALL SELECT g.rngsubtype FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid
      UNION ALL SELECT g.multi FROM ranged g WHERE g.rngtypid = t.oid
      UNION ALL SELECT g.rngtypid FROM ranged g WHERE g.multi = t.oid
      UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    ) x(oid)
  WHERE x.oid >= 16384
), made AS (
  SELECT m.root, pg_catalog.json_agg(pg_catalog.json_build_array(n.nspname, t.typname)
      ORDER BY t.oid = m.root DESC) AS types
  FROM made_of m
    JOIN pg_catalog.pg_type t ON t.oid = m.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  GROUP BY m.root
)`;

/**
 * Relations: OID, schema, name, kind, columns as JSON (name, number, type's schema and name, the
 * columns it is generated from, whether it is virtual, whether it belongs to the primary key, what its type is made of), parents, what a view reads (OID, column numbers), whether it reads
 * whole rows, its indexes that rows can be read along (columns, how many of them are keys, columns in expressions), the type that it was made of; in the first row what every type is made of, and the schemas; the state of all of them, and the moment. Dependencies do not show a whole row, the tree of the view's rule does; what a column
 * is generated from stands in the tree of its expression.
 */
export const PROTECTION_ENTRIES = `WITH RECURSIVE ${BASE_TYPES}, relation AS MATERIALIZED (
  SELECT c.oid, n.nspname, c.relname, c.relkind, c.reloftype FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), ${MADE_TYPES}, generated AS (
  SELECT d.adrelid, d.adnum, pg_catalog.json_agg(DISTINCT m.found[1]::pg_catalog.int4) AS sources
  FROM pg_catalog.pg_attrdef d
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
      AND a.attgenerated <> ''
    CROSS JOIN LATERAL pg_catalog.regexp_matches(d.adbin::pg_catalog.text,
      ':varattno (-?[0-9]+)', 'g') m(found)
  GROUP BY d.adrelid, d.adnum
), described AS (
  SELECT a.attrelid, pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, a.attnum,
      tn.nspname, t.typname, g.sources, a.attgenerated = 'v',
      COALESCE(a.attnum = ANY (k.indkey), false), y.types) ORDER BY a.attnum) AS columns
  FROM pg_catalog.pg_attribute a
    JOIN relation r ON r.oid = a.attrelid
    LEFT JOIN under u ON u.oid = a.atttypid
    JOIN pg_catalog.pg_type t ON t.oid = COALESCE(u.base, a.atttypid)
    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
    LEFT JOIN generated g ON g.adrelid = a.attrelid AND g.adnum = a.attnum
    LEFT JOIN made y ON y.root = a.atttypid
    LEFT JOIN pg_catalog.pg_index k
      ON k.indrelid = a.attrelid AND k.indisprimary AND k.indimmediate AND k.indisvalid
  WHERE a.attnum > 0 AND NOT a.attisdropped
  GROUP BY a.attrelid
), inherited AS (
  SELECT i.inhrelid, pg_catalog.json_agg(i.inhparent::pg_catalog.text) AS parents
  FROM pg_catalog.pg_inherits i GROUP BY i.inhrelid
), read_column AS (
  SELECT w.ev_class, dep.refobjid,
    pg_catalog.json_agg(dep.refobjsubid) FILTER (WHERE dep.refobjsubid > 0) AS columns
  FROM pg_catalog.pg_rewrite w
    JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      AND dep.objid = w.oid AND dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND dep.refobjid <> w.ev_class
  GROUP BY w.ev_class, dep.refobjid
), viewed AS (
  SELECT k.ev_class, pg_catalog.json_agg(
      pg_catalog.json_build_array(k.refobjid::pg_catalog.text, k.columns)) AS reads
  FROM read_column k GROUP BY k.ev_class
), whole AS (
  SELECT w.ev_class, pg_catalog.bool_or(
      pg_catalog.strpos(w.ev_action::pg_catalog.text, ':varattno 0 ') > 0) AS rows
  FROM pg_catalog.pg_rewrite w JOIN relation r ON r.oid = w.ev_class GROUP BY w.ev_class
), indexed AS (
  SELECT x.indrelid, pg_catalog.json_agg(pg_catalog.json_build_array(x.indkey::pg_catalog.text,
      x.indnkeyatts, e.numbers)) AS indexes
  FROM pg_catalog.pg_index x
    JOIN relation r ON r.oid = x.indrelid
    JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
    JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname NOT IN ('gin', 'brin', 'hash')
    CROSS JOIN LATERAL (SELECT pg_catalog.json_agg(f.found[1]::pg_catalog.int4) AS numbers
      FROM pg_catalog.regexp_matches(x.indexprs::pg_catalog.text, ':varattno (-?[0-9]+)', 'g') f(found)) e
  GROUP BY x.indrelid
)
SELECT r.oid, r.nspname, r.relname, r.relkind, d.columns, i.parents, v.reads,
  COALESCE(w.rows, false), x.indexes, CASE WHEN r.reloftype <> 0
    THEN (SELECT pg_catalog.json_build_array(n.nspname, t.typname) FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = r.reloftype) END, CASE WHEN pg_catalog.row_number() OVER () = 1
    THEN pg_catalog.json_build_array((SELECT pg_catalog.json_agg(m.types) FROM made m),
      (SELECT pg_catalog.json_agg(n.nspname) FROM pg_catalog.pg_namespace n
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')) END, (${PROTECTION_STATE}), ${MOMENT}
FROM relation r
  LEFT JOIN described d ON d.attrelid = r.oid
  LEFT JOIN inherited i ON i.inhrelid = r.oid
  LEFT JOIN viewed v ON v.ev_class = r.oid
  LEFT JOIN whole w ON w.ev_class = r.oid
  LEFT JOIN indexed x ON x.indrelid = r.oid`;
