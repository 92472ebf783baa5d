// What the guard's catalogue asks PostgreSQL. `$1` of each is a text array. Each answers with the
// evidence it rests on too (evidence_query.ts), read in the same statement and so at the same moment.

import { CALL_FIELDS, CHECKED_TYPES, OWN_CASTS } from "./code_running_types.ts";
import { castStates, MOMENT, namedState, stateOf } from "./evidence_query.ts";

// The extension that an object belongs to, as `e`.
function ofExtension(catalogue: string, object: string): string {
  return `LEFT JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass
    AND dep.objid = ${object}.oid AND dep.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = dep.refobjid`;
}

/**
 * Functions outside pg_catalog: schema, name, fewest and most arguments, volatility,
 * security definer, extension, evidence. Defaults and VARIADIC count for attribute notation too.
 */
export const ALL_FUNCTIONS = `SELECT n.nspname, p.proname,
  p.pronargs - p.pronargdefaults - CASE WHEN p.provariadic <> 0 THEN 1 ELSE 0 END,
  CASE WHEN p.provariadic = 0 THEN p.pronargs END,
  p.provolatile, p.prosecdef, e.extname, ${namedState("p")}, ${MOMENT}
FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  ${ofExtension("pg_proc", "p")}
WHERE n.nspname <> 'pg_catalog' AND p.prokind <> 'p'`;

function ownType(oid: string): string {
  return `SELECT t.oid, t.typtype IN ('e', 'c')
      AND t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c
        WHERE (c.oid = t.typrelid AND c.relkind <> 'c') OR c.reloftype = t.oid)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast k
        WHERE k.casttarget = t.oid AND k.castcontext = 'i')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend dep WHERE dep.deptype = 'e'
        AND dep.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND dep.objid = t.oid) AS own
    FROM pg_catalog.pg_type t WHERE t.oid = ${oid}`;
}

/**
 * Operators outside pg_catalog: schema, name, extension, the operands' types where both are
 * enums or composites of their own (no table's) that nothing is implicitly turned into, and evidence.
 */
