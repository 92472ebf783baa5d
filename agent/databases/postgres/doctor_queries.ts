// What `doctor` asks the catalogue about the role it is connected as. Read only, bounded,
// and written so that any role may ask: privileges through has_…_privilege(), which count
// what PUBLIC and inherited roles give. Names are cut to a few, with how many there are.

/** The role itself, and the database. */
export const ROLE = `SELECT pg_catalog.current_setting('server_version_num'),
  d.datname, r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolbypassrls, r.rolreplication,
  pg_catalog.pg_has_role(d.datdba, 'MEMBER'),
  pg_catalog.has_database_privilege(d.oid, 'CREATE'),
  pg_catalog.has_database_privilege(d.oid, 'TEMPORARY')
FROM pg_catalog.pg_roles r, pg_catalog.pg_database d
WHERE r.rolname = current_user AND d.datname = pg_catalog.current_database()`;

/** The roles it is a member of, directly or not. */
export const MEMBERSHIPS = `SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb,
  r.rolbypassrls, r.rolreplication, pg_catalog.pg_has_role(r.oid, 'USAGE'), r.rolname ~ '^pg_'
FROM pg_catalog.pg_roles r
WHERE r.rolname <> current_user AND pg_catalog.pg_has_role(r.oid, 'MEMBER')
ORDER BY 1`;

const NO_SYSTEM_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** Schemas in which it may create. */
export const CREATES_IN =
  `SELECT n.nspname, pg_catalog.has_schema_privilege('public', n.oid, 'CREATE')
FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_(toast|temp)' AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
ORDER BY 1`;

/** What it may change, by schema. Views are in: through one that can be updated its tables are written. */
export const WRITES = `WITH rights AS (
  SELECT n.nspname, 'relation' AS kind, c.relname, p.privilege,
    pg_catalog.has_table_privilege('public', c.oid, p.privilege) AS to_all
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER'))
    AS p(privilege)
  WHERE (c.relkind IN ('r', 'p', 'f') OR c.relkind = 'v' AND ${NO_SYSTEM_SCHEMA})
    AND n.nspname !~ '^pg_(toast|temp)' AND n.nspname <> 'information_schema'
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND (pg_catalog.has_table_privilege(c.oid, p.privilege)
      OR p.privilege IN ('INSERT', 'UPDATE', 'REFERENCES')
        AND pg_catalog.has_any_column_privilege(c.oid, p.privilege))
  UNION ALL
  SELECT n.nspname, 'sequence', c.relname, p.privilege,
    pg_catalog.has_sequence_privilege('public', c.oid, p.privilege)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN (VALUES ('USAGE'), ('UPDATE')) AS p(privilege)
  WHERE c.relkind = 'S' AND n.nspname !~ '^pg_(toast|temp)'
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_sequence_privilege(c.oid, p.privilege)
)
SELECT nspname, kind, pg_catalog.to_json(pg_catalog.array_agg(DISTINCT privilege)),
  pg_catalog.count(DISTINCT relname),
  pg_catalog.to_json((pg_catalog.array_agg(DISTINCT relname))[1:5]), pg_catalog.bool_or(to_all)
FROM rights GROUP BY nspname, kind ORDER BY nspname, kind`;

/** What it owns, itself or through a role it is a member of. */
export const OWNED = `SELECT n.nspname, pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.count(*),
  pg_catalog.to_json((pg_catalog.array_agg(c.relname ORDER BY c.relname))[1:5])
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND ${NO_SYSTEM_SCHEMA}
  AND pg_catalog.pg_has_role(c.relowner, 'MEMBER')
GROUP BY 1, 2 ORDER BY 1, 2`;

/** Schemas with tables it may read, and the owners of these tables. */
export const READABLE = `SELECT n.nspname, pg_catalog.count(*),
  pg_catalog.to_json(pg_catalog.array_agg(DISTINCT pg_catalog.pg_get_userbyid(c.relowner)))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${NO_SYSTEM_SCHEMA}
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
    OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))
GROUP BY 1 ORDER BY 1`;

/** Catalogue relations that hold secrets or samples of rows. */
export const SECRET_CATALOGUES = `SELECT c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'pg_catalog' AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
  AND c.relname IN ('pg_authid', 'pg_shadow', 'pg_statistic', 'pg_statistic_ext_data',
    'pg_largeobject', 'pg_user_mapping', 'pg_subscription', 'pg_hba_file_rules')
ORDER BY 1`;

