--- tables of the database
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
--- columns of a table
SELECT column_name, data_type, udt_name, is_nullable, column_default, character_maximum_length, numeric_precision, numeric_scale, ordinal_position, is_identity, is_generated FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'orders' ORDER BY ordinal_position
--- foreign keys the long way
SELECT tc.table_name, kcu.column_name, ccu.table_name AS foreign_table, ccu.column_name AS foreign_column FROM information_schema.table_constraints AS tc JOIN information_schema.key_column_usage AS kcu ON tc.constraint_name = kcu.constraint_name AND tc.table_schema = kcu.table_schema JOIN information_schema.constraint_column_usage AS ccu ON ccu.constraint_name = tc.constraint_name AND ccu.table_schema = tc.table_schema WHERE tc.constraint_type = 'FOREIGN KEY' ORDER BY 1, 2, 3
--- primary keys
SELECT kcu.table_name, string_agg(kcu.column_name, ',' ORDER BY kcu.ordinal_position) FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu USING (constraint_schema, constraint_name) WHERE tc.constraint_type = 'PRIMARY KEY' AND tc.table_schema = 'public' GROUP BY 1 ORDER BY 1
--- referential constraints
SELECT constraint_name, unique_constraint_name, update_rule, delete_rule FROM information_schema.referential_constraints ORDER BY 1
--- views and their text
SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = 'public' ORDER BY 1
--- schemas
SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT LIKE 'pg\_%' ORDER BY 1
--- schemas with counts of tables
SELECT n.nspname AS schema, count(c.oid) FILTER (WHERE c.relkind IN ('r', 'p')) AS tables, count(c.oid) FILTER (WHERE c.relkind = 'v') AS views FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname !~ '^pg_' GROUP BY 1 ORDER BY 1
--- estimated rows and sizes of tables
SELECT c.relname, c.reltuples::bigint AS rows, pg_size_pretty(pg_total_relation_size(c.oid)) AS total, pg_relation_size(c.oid) AS heap, pg_indexes_size(c.oid) AS indexes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC, 1
--- size of one table by name
SELECT pg_size_pretty(pg_total_relation_size('public.orders')), pg_relation_size('orders'), pg_table_size('orders'::regclass)
--- size of the database (volatile)
SELECT pg_size_pretty(pg_database_size(current_database())), current_database(), current_schema(), current_user, session_user
--- columns from pg_attribute with types, nullability, defaults and comments
SELECT a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, pg_get_expr(d.adbin, d.adrelid) AS "default", col_description(a.attrelid, a.attnum) AS comment FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = 'public.orders'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
--- the same by a join instead of regclass
SELECT a.attname, t.typname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE n.nspname = 'public' AND c.relname = 'customers' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
--- indexes with their definitions
SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2, 3
--- indexes from pg_index
SELECT t.relname AS "table", i.relname AS index, ix.indisunique, ix.indisprimary, pg_get_indexdef(ix.indexrelid), array_agg(a.attname ORDER BY k.n) AS columns FROM pg_index ix JOIN pg_class t ON t.oid = ix.indrelid JOIN pg_class i ON i.oid = ix.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace CROSS JOIN LATERAL unnest(ix.indkey) WITH ORDINALITY AS k(attnum, n) LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum WHERE n.nspname = 'public' GROUP BY 1, 2, 3, 4, ix.indexrelid ORDER BY 1, 2
--- columns of primary keys by indkey
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'order_items'::regclass AND i.indisprimary ORDER BY a.attnum
--- constraints with their definitions
SELECT conname, contype, conrelid::regclass, confrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY conrelid::regclass::text, conname
--- constraints of one table by literal
SELECT conname, pg_get_constraintdef(c.oid, true) FROM pg_constraint c WHERE c.conrelid = 'orders'::regclass ORDER BY 1
--- foreign keys with their columns by array positions
SELECT con.conname, att.attname, cl.relname AS parent, fatt.attname AS parent_column FROM pg_constraint con JOIN pg_class cl ON cl.oid = con.confrelid JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1] JOIN pg_attribute fatt ON fatt.attrelid = con.confrelid AND fatt.attnum = con.confkey[1] WHERE con.contype = 'f' ORDER BY 1
--- enums with their labels
SELECT n.nspname, t.typname, array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace GROUP BY 1, 2 ORDER BY 1, 2
--- comments of tables
SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm') ORDER BY 1
--- comments from pg_description
SELECT c.relname, a.attname, d.description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid WHERE d.classoid = 'pg_class'::regclass AND c.relname = 'orders' ORDER BY a.attnum
--- user functions (signatures)
SELECT n.nspname, p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.prokind FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3
--- routines
SELECT routine_schema, routine_name, data_type FROM information_schema.routines WHERE routine_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3
--- triggers
SELECT event_object_table, trigger_name, event_manipulation, action_timing FROM information_schema.triggers ORDER BY 1, 2
--- views and materialised views of pg_catalog
SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname IN ('public', 'lab') ORDER BY 1, 2
--- materialised views
SELECT schemaname, matviewname, ispopulated FROM pg_matviews ORDER BY 1, 2
--- a view's text by name
SELECT pg_get_viewdef('monthly_revenue'::regclass, true)
--- sequences
SELECT sequence_schema, sequence_name, data_type FROM information_schema.sequences ORDER BY 1, 2
--- identity columns and their sequences
SELECT pg_get_serial_sequence('public.orders', 'id')
--- extensions and versions
SELECT extname, extversion FROM pg_extension ORDER BY 1
--- extensions that could be installed
SELECT name, installed_version, comment FROM pg_available_extensions ORDER BY name
--- roles
SELECT rolname, rolsuper, rolcanlogin FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1
--- privileges of mine
SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee = current_user AND table_schema = 'public' ORDER BY 1, 2
--- asking for one privilege
SELECT has_table_privilege('orders', 'SELECT'), has_schema_privilege('public', 'USAGE'), has_column_privilege('orders', 'id', 'SELECT'), has_database_privilege(current_database(), 'CONNECT')
--- partitions of a table
SELECT inhrelid::regclass AS part, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'lab.logs'::regclass ORDER BY 1
--- partition trees
SELECT relid::text, parentrelid::text, isleaf, level FROM pg_partition_tree('lab.logs') ORDER BY 1
--- partitioning strategy
SELECT c.relname, p.partstrat, pg_get_partkeydef(c.oid) FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
--- row counts of statistics (plan)
SELECT relname, n_live_tup, seq_scan, idx_scan, last_analyze FROM pg_stat_user_tables ORDER BY relname
--- unused indexes (plan)
SELECT s.relname, s.indexrelname, s.idx_scan, pg_size_pretty(pg_relation_size(s.indexrelid)) FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid) WHERE NOT i.indisunique ORDER BY 1, 2
--- cache hit ratio (plan)
SELECT sum(heap_blks_hit) / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0) FROM pg_statio_user_tables
--- database statistics (plan)
SELECT datname, numbackends, xact_commit, blks_hit FROM pg_stat_database WHERE datname = current_database()
--- version and settings
SELECT version(), current_setting('server_version_num')::int / 10000 AS major, current_setting('TimeZone')
--- settings that are asked for often
SELECT name, setting, unit FROM pg_settings WHERE name IN ('work_mem', 'shared_buffers', 'max_connections', 'TimeZone') ORDER BY name
--- tables without a primary key
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('public', 'lab') AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p') ORDER BY 1
--- dependencies of a view
SELECT DISTINCT source.relname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class view ON view.oid = r.ev_class JOIN pg_class source ON source.oid = d.refobjid WHERE view.relname = 'monthly_revenue' AND source.oid <> view.oid ORDER BY 1
--- does a table exist
SELECT to_regclass('public.orders') IS NOT NULL AS there, to_regclass('public.nothing') IS NULL AS absent, EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'orders')
--- columns that look like e-mail addresses
SELECT table_name, column_name FROM information_schema.columns WHERE column_name ILIKE '%mail%' AND table_schema = 'public' ORDER BY 1, 2
--- the whole schema as one JSON document, as models like it
SELECT jsonb_object_agg(table_name, cols ORDER BY table_name) FROM (SELECT table_name, jsonb_agg(jsonb_build_object('name', column_name, 'type', data_type) ORDER BY ordinal_position) AS cols FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1) t
--- collations and encodings
SELECT datname, pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()
--- types of the user
SELECT t.typname, t.typtype, format_type(t.oid, NULL) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'lab' AND t.typtype IN ('e', 'c', 'd') ORDER BY 1
--- check constraints
SELECT constraint_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = 'public' AND constraint_name NOT LIKE '%not_null' ORDER BY 1
--- generated columns
SELECT table_name, column_name, generation_expression FROM information_schema.columns WHERE is_generated = 'ALWAYS' AND table_schema = 'public' ORDER BY 1, 2
--- statistics objects
SELECT stxname, stxkeys::text, stxkind FROM pg_statistic_ext ORDER BY 1
--- which child table each row comes from
SELECT v.*, tableoid::regclass FROM lab.vehicles v ORDER BY id
--- indexes that are not there yet
SELECT c.conname, c.conrelid::regclass FROM pg_constraint c WHERE c.contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1]) ORDER BY 1