export const ALL_OPERATORS = `SELECT n.nspname, o.oprname, e.extname,
  CASE WHEN l.own AND r.own THEN l.oid::pg_catalog.text || ' ' || r.oid::pg_catalog.text END,
  ${namedState("o")}, ${MOMENT}
FROM pg_catalog.pg_operator o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
  ${ofExtension("pg_operator", "o")}
  LEFT JOIN LATERAL (${ownType("o.oprleft")}) l ON true
  LEFT JOIN LATERAL (${ownType("o.oprright")}) r ON true
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

// The found object's OID, the states of what its answer rests on and of casts, and the moment.
const EVIDENCE =
  `f.oid, (SELECT pg_catalog.json_agg(ev.state) FROM evidence ev WHERE ev.root = f.oid),
  (SELECT pg_catalog.json_agg(k.state) FROM (${castStates()}) k(state)), ${MOMENT}`;

// What runs where stored expressions are used, as `called(root, funcs)`: the functions, and those
// of the operators, that the trees of views' rules and of domains' CHECKs name by their OIDs.
// (pg_depend does not know of built-in ones.) A text in a tree has its blanks escaped, so that
// none can hide a field; of the lists of row comparisons only operator classes decide.

function calledIn(trees: string): string {
  return `named AS MATERIALIZED (
  SELECT DISTINCT x.root, m.found[1] AS field, m.found[2]::pg_catalog.oid AS oid FROM ${trees} x
    CROSS JOIN LATERAL pg_catalog.regexp_matches(x.tree, ${CALL_FIELDS}, 'g') m(found)
  WHERE m.found[2] <> '0'
), called AS (
  SELECT c.root, pg_catalog.json_agg(pg_catalog.json_build_array(n.nspname, p.proname,
      (SELECT e.extname FROM pg_catalog.pg_depend dep
        JOIN pg_catalog.pg_extension e ON e.oid = dep.refobjid
        WHERE dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND dep.objid = p.oid
          AND dep.deptype = 'e'), ${stateOf("f", "p", "p.oid")})) AS functions
  FROM (SELECT f.root, f.oid FROM named f WHERE f.field NOT IN ('opno', 'eqop', 'sortop')
    UNION SELECT f.root, o.oprcode FROM named f JOIN pg_catalog.pg_operator o ON o.oid = f.oid
      WHERE f.field IN ('opno', 'eqop', 'sortop')) c
    JOIN pg_catalog.pg_proc p ON p.oid = c.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  GROUP BY c.root
)`;
}

// Whether a type, the element of an array, or a field of a row prints as the name of an object.
function namesObjects(type: string): string {
  const names =
    "regclass regcollation regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype";
  return `EXISTS (SELECT FROM pg_catalog.pg_type o WHERE (o.oid IN (${type}.oid, ${type}.typelem)
      OR o.oid IN (SELECT x.atttypid FROM pg_catalog.pg_attribute x WHERE x.attrelid = ${type}.typrelid))
    AND o.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
    AND o.typname = ANY ('{${names.replaceAll(" ", ",")}}'::pg_catalog.name[]))`;
}

/** The types that those of the WITH query `reached` are made of, to be united with it: of an array, a domain, a row, a range. */
const INNER_TYPES = `SELECT r.root, inner_type.oid FROM reached r
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
    ) inner_type(oid)`;

/**
 * Relations: place in the question, schema, name, kind, columns as JSON, extension,
 * the columns as JSON that such a cast can be applied to, or to a part of which,
 * those that print as names of objects, and what
 * a view calls as JSON: through views below it, and the CHECKs of domains it casts to; the types
 * of its columns; whether it has children; the columns of which no value can be made without running
 * a function; its OID; evidence of itself, of the views below it, of its columns' types, and of casts.
 */
export const RELATIONS = `WITH RECURSIVE ${OWN_CASTS}, ${CHECKED_TYPES}, found AS MATERIALIZED (
  SELECT q.place, c.oid, c.nspname, c.relname, c.relkind, c.relhassubclass FROM ${ASKED}
  ${firstOnPath("pg_class", "c", "rel")}
), viewed(root, oid) AS (
  SELECT f.oid, f.oid FROM found f WHERE f.relkind = 'v'
  UNION
  SELECT v.root, below.oid FROM viewed v
    JOIN pg_catalog.pg_rewrite w ON w.ev_class = v.oid
    JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      AND dep.objid = w.oid AND dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    JOIN pg_catalog.pg_class below ON below.oid = dep.refobjid AND below.relkind = 'v'
    JOIN pg_catalog.pg_namespace n ON n.oid = below.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
), rule AS MATERIALIZED (
  SELECT v.root, w.ev_action::pg_catalog.text AS tree FROM viewed v
    JOIN pg_catalog.pg_rewrite w ON w.ev_class = v.oid
), cast_to(root, oid) AS (
  SELECT r.root, t.oid FROM rule r
    CROSS JOIN LATERAL pg_catalog.regexp_matches(r.tree, ' :resulttype ([0-9]+)', 'g') m(found)
    JOIN pg_catalog.pg_type t ON t.oid = m.found[1]::pg_catalog.oid AND t.typtype = 'd'
  UNION
  SELECT k.root, t.typbasetype FROM cast_to k JOIN pg_catalog.pg_type t ON t.oid = k.oid
  WHERE t.typtype = 'd'
), tree AS (
  SELECT r.root, r.tree FROM rule r
  UNION ALL SELECT k.root, con.conbin::pg_catalog.text FROM cast_to k
    JOIN pg_catalog.pg_constraint con ON con.contypid = k.oid AND con.conbin IS NOT NULL
), ${calledIn("tree")}, reached(root, oid) AS (
  (SELECT f.oid, t.oid FROM found f
      JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid AND a.attnum > 0
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        AND t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace
    UNION ALL SELECT k.root, k.oid FROM cast_to k)
  UNION
  ${INNER_TYPES}
), seen(root, oid) AS (
  SELECT f.oid, f.oid FROM found f UNION SELECT v.root, v.oid FROM viewed v
  UNION SELECT r.root, t.typrelid FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid AND t.typrelid <> 0
), evidence(root, state) AS (
  SELECT s.root, ${
  stateOf("c", "c", "c.oid")
} FROM seen s JOIN pg_catalog.pg_class c ON c.oid = s.oid
  UNION ALL SELECT s.root, ${stateOf("a", "a", "a.attrelid", "a.attnum")} FROM seen s
    JOIN pg_catalog.pg_attribute a ON a.attrelid = s.oid AND a.attnum > 0
  UNION ALL SELECT s.root, ${stateOf("w", "w", "w.ev_class", "w.oid")} FROM seen s
    JOIN pg_catalog.pg_rewrite w ON w.ev_class = s.oid
  UNION ALL SELECT r.root, ${stateOf("t", "t", "t.oid")} FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid
  UNION ALL SELECT r.root, ${stateOf("d", "con", "con.contypid", "con.oid")} FROM reached r
    JOIN pg_catalog.pg_constraint con ON con.contypid = r.oid
)
SELECT f.place, f.nspname, f.relname, f.relkind,
  (SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped),
  e.extname,
  COALESCE((SELECT pg_catalog.json_agg(a.attname) FROM cast_type k
    JOIN pg_catalog.pg_attribute a ON a.atttypid = k.oid
    WHERE a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  COALESCE((SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
    WHERE a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND (${namesObjects("t")} OR ${namesObjects("b")})), '[]'),
  called.functions,
  COALESCE((SELECT pg_catalog.string_agg(DISTINCT
      CASE t.typtype WHEN 'e' THEN t.oid::pg_catalog.text ELSE '*' END, ' ')
    FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type direct ON direct.oid = a.atttypid
      JOIN pg_catalog.pg_type t ON t.oid = CASE
        WHEN direct.typcategory = 'A' AND direct.typtype = 'b' THEN direct.typelem
        ELSE direct.oid END
    WHERE a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend dep WHERE dep.deptype = 'e'
        AND dep.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND dep.objid = t.oid)), ''), f.relhassubclass,
  COALESCE((SELECT pg_catalog.json_agg(a.attname) FROM checked_type k
    JOIN pg_catalog.pg_attribute a ON a.atttypid = k.oid
    WHERE a.attrelid = f.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'), ${EVIDENCE}
FROM found f
  ${ofExtension("pg_class", "f")}
  LEFT JOIN called ON called.root = f.oid`;

/**
 * Types, those of pg_catalog too: place in the question, schema, name, kind, extension,
 * whether a domain is reached through elements, base types, attributes or subtypes,
 * whether such a cast is from or to the type or what can be taken out of it, and what the
 * CHECKs of those domains call as JSON; its OID, evidence of all of them, and of casts.
 */
export const TYPES = `WITH RECURSIVE ${OWN_CASTS}, found AS MATERIALIZED (
  SELECT q.place, t.oid, t.nspname, t.typname, t.typtype FROM ${ASKED}
  ${firstOnPath("pg_type", "t", "typ")}
), reached(root, oid) AS (
  SELECT f.oid, f.oid FROM found f WHERE f.nspname <> 'pg_catalog'
  UNION
  ${INNER_TYPES}
), tree AS (
  SELECT r.root, con.conbin::pg_catalog.text AS tree FROM reached r
    JOIN pg_catalog.pg_constraint con ON con.contypid = r.oid AND con.conbin IS NOT NULL
), ${calledIn("tree")}, evidence(root, state) AS (
  SELECT r.root, ${stateOf("t", "t", "t.oid")} FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid
  UNION ALL SELECT r.root, ${stateOf("c", "c", "c.oid")} FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  UNION ALL SELECT r.root, ${stateOf("a", "a", "a.attrelid", "a.attnum")} FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid AND t.typrelid <> 0
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0
  UNION ALL SELECT r.root, ${stateOf("d", "con", "con.contypid", "con.oid")} FROM reached r
    JOIN pg_catalog.pg_constraint con ON con.contypid = r.oid
)
SELECT f.place, f.nspname, f.typname, f.typtype, e.extname,
  EXISTS (SELECT 1 FROM reached r JOIN pg_catalog.pg_type t ON t.oid = r.oid
    WHERE r.root = f.oid AND t.typtype = 'd'),
  EXISTS (SELECT FROM cast_type k WHERE k.oid = f.oid),
  called.functions,
  ${EVIDENCE}
FROM found f
  ${ofExtension("pg_type", "f")}
  LEFT JOIN called ON called.root = f.oid`;

/**
 * What reading the relations `$1` (schemas) and `$2` (names) reads, themselves included: schema, name,
 * kind, evidence. Views by the relations that their rules name, for pg_depend leaves out the
 * system's; partitions and other children by inheritance.
 */
export const REACH = `WITH RECURSIVE reached(oid) AS (
  SELECT c.oid FROM ${ASKED} JOIN pg_catalog.pg_namespace n ON n.nspname = q.schema::pg_catalog.name
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = q.name::pg_catalog.name
  UNION
  SELECT below.oid FROM reached r CROSS JOIN LATERAL (
    SELECT m.found[1]::pg_catalog.oid FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid
      CROSS JOIN LATERAL
        pg_catalog.regexp_matches(w.ev_action::pg_catalog.text, ' :relid ([0-9]+)', 'g') m(found)
    WHERE c.oid = r.oid AND c.relkind = 'v'
    UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = r.oid
  ) below(oid)
)
SELECT n.nspname, c.relname, c.relkind,
  (SELECT pg_catalog.json_agg(e.state) FROM (
    SELECT ${stateOf("b", "c", "c.oid")}
    UNION ALL SELECT ${stateOf("w", "w", "w.ev_class", "w.oid")} FROM pg_catalog.pg_rewrite w
      WHERE w.ev_class = c.oid
    UNION ALL SELECT ${stateOf("i", "i", "i.inhparent", "i.inhrelid")}
      FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) e(state)), ${MOMENT}
FROM reached r JOIN pg_catalog.pg_class c ON c.oid = r.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;
