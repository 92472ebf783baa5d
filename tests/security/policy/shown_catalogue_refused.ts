// What PostgreSQL's catalogue must not be asked under a policy, and pairs that must be answered alike.
// The database and its policy are in shown_catalogue_world.ts.

/** Statements that are refused. */
export const REFUSED: readonly string[] = [
  // A number or a name that is not surely of what is shown.
  "SELECT g::oid::regclass FROM generate_series(16384, 17000) g",
  "SELECT relname::regclass FROM pg_class",
  "SELECT a.attname::text::regclass FROM pg_attribute a",
  "SELECT pg_relation_size(a.attname::text) FROM pg_attribute a",
  "SELECT c.reltoastrelid::regclass FROM pg_class c",
  "SELECT c.relfilenode::regclass FROM pg_class c",
  "SELECT c.relpages::oid::regclass FROM pg_class c",
  "SELECT c.relfrozenxid::text::regclass FROM pg_class c",
  "SELECT c.oid::regclass FROM pg_class AS c(relname, oid)",
  "SELECT c.oid::regclass FROM pg_class c UNION SELECT 16400",
  "SELECT classid::regclass FROM pg_depend",
  "SELECT objoid::regclass FROM pg_description",
  "SELECT (c.oid).regclass FROM pg_class c",
  "SELECT (a.attname).to_regclass FROM pg_attribute a",
  "SELECT format_type(c.reltype, null) FROM pg_class c",
  "SELECT format_type(t.typarray, null) FROM pg_type t",
  "SELECT 'app.hidden_kind'::regtype",
  "SELECT enum_last((NULL::text).hidden_kind)",
  "SELECT enum_range(kind) FROM customers",
  "SELECT (c.kind).enum_range FROM customers c",
  "SELECT k.enum_range FROM customers c, unnest(ARRAY[c.kind]) k",
  "SELECT enum_first(coalesce(NULL::app.hidden_choice_kind, NULL))",
  "SELECT 'pg_toast.pg_toast_16400'::regclass",
  "SELECT 'pg_catalog.pg_statistic'::regclass",
  "SELECT (n.nspname || '.' || c.relname)::regclass FROM pg_class c, pg_namespace n",
  "SELECT format('%I.%I', t.table_schema, s.table_name)::regclass FROM information_schema.tables t, information_schema.tables s",
  "SELECT format('%I.%I', c.table_schema, c.column_name)::regclass FROM information_schema.columns c",
  "SELECT to_regclass(schemaname || '.' || viewowner) FROM pg_views",
  // An expression that names columns by number, read as another table's.
  "SELECT pg_get_expr(k.conbin, c.oid) FROM pg_constraint k, pg_class c",
  "SELECT pg_get_expr(k.conbin, 'app.customers'::regclass::oid) FROM pg_constraint k",
  "SELECT pg_get_expr(i.indexprs, c.oid) FROM pg_index i, pg_class c",
  "WITH t AS (SELECT conbin, conrelid FROM pg_constraint) SELECT pg_get_expr(a.conbin, b.conrelid) FROM t a, t b",
  // Columns by number or name.
  "SELECT col_description('app.customers'::regclass, 4)",
  "SELECT col_description(c.oid, 4) FROM pg_class c",
  "SELECT obj_description('app.customers'::regclass)",
  "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c",
  "SELECT has_column_privilege('app.customers', 'hidden_ssn', 'SELECT')",
  "SELECT pg_get_serial_sequence('app.customers', 'hidden_ssn')",
  "SELECT pg_get_serial_sequence(a.attrelid::regclass::text, b.attname) FROM pg_attribute a, pg_attribute b",
  // How much there is.
  "SELECT pg_total_relation_size('app.visits')",
  "SELECT pg_relation_size('app.customers'::regclass)",
  "SELECT pg_total_relation_size(c.oid) FROM pg_class c",
  "SELECT pg_relation_size('pg_class')",
  "SELECT pg_database_size(current_database())",
  "SELECT n_live_tup FROM pg_stat_user_tables",
  "EXPLAIN ANALYZE SELECT relname FROM pg_class",
  "EXPLAIN SELECT * FROM information_schema.tables",
  // Definitions, and what stays closed.
  "SELECT definition FROM pg_views",
  "SELECT view_definition FROM information_schema.views",
  "SELECT pg_get_viewdef('app.totals'::regclass)",
  "SELECT proname FROM pg_proc",
  "SELECT pg_get_function_result(16500)",
  "SELECT tgname FROM pg_trigger",
  "SELECT stxname FROM pg_statistic_ext",
  "SELECT rulename FROM pg_rewrite",
  "SELECT * FROM pg_policy",
  "SELECT * FROM pg_stats",
  "SELECT routine_name FROM information_schema.routines",
  "SELECT trigger_name FROM information_schema.triggers",
  "SELECT table_name FROM information_schema.view_table_usage",
  "SELECT table_name FROM information_schema.table_privileges",
  "SELECT attmissingval FROM pg_attribute",
  "SELECT relpartbound FROM pg_class",
  // Beside a table that is replaced itself, where one query cannot be put into another.
  "SELECT name FROM customers WHERE EXISTS (SELECT FROM pg_class)",
  "SELECT relname FROM ONLY pg_class",
];

