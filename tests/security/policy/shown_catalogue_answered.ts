// What clients and models ask PostgreSQL's catalogue, with words that must be in the answer: a
// statement of each relation that a policy opens, and such as psql, DBeaver, SQLAlchemy, JDBC and
// DataGrip send. The database and its policy are in shown_catalogue_world.ts.

/** Statements that are answered: each answer holds the words named, and none that is hidden. */
export const ANSWERED: Readonly<Record<string, readonly string[]>> = {
  // Enums
  "SELECT enum_range(NULL::app.mood), 'calm'::mood, (SELECT count(*) FROM customers WHERE feeling = 'calm'::mood)":
    ["calm,cross"],
  // psql
  "SELECT n.nspname as \"Schema\", c.relname as \"Name\", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' END as \"Type\", pg_catalog.pg_get_userbyid(c.relowner) as \"Owner\" FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam WHERE c.relkind IN ('r','p','v','m','S','f','') AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast' AND n.nspname <> 'information_schema' AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2":
    ["customers", "orders_id_seq", "totals", "place_names"],
  "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname OPERATOR(pg_catalog.~) '^(customers)$' COLLATE pg_catalog.default AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 2, 3":
    ["customers"],
  "SELECT c.relchecks, c.relkind, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, c.relforcerowsecurity, false AS relhasoids, c.relispartition, '', c.reltablespace, CASE WHEN c.reloftype = 0 THEN '' ELSE c.reloftype::pg_catalog.regtype::pg_catalog.text END, c.relpersistence, c.relreplident, am.amname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_class tc ON (c.reltoastrelid = tc.oid) LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid) WHERE c.relname = 'customers'":
    ["heap"],
  "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef), a.attnotnull, (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation, a.attidentity, a.attgenerated FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'customers'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum":
    ["name", "email", "nobody", "mood"],
  "SELECT c2.relname, i.indisprimary, i.indisunique, i.indisclustered, i.indisvalid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_constraintdef(con.oid, true), contype, condeferrable, condeferred, i.indisreplident, c2.reltablespace FROM pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_index i LEFT JOIN pg_catalog.pg_constraint con ON (conrelid = i.indrelid AND conindid = i.indexrelid AND contype IN ('p','u','x')) WHERE c.oid = 'customers'::regclass AND c.oid = i.indrelid AND i.indexrelid = c2.oid ORDER BY i.indisprimary DESC, c2.relname":
    ["customers_pkey", "customers_name", "PRIMARY KEY"],
  "SELECT conname, pg_catalog.pg_get_constraintdef(r.oid, true) as condef FROM pg_catalog.pg_constraint r WHERE r.conrelid = 'orders'::regclass AND r.contype = 'f' ORDER BY 1":
    ["REFERENCES customers"],
  "SELECT c.oid::pg_catalog.regclass FROM pg_catalog.pg_class c, pg_catalog.pg_inherits i WHERE c.oid = i.inhparent AND i.inhrelid = 'orders'::regclass":
    [],
  // DBeaver
  "SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datname = current_database()": [],
  "SELECT n.oid, n.*, d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = n.oid AND d.objsubid = 0 AND d.classoid = 'pg_namespace'::regclass ORDER BY nspname":
    ["app", "other"],
  "SELECT c.oid, c.relname, c.relkind, c.reltuples, d.description FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass WHERE c.relnamespace = 'app'::regnamespace AND c.relkind NOT IN ('i', 'I', 'c')":
    ["places", "totals"],
  "SELECT c.relname, a.attname, a.attnum, a.atttypid, pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) AS def_value, dsc.description, dep.objid FROM pg_catalog.pg_attribute a INNER JOIN pg_catalog.pg_class c ON (a.attrelid = c.oid) LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid = ad.adrelid AND a.attnum = ad.adnum) LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid = dsc.objoid AND a.attnum = dsc.objsubid) LEFT OUTER JOIN pg_depend dep ON dep.refobjid = a.attrelid AND dep.deptype = 'i' AND dep.refobjsubid = a.attnum AND dep.classid = dep.refclassid WHERE NOT a.attisdropped ORDER BY a.attnum":
    ["customers", "where", "nowhere", "nextval"],
  "SELECT c.oid, c.conname, c.contype, c.conkey, c.confkey, t.relname AS tabrelname, rt.relnamespace AS refnamespace, pg_catalog.pg_get_constraintdef(c.oid) AS definition FROM pg_catalog.pg_constraint c INNER JOIN pg_catalog.pg_class t ON t.oid = c.conrelid LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid = c.confrelid ORDER BY c.oid":
    ["orders_customer_id_fkey", "customers_email_key", "hell"],
  // SQLAlchemy, JDBC, DataGrip
  "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relname = 'orders' AND pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog'":
    ["orders"],
  "SELECT a.attname, (SELECT json_build_object('start', s.seqstart) FROM pg_catalog.pg_sequence s WHERE a.attidentity != '' AND s.seqrelid = CAST(CAST(pg_catalog.pg_get_serial_sequence(CAST(CAST(a.attrelid AS REGCLASS) AS TEXT), a.attname) AS REGCLASS) AS OID)) AS identity_options FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_attribute a ON c.oid = a.attrelid AND a.attnum > 0 WHERE c.relname = 'customers'":
    ["start"],
  "SELECT ct.relname, a.attname, (information_schema._pg_expandarray(i.indkey)).n AS key_seq, ci.relname AS pk_name FROM pg_catalog.pg_class ct JOIN pg_catalog.pg_attribute a ON (ct.oid = a.attrelid) JOIN pg_catalog.pg_namespace n ON (ct.relnamespace = n.oid) JOIN pg_catalog.pg_index i ON (a.attrelid = i.indrelid) JOIN pg_catalog.pg_class ci ON (ci.oid = i.indexrelid) WHERE i.indisprimary":
    ["customers_pkey"],
  "WITH T AS (SELECT T.oid AS id FROM pg_class T WHERE T.relname = 'orders') SELECT T.id, C.attname, format_type(C.atttypid, C.atttypmod), pg_get_expr(D.adbin, T.id) FROM T JOIN pg_attribute C ON T.id = C.attrelid LEFT JOIN pg_attrdef D ON (C.attrelid, C.attnum) = (D.adrelid, D.adnum)":
    ["total", "nextval"],
  // What models write
  "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2":
    ["customers", "visits", "totals"],
  "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'customers' ORDER BY ordinal_position":
    ["email", "feeling", "nobody"],
  "SELECT * FROM information_schema.columns": ["customers", "visits"],
  "SELECT tc.table_name, kcu.column_name, ccu.table_name AS foreign_table, ccu.column_name AS foreign_column FROM information_schema.table_constraints AS tc JOIN information_schema.key_column_usage AS kcu ON tc.constraint_name = kcu.constraint_name AND tc.table_schema = kcu.table_schema JOIN information_schema.constraint_column_usage AS ccu ON ccu.constraint_name = tc.constraint_name AND ccu.table_schema = tc.table_schema WHERE tc.constraint_type = 'FOREIGN KEY'":
    ["customer_id", "customers"],
  "SELECT * FROM information_schema.referential_constraints": ["orders_customer_id_fkey"],
  "SELECT constraint_name, check_clause FROM information_schema.check_constraints": ["hell"],
  "SELECT * FROM information_schema.constraint_table_usage": ["place_visit"],
  "SELECT * FROM information_schema.key_column_usage": ["customers_email_key"],
  "SELECT * FROM information_schema.table_constraints": ["places_name_check"],
  "SELECT * FROM information_schema.constraint_column_usage": ["customers_email_key"],
  "SELECT * FROM information_schema.schemata": ["app", "other"],
  "SELECT * FROM information_schema.views": ["totals"],
  "SELECT * FROM information_schema.sequences": ["orders_id_seq"],
  "SELECT * FROM pg_tables WHERE schemaname = 'app'": ["customers"],
  "SELECT * FROM pg_views": ["totals"],
  "SELECT * FROM pg_matviews": ["place_names"],
  "SELECT * FROM pg_indexes": ["customers_email_key", "places_lower"],
  "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef": ["nobody"],
  "SELECT * FROM pg_constraint": ["orders_customer_id_fkey"],
  "SELECT i.*, i.indexrelid::regclass FROM pg_index i": ["places_lower"],
  "SELECT inhrelid::regclass, inhparent::regclass FROM pg_inherits": ["events_old"],
  "SELECT partrelid::regclass, partattrs FROM pg_partitioned_table": ["events"],
  "SELECT enumlabel FROM pg_enum": ["calm"],
  "SELECT seqrelid::regclass, seqstart FROM pg_sequence": ["orders_id_seq"],
  "SELECT sequencename, data_type FROM pg_sequences": ["orders_id_seq"],
  "SELECT objid::regclass, refobjid::regclass FROM pg_depend": ["orders_id_seq"],
  "SELECT description FROM pg_description": ["where"],
  "SELECT extname, extnamespace::regnamespace FROM pg_extension": ["plpgsql"],
  "SELECT attrelid::regclass, attname FROM pg_attribute": ["feeling", "tenant_id"],
  "SELECT relname, relnatts, relchecks, reltuples FROM pg_class": ["places_lower", "visits"],
  "SELECT t.typname, format_type(t.oid, NULL), array_agg(e.enumlabel) FROM pg_type t LEFT JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = 'app'::regnamespace GROUP BY 1, 2":
    ["mood", "calm"],
  "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'customers'::regclass AND i.indisprimary":
    ["id"],
  "SELECT conrelid::regclass, pg_get_constraintdef(oid), pg_get_expr(conbin, conrelid) FROM pg_constraint":
    ["hell", "4712"],
  // Views and partitions beside it are held to their plan.
  "SELECT c.relname, v.total, e.id FROM pg_class c, app.totals v LEFT JOIN app.events e ON true": [
    "totals",
  ],
  "SELECT 'app.orders'::regclass, to_regclass('places'), 'pg_class'::regclass": ["orders"],
  "SELECT pg_size_pretty(pg_total_relation_size('app.places'))": ["bytes|kB"],
  "SELECT obj_description('app.places'::regclass, 'pg_class'), col_description('app.places'::regclass, 2)":
    ["where"],
  "SELECT n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace') FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' ORDER BY 1":
    ["app"],
  "SELECT has_table_privilege('app.customers', 'SELECT'), has_schema_privilege('app', 'USAGE'), has_column_privilege('app.places', 'name', 'SELECT')":
    ["t"],
  "SELECT to_regclass(quote_ident(schemaname) || '.' || quote_ident(tablename)) FROM pg_tables": [
    "customers",
  ],
  "SELECT format('%I.%I', t.table_schema, t.table_name)::regclass FROM information_schema.tables t":
    ["totals"],
  "WITH pgmcp_named AS (SELECT 'app.customers'::regclass::oid AS relation, 'hidden'::text AS name) SELECT a.attname FROM pg_attribute a, pgmcp_named":
    ["feeling"],
  // Conditions are never tried on what is hidden: an error would tell of it.
  "SELECT count(*) FROM pg_attribute WHERE 1 / (CASE WHEN attname ~ ('^hid' || 'den') THEN 0 ELSE 1 END) = 1":
    [],
  "SELECT count(*) FROM pg_class WHERE 1 / (CASE WHEN relname ~ ('^hid' || 'den') THEN 0 ELSE 1 END) = 1":
    [],
  "SELECT count(*) FROM information_schema.columns WHERE 1 / (CASE WHEN concat(table_name, column_name, column_default) ~ ('hid' || 'den') THEN 0 ELSE 1 END) = 1":
    [],
};
