--- psql: \d one table, columns
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef), a.attnotnull, (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation, a.attidentity, a.attgenerated FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'saas.orders'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
--- psql: \d indexes
SELECT c2.relname, i.indisprimary, i.indisunique, i.indisclustered, i.indisvalid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_constraintdef(con.oid, true), contype, condeferrable, condeferred, i.indisreplident, c2.reltablespace FROM pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_index i LEFT JOIN pg_catalog.pg_constraint con ON (conrelid = i.indrelid AND conindid = i.indexrelid AND contype IN ('p', 'u', 'x')) WHERE c.oid = 'saas.tenants'::regclass AND c.oid = i.indrelid AND i.indexrelid = c2.oid ORDER BY i.indisprimary DESC, c2.relname
--- psql: \dt of a schema
SELECT n.nspname AS "Schema", c.relname AS "Name", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END AS "Type", pg_catalog.pg_get_userbyid(c.relowner) AS "Owner" FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam WHERE c.relkind IN ('r', 'p', '') AND n.nspname OPERATOR(pg_catalog.~) '^(saas)$' COLLATE pg_catalog.default ORDER BY 1, 2
--- psql: \dT enums
SELECT n.nspname, pg_catalog.format_type(t.oid, NULL) AS name, pg_catalog.array_to_string(ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder), E'\n') AS elements FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid)) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type el WHERE el.oid = t.typelem AND el.typarray = t.oid) AND n.nspname = 'saas' ORDER BY 1, 2
--- columns of information_schema with everything
SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default, udt_name FROM information_schema.columns WHERE table_schema = 'saas' AND table_name = 'tenants' ORDER BY ordinal_position
--- columns of all tables in a schema
SELECT table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'films' GROUP BY table_name ORDER BY table_name
--- tables with their number of columns
SELECT t.table_schema, t.table_name, count(c.column_name) FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND t.table_schema IN ('films', 'mart') GROUP BY 1, 2 ORDER BY 1, 2
--- columns by name in any table
SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE column_name ILIKE '%customer%' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3
--- foreign keys by information_schema
SELECT tc.table_schema, tc.constraint_name, tc.table_name, kcu.column_name, ccu.table_schema AS foreign_table_schema, ccu.table_name AS foreign_table_name, ccu.column_name AS foreign_column_name FROM information_schema.table_constraints AS tc JOIN information_schema.key_column_usage AS kcu ON tc.constraint_name = kcu.constraint_name AND tc.table_schema = kcu.table_schema JOIN information_schema.constraint_column_usage AS ccu ON ccu.constraint_name = tc.constraint_name WHERE tc.constraint_type = 'FOREIGN KEY' AND tc.table_name = 'title' ORDER BY 2
--- foreign keys with rules
SELECT rc.constraint_name, rc.update_rule, rc.delete_rule, rc.match_option FROM information_schema.referential_constraints rc WHERE rc.constraint_schema = 'films' ORDER BY 1
--- foreign keys by pg_constraint with unnest
SELECT con.conname, con.conrelid::regclass AS tbl, a.attname, con.confrelid::regclass AS ref, af.attname AS ref_col FROM pg_constraint con CROSS JOIN LATERAL unnest(con.conkey, con.confkey) WITH ORDINALITY AS k(att, fatt, ord) JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.att JOIN pg_attribute af ON af.attrelid = con.confrelid AND af.attnum = k.fatt WHERE con.contype = 'f' AND con.connamespace = 'films'::regnamespace ORDER BY 1, k.ord
--- primary keys of a schema
SELECT kcu.table_name, string_agg(kcu.column_name, ',' ORDER BY kcu.ordinal_position) FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu USING (constraint_schema, constraint_name) WHERE tc.constraint_type = 'PRIMARY KEY' AND tc.table_schema = 'mart' GROUP BY 1 ORDER BY 1
--- primary keys by pg_index
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'mart.inventory'::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
--- indexes by pg_indexes
SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'films' ORDER BY 1, 2, 3
--- sizes of tables of a schema
SELECT relname, pg_size_pretty(pg_total_relation_size(c.oid)) AS size FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'films' AND relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC, 1 LIMIT 5
--- size of one open table
SELECT pg_size_pretty(pg_relation_size('films.keyword')), pg_size_pretty(pg_table_size('films.keyword')), pg_size_pretty(pg_indexes_size('films.keyword'))
--- estimated rows
SELECT relname, reltuples::bigint FROM pg_class WHERE relnamespace = 'films'::regnamespace AND relkind = 'r' ORDER BY 2 DESC, 1
--- comments on columns
SELECT c.column_name, pg_catalog.col_description((quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass::oid, c.ordinal_position) FROM information_schema.columns c WHERE c.table_schema = 'films' AND c.table_name = 'title' ORDER BY c.ordinal_position
--- comments by obj_description
SELECT relname, obj_description(oid, 'pg_class') FROM pg_class WHERE relnamespace = 'films'::regnamespace AND relkind = 'r' ORDER BY 1 LIMIT 3
--- views and their columns
SELECT table_name, column_name FROM information_schema.columns WHERE (table_schema, table_name) IN (SELECT table_schema, table_name FROM information_schema.views WHERE table_schema = 'saas') ORDER BY 1, 2
--- materialised views
SELECT schemaname, matviewname, ispopulated FROM pg_matviews WHERE schemaname = 'saas'
--- view definitions
SELECT viewname, definition FROM pg_views WHERE schemaname = 'saas'
--- triggers
SELECT event_object_table, trigger_name FROM information_schema.triggers ORDER BY 1, 2
--- sequences
SELECT sequence_schema, sequence_name FROM information_schema.sequences ORDER BY 1, 2
--- schemas
SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
--- schemas by information_schema
SELECT schema_name, schema_owner FROM information_schema.schemata WHERE schema_name NOT LIKE 'pg\_%' ORDER BY 1
--- extensions (plan)
SELECT extname, extversion FROM pg_extension
--- server version and time zone (plan)
SELECT version(), current_setting('TimeZone'), current_setting('server_version_num')::int
--- enum labels
SELECT t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid ORDER BY t.typname, e.enumsortorder
--- check constraints
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = 'films.title'::regclass
--- is a table there
SELECT EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'films' AND table_name = 'title'), to_regclass('films.title') IS NOT NULL
--- user tables with statistics (plan)
SELECT relname, n_live_tup, n_dead_tup, last_analyze IS NULL FROM pg_stat_user_tables WHERE schemaname = 'films' ORDER BY 1
--- column statistics without values
SELECT attname, n_distinct FROM pg_stats WHERE schemaname = 'films' AND tablename = 'title'
--- Django: tables
SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END, obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND n.nspname NOT IN ('pg_catalog', 'pg_toast') AND pg_catalog.pg_table_is_visible(c.oid)
--- Django: columns
SELECT a.attname AS column_name, NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)) AS is_nullable, pg_get_expr(ad.adbin, ad.adrelid) AS column_default, CASE WHEN collname = 'default' THEN NULL ELSE collname END AS collation, a.attidentity != '' AS is_autofield, col_description(a.attrelid, a.attnum) AS column_comment FROM pg_attribute a LEFT JOIN pg_attrdef ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum LEFT JOIN pg_collation co ON a.attcollation = co.oid JOIN pg_type t ON a.atttypid = t.oid JOIN pg_class c ON a.attrelid = c.oid JOIN pg_namespace n ON c.relnamespace = n.oid WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND c.relname = 'title' AND n.nspname NOT IN ('pg_catalog', 'pg_toast') ORDER BY a.attnum
--- Django: constraints
SELECT c.conname, array(SELECT attname FROM unnest(c.conkey) WITH ORDINALITY cols(colid, arridx) JOIN pg_attribute AS ca ON cols.colid = ca.attnum WHERE ca.attrelid = c.conrelid ORDER BY cols.arridx), c.contype, (SELECT fkc.relname || '.' || fka.attname FROM pg_attribute AS fka JOIN pg_class AS fkc ON fka.attrelid = fkc.oid WHERE fka.attrelid = c.confrelid AND fka.attnum = c.confkey[1]), cl.reloptions FROM pg_constraint AS c JOIN pg_class AS cl ON c.conrelid = cl.oid WHERE cl.relname = 'title' ORDER BY 1
--- Rails: columns
SELECT a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.atttypid, a.atttypmod, c.collname, col_description(a.attrelid, a.attnum) AS comment, attidentity AS identity, attgenerated as attgenerated FROM pg_attribute a LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum LEFT JOIN pg_type t ON a.atttypid = t.oid LEFT JOIN pg_collation c ON a.attcollation = c.oid AND a.attcollation <> t.typcollation WHERE a.attrelid = '"films"."title"'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
--- Rails: primary keys
SELECT a.attname FROM (SELECT indrelid, indkey, generate_subscripts(indkey, 1) idx FROM pg_index WHERE indrelid = '"films"."title"'::regclass AND indisprimary) i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[i.idx] ORDER BY i.idx
--- Prisma: tables
SELECT tbl.relname AS table_name, namespace.nspname AS namespace, (tbl.relhassubclass AND tbl.relkind = 'p') AS is_partition, tbl.relrowsecurity AS has_row_level_security, description.description FROM pg_class AS tbl INNER JOIN pg_namespace AS namespace ON namespace.oid = tbl.relnamespace LEFT JOIN pg_description AS description ON description.objoid = tbl.oid AND description.objsubid = 0 AND description.classoid = 'pg_class'::regclass WHERE tbl.relkind = 'r' AND namespace.nspname = 'films' ORDER BY namespace, table_name
--- Prisma: indexes
WITH rawindex AS (SELECT indrelid, indexrelid, indisunique, indisprimary, unnest(indkey) AS indkeyid, generate_subscripts(indkey, 1) AS indkeyidx, unnest(indclass) AS indclass, unnest(indoption) AS indoption FROM pg_index WHERE indpred IS NULL AND NOT indisexclusion) SELECT schemainfo.nspname AS namespace, indexinfo.relname AS index_name, tableinfo.relname AS table_name, columninfo.attname AS column_name, rawindex.indisunique AS is_unique, rawindex.indisprimary AS is_primary_key, rawindex.indkeyidx AS column_index, opclass.opcname AS opclass, indexaccess.amname AS index_algo FROM rawindex INNER JOIN pg_class AS tableinfo ON tableinfo.oid = rawindex.indrelid INNER JOIN pg_class AS indexinfo ON indexinfo.oid = rawindex.indexrelid INNER JOIN pg_namespace AS schemainfo ON schemainfo.oid = tableinfo.relnamespace LEFT JOIN pg_attribute AS columninfo ON columninfo.attrelid = tableinfo.oid AND columninfo.attnum = rawindex.indkeyid INNER JOIN pg_am AS indexaccess ON indexaccess.oid = indexinfo.relam LEFT JOIN pg_opclass AS opclass ON opclass.oid = rawindex.indclass WHERE schemainfo.nspname = 'films' ORDER BY 1, 3, 2, 7
--- Metabase: privileges of mine
SELECT has_schema_privilege('films', 'USAGE'), has_table_privilege('films.title', 'SELECT')
--- SQLAlchemy: enums
SELECT t.typname AS name, pg_catalog.pg_type_is_visible(t.oid) AS visible, n.nspname AS schema, lbl_agg.labels FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace LEFT OUTER JOIN (SELECT e.enumtypid, array_agg(CAST(e.enumlabel AS TEXT) ORDER BY e.enumsortorder) AS labels FROM pg_catalog.pg_enum AS e GROUP BY e.enumtypid) AS lbl_agg ON t.oid = lbl_agg.enumtypid WHERE t.typtype = 'e' ORDER BY n.nspname, t.typname
--- Superset: view names
SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'saas' AND c.relkind = ANY (ARRAY['v', 'm']) ORDER BY 1
--- Tableau: result types by an empty query
SELECT * FROM (SELECT * FROM films.title) AS "t" LIMIT 0
--- describe by an empty query over masked columns
SELECT * FROM saas.users WHERE 1 = 0
--- explain of a join (plan)
EXPLAIN SELECT t.title FROM films.title t JOIN films.cast_info c ON c.movie_id = t.id WHERE t.id = 5
--- explain with options (plan)
EXPLAIN (COSTS OFF, FORMAT YAML, SETTINGS) SELECT count(*) FROM films.keyword
--- explain analyze of an open table (plan)
EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) SELECT k.keyword, count(*) FROM films.keyword k GROUP BY 1
--- explain of masked and filtered tables (plan)
EXPLAIN SELECT u.email, o.total FROM saas.users u JOIN saas.orders o ON o.user_id = u.id
--- show settings
SHOW server_version
--- show time zone
SHOW TIME ZONE