/** Statements that have no rows: numbers of what is hidden in part, and what hangs on denied tables. */
export const EMPTY: readonly string[] = [
  "SELECT relname, relkind FROM pg_class WHERE (relname IN ('customers', 'visits', 'journal', 'visit_notes') OR relname LIKE 'customers\\_%' OR relname LIKE 'visits\\_%') AND num_nonnulls(reltuples, relpages, relallvisible, reltoastrelid, relnatts, relchecks, relhasindex) > 0",
  "SELECT relname FROM pg_class WHERE num_nonnulls(relhastriggers, relhassubclass) > 0",
  "SELECT tablename FROM pg_tables WHERE tablename IN ('customers', 'visits', 'journal') AND hasindexes IS NOT NULL OR hastriggers IS NOT NULL",
  "SELECT matviewname FROM pg_matviews WHERE matviewname = 'visit_notes' AND hasindexes IS NOT NULL",
  "SELECT conname FROM pg_constraint WHERE conrelid IN ('customers'::regclass::oid, 'visits'::regclass::oid) AND contype = 'c'",
  "SELECT column_name FROM information_schema.columns WHERE table_name = 'customers' AND (generation_expression IS NOT NULL OR column_name IN ('email', 'kind') AND column_default IS NOT NULL)",
  "SELECT 1 FROM pg_attribute WHERE attrelid IN ('customers'::regclass::oid, 'visits'::regclass::oid) AND attnum <= 0",
  "SELECT 1 FROM pg_partitioned_table WHERE partrelid = 'journal'::regclass",
];

/** Pairs of what is denied and what never was. */
export const ALIKE: readonly (readonly [string, string])[] = [
  ["SELECT 'app.hidden_people'::regclass", "SELECT 'app.nothing_there'::regclass"],
  ["SELECT 'hidden_people'::regclass", "SELECT 'nothing_there'::regclass"],
  ["SELECT 'hidden_schema.things'::regclass", "SELECT 'hidden_schema.nothing'::regclass"],
  ["SELECT 'hidden_schema.things'::regclass", "SELECT 'nothing.things'::regclass"],
  ["SELECT to_regclass('app.hidden_people')", "SELECT to_regclass('app.nothing_there')"],
  ["SELECT to_regclass('app.customers_hidden')", "SELECT to_regclass('app.customers_nothing')"],
  ["SELECT 'app.hidden_counter'::regclass", "SELECT 'app.nothing_at_all'::regclass"],
  [
    "SELECT has_table_privilege('app.hidden_people', 'SELECT')",
    "SELECT has_table_privilege('app.nothing_there', 'SELECT')",
  ],
  [
    "SELECT pg_relation_size('app.hidden_people')",
    "SELECT pg_relation_size('app.nothing_there')",
  ],
  [
    "SELECT obj_description('app.hidden_people'::regclass, 'pg_class')",
    "SELECT obj_description('app.nothing_there'::regclass, 'pg_class')",
  ],
  [
    "SELECT has_column_privilege('app.customers', 'hidden_ssn', 'SELECT')",
    "SELECT has_column_privilege('app.customers', 'nothing', 'SELECT')",
  ],
  // An enum that only denied columns are of, and the labels of one that only masked columns are of.
  ...Object.entries({
    "SELECT enum_range(NULL::$)": ["app.hidden_kind", "hidden_kind", "app.kind"],
    "SELECT enum_first(NULL::$[])": ["app.hidden_kind", "hidden_kind", "app.kind"],
    "SELECT kind::$, (SELECT enum_last(NULL::app.mood)) FROM customers": ["app.kind"],
    "SELECT 'hidden_label'::$": ["app.hidden_kind", "hidden_kind"],
    "SELECT json_populate_record(NULL::$, '{}')": ["app.hidden_kind", "hidden_kind"],
  }).flatMap(([sql, names]) =>
    names.map((name) => [sql.replace("$", name), sql.replace("$", "app.nothing_kind")] as const)
  ),
  ["SELECT enum_last(hidden_kind(NULL))", "SELECT enum_last(nothing_kind(NULL))"],
  ["SELECT 'hidden_schema'::regnamespace", "SELECT 'nothing'::regnamespace"],
  [
    "SELECT has_schema_privilege('hidden_schema', 'USAGE')",
    "SELECT has_schema_privilege('nothing', 'USAGE')",
  ],
  [
    "SELECT attname FROM pg_attribute WHERE attrelid = 'app.hidden_people'::regclass",
    "SELECT attname FROM pg_attribute WHERE attrelid = 'app.nothing_there'::regclass",
  ],
  [
    "SELECT * FROM information_schema.columns WHERE table_name = 'hidden_people'",
    "SELECT * FROM information_schema.columns WHERE table_name = 'nothing_there'",
  ],
];