// Of an extension with a foreign-data wrapper the wrapper counts, except of dblink, which
// needs none: the other functions of such extensions only show and close connections.
/** The extensions, and whether it may use them. */
export const EXTENSIONS = `WITH members AS (
  SELECT e.oid, d.classid, d.objid
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_depend d
    ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid
      AND d.deptype = 'e'
), wrappers AS (
  SELECT m.oid, pg_catalog.has_foreign_data_wrapper_privilege(w.oid, 'USAGE')
    OR EXISTS (SELECT FROM pg_catalog.pg_foreign_server s
      WHERE s.srvfdw = w.oid AND pg_catalog.has_server_privilege(s.oid, 'USAGE')) AS usable
  FROM members m JOIN pg_catalog.pg_foreign_data_wrapper w
    ON m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND m.objid = w.oid
), functions AS (
  SELECT DISTINCT m.oid FROM members m
  JOIN pg_catalog.pg_proc p
    ON m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prorettype NOT IN ('fdw_handler'::pg_catalog.regtype, 'language_handler'::pg_catalog.regtype,
      'trigger'::pg_catalog.regtype, 'event_trigger'::pg_catalog.regtype)
    AND NOT 'internal'::pg_catalog.regtype = ANY (p.proargtypes) AND p.proname !~ 'validator$'
    AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
)
SELECT e.extname, CASE WHEN e.extname <> 'dblink' AND e.oid IN (SELECT w.oid FROM wrappers w)
  THEN e.oid IN (SELECT w.oid FROM wrappers w WHERE w.usable)
  ELSE e.oid IN (SELECT f.oid FROM functions f) END
FROM pg_catalog.pg_extension e ORDER BY 1`;

/** Foreign servers it may use. */
export const FOREIGN_SERVERS = `SELECT s.srvname FROM pg_catalog.pg_foreign_server s
WHERE pg_catalog.has_server_privilege(s.oid, 'USAGE') ORDER BY 1 LIMIT 20`;

/** Functions with more rights than the role, the most dangerous first. Extensions answer for their own. */
export const FUNCTIONS = `SELECT n.nspname,
  pg_catalog.quote_ident(p.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
  r.rolname, r.rolsuper, p.prosecdef,
  EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) AS c(setting)
    WHERE c.setting LIKE 'search_path=%') AS pinned,
  CASE WHEN l.lanpltrusted OR l.lanname IN ('internal', 'c') THEN NULL ELSE l.lanname END AS untrusted,
  pg_catalog.count(*) OVER ()
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
WHERE ${NO_SYSTEM_SCHEMA}
  AND (p.prosecdef AND NOT pg_catalog.pg_has_role(p.proowner, 'MEMBER')
    OR NOT l.lanpltrusted AND l.lanname NOT IN ('internal', 'c'))
  AND p.prorettype NOT IN ('trigger'::pg_catalog.regtype, 'event_trigger'::pg_catalog.regtype)
  AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
      AND d.deptype = 'e')
ORDER BY r.rolsuper AND p.prosecdef DESC, pinned, l.lanpltrusted, 1, 2
LIMIT 50`;

// pg_init_privs holds what initdb took from PUBLIC, whatever the version. What it gave to a
// predefined role that the role is a member of is reported as that membership.
/** Built-in functions that are not for ordinary roles, and that it may call. */
export const GRANTED_BUILT_INS = `SELECT pg_catalog.quote_ident(p.proname) || '(' ||
  pg_catalog.pg_get_function_identity_arguments(p.oid) || ')'
FROM pg_catalog.pg_init_privs i
JOIN pg_catalog.pg_proc p
  ON i.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objoid = p.oid
WHERE i.privtype = 'i' AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
  AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(i.initprivs) a
    WHERE a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE'))
ORDER BY 1 LIMIT 50`;

/** Settings of a new session; `$1` names them. The session's own are pgmcp's, set for one statement. */
export const SETTINGS = `SELECT s.name, s.reset_val FROM pg_catalog.pg_settings s
WHERE s.name = ANY ($1::pg_catalog.text[])`;

/** Who else is connected as this role. */
export const OTHER_APPLICATIONS = `SELECT DISTINCT
  CASE WHEN a.application_name = '' THEN '(unnamed)' ELSE a.application_name END
FROM pg_catalog.pg_stat_activity a
WHERE a.usename = current_user AND a.pid <> pg_catalog.pg_backend_pid()
  AND a.backend_type = 'client backend'
  AND a.application_name NOT IN ('pgmcp', pg_catalog.current_setting('application_name'))
ORDER BY 1 LIMIT 20`;

/** How this session reached the server. */
export const TRANSPORT = `SELECT
  (SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_catalog.pg_backend_pid()),
  pg_catalog.inet_client_addr() IS NULL
    OR pg_catalog.inet_client_addr() << '127.0.0.0/8'::pg_catalog.inet
    OR pg_catalog.inet_client_addr() = '::1'::pg_catalog.inet
    OR pg_catalog.inet_client_addr() = pg_catalog.inet_server_addr()`;
