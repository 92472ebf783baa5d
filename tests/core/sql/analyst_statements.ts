// Statements of the kind analysts and models write, all of which the guard must
// let through: a false refusal here is a bug.

/** One statement a line. */
export const ANALYST_STATEMENTS: readonly string[] = String.raw`
SELECT 1
SELECT * FROM orders
TABLE orders
VALUES (1,'a'),(2,'b')
(SELECT 1) UNION ALL (SELECT 2)
SELECT a.*, b.total FROM customers a JOIN orders b USING (customer_id) WHERE b.created_at >= now() - interval '30 days'
SELECT date_trunc('month', created_at) AS m, sum(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT customer_id, total, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC) FROM orders
SELECT sum(total) OVER (ORDER BY created_at ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM orders
SELECT avg(x) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY b RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW EXCLUDE TIES)
SELECT sum(x) OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t
SELECT region, product, sum(v) FROM s GROUP BY GROUPING SETS ((region, product), (region), ())
SELECT region, product, grouping(region, product), sum(v) FROM s GROUP BY ROLLUP (region, product)
SELECT a, b, count(*) FROM t GROUP BY CUBE (a, b) HAVING count(*) > 1
SELECT c.name, o.* FROM customers c CROSS JOIN LATERAL (SELECT total FROM orders WHERE customer_id = c.id ORDER BY created_at DESC LIMIT 3) o
SELECT * FROM a LEFT JOIN LATERAL unnest(a.tags) WITH ORDINALITY AS t(tag, n) ON true
WITH RECURSIVE tree AS (SELECT id, parent_id, name, 0 AS depth FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.name, t.depth + 1 FROM categories c JOIN tree t ON c.parent_id = t.id) SELECT repeat('  ', depth) || name FROM tree
WITH RECURSIVE g(a,b) AS (SELECT 1,2 UNION SELECT b,a FROM g) CYCLE a SET is_cycle USING path SELECT * FROM g
WITH RECURSIVE g AS (SELECT id, pid FROM n UNION ALL SELECT n.id, n.pid FROM n, g WHERE n.pid=g.id) SEARCH DEPTH FIRST BY id SET ord SELECT * FROM g ORDER BY ord
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x FROM a) SELECT * FROM b
SELECT data->>'name', data#>>'{a,b}', data @> '{"a":1}' FROM docs
SELECT jsonb_path_query(data, '$.items[*] ? (@.price > 10)') FROM docs
SELECT * FROM docs WHERE data @? '$.tags[*] ? (@ == "x")'
SELECT j.* FROM docs, JSON_TABLE(data, '$.items[*]' COLUMNS (id FOR ORDINALITY, name text PATH '$.name', price numeric PATH '$.price' DEFAULT 0 ON EMPTY)) AS j
SELECT JSON_VALUE(data, '$.a' RETURNING int DEFAULT 1 ON ERROR), JSON_QUERY(data, '$.b' WITH WRAPPER), JSON_EXISTS(data, '$.c') FROM docs
SELECT JSON_OBJECT('a': 1, 'b': x), JSON_ARRAY(1, 2), JSON_OBJECTAGG(k: v), JSON_ARRAYAGG(v ORDER BY k) FROM t
SELECT x IS JSON OBJECT FROM t
SELECT json_build_object('id', id, 'tags', array_agg(tag ORDER BY tag)) FROM t GROUP BY id
SELECT jsonb_agg(row_to_json(t)) FROM t
SELECT key, value FROM docs, jsonb_each_text(data)
SELECT e.value->>'sku' FROM orders o, jsonb_array_elements(o.items) AS e
SELECT * FROM jsonb_to_recordset('[{"a":1}]') AS x(a int, b text)
SELECT arr[1], arr[2:3], array_length(arr, 1), arr || 4, 3 = ANY(arr), cardinality(arr) FROM t
SELECT ARRAY[1,2,3] && ARRAY[3,4], ARRAY(SELECT id FROM t), unnest(ARRAY['a','b'])
SELECT int4range(1,10) @> 5, tstzrange(a, b) && tstzrange(c, d), lower(r), upper(r) FROM t
SELECT daterange('2024-01-01','2024-02-01','[)'), range_agg(r) FROM t
SELECT to_tsvector('english', body) @@ plainto_tsquery('english', 'hello world') FROM docs
SELECT ts_rank(to_tsvector(body), q), ts_headline(body, q) FROM docs, websearch_to_tsquery('a or b') q
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total), percentile_disc(ARRAY[0.25,0.75]) WITHIN GROUP (ORDER BY total), mode() WITHIN GROUP (ORDER BY status) FROM orders
SELECT DISTINCT ON (customer_id) customer_id, total FROM orders ORDER BY customer_id, created_at DESC
SELECT * FROM orders TABLESAMPLE system (1) REPEATABLE (42)
SELECT * FROM orders TABLESAMPLE bernoulli (10)
SELECT current_date - 7, now() + interval '1 day', age(now(), created_at), extract(epoch from created_at), date_part('dow', created_at) FROM orders
SELECT created_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' FROM orders
SELECT created_at AT LOCAL FROM orders
SELECT to_char(created_at, 'YYYY-MM-DD'), to_date('2024-01-01','YYYY-MM-DD'), to_timestamp(0), make_date(2024,1,1) FROM orders
SELECT date_bin('15 minutes', ts, '2001-01-01') FROM t
SELECT regexp_replace(name, '[^a-z]', '', 'g'), name ~* '^a', substring(name from '\d+'), regexp_matches(name, 'a(b)'), split_part(name, ' ', 1) FROM t
SELECT name FROM t WHERE name ILIKE '%foo%' AND name NOT LIKE 'a\_%' ESCAPE '\' AND name SIMILAR TO '(a|b)%'
SELECT d::date FROM generate_series('2024-01-01'::date, '2024-12-31'::date, '1 day') AS d
SELECT n FROM generate_series(1, 1000000) n WHERE n % 2 = 0
SELECT string_agg(name, ', ' ORDER BY name), array_agg(DISTINCT x), bool_and(y), count(*) FILTER (WHERE z > 1) FROM t
SELECT corr(a,b), regr_slope(a,b), stddev(a), variance(b), covar_pop(a,b) FROM t
SELECT coalesce(a, b, 0), nullif(a, 0), greatest(a, b), least(a, b) FROM t
SELECT CASE WHEN a > 1 THEN 'x' WHEN a IS NULL THEN 'y' ELSE 'z' END, CASE a WHEN 1 THEN 2 END FROM t
SELECT * FROM t WHERE (a, b) IN (SELECT c, d FROM u) AND EXISTS (SELECT 1 FROM v WHERE v.id = t.id) AND x <> ALL (ARRAY[1,2])
SELECT * FROM t WHERE a BETWEEN 1 AND 2 AND b NOT BETWEEN SYMMETRIC 3 AND 2 AND c IS DISTINCT FROM d
SELECT a FROM t INTERSECT SELECT b FROM u EXCEPT ALL SELECT c FROM v ORDER BY 1 LIMIT 5 OFFSET 2
SELECT a FROM t ORDER BY b DESC NULLS LAST FETCH FIRST 5 ROWS WITH TIES
SELECT x::numeric(10,2), cast(y AS varchar(20)), z::int[], '1 day'::interval, '{1,2}'::int[], 'abc'::text COLLATE "C" FROM t
SELECT lag(total, 1, 0) OVER (ORDER BY id), lead(total) OVER (ORDER BY id), first_value(x) OVER w, nth_value(x, 2) OVER w, ntile(4) OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w FROM t WINDOW w AS (ORDER BY y)
SELECT round(avg(total)::numeric, 2), ceil(x), floor(y), trunc(z, 1), mod(a, b), abs(c), power(2, 10), 2 ^ 3, sqrt(4), ln(2), log(10, 100), exp(1) FROM t
SELECT lpad(id::text, 8, '0'), rpad(name, 20), repeat('*', 5), reverse(name), initcap(name), left(name, 3), right(name, 2), trim(both ' ' from name), ltrim(x), position('a' in name), overlay(name placing 'x' from 1 for 2), concat(a, '-', b), concat_ws(',', a, b), format('%s-%s', a, b), md5(name), length(name), char_length(name), upper(name) FROM t
SELECT encode(sha256(name::bytea), 'hex'), decode('YQ==', 'base64'), gen_random_uuid(), random() FROM t
SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog','information_schema')
SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'orders' ORDER BY ordinal_position
SELECT * FROM information_schema.table_constraints
SELECT tc.table_name, kcu.column_name, ccu.table_name AS foreign_table FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu ON tc.constraint_name = kcu.constraint_name JOIN information_schema.constraint_column_usage ccu ON ccu.constraint_name = tc.constraint_name WHERE tc.constraint_type = 'FOREIGN KEY'
SELECT n.nspname, c.relname, c.reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' ORDER BY c.reltuples DESC
SELECT relname, reltuples FROM pg_catalog.pg_class WHERE relkind IN ('r','p')
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped
SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'mood' ORDER BY e.enumsortorder
SELECT * FROM pg_tables WHERE schemaname = 'public'
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders'
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
SELECT obj_description(c.oid) FROM pg_class c
SELECT version(), current_database(), current_schema(), current_user
SELECT current_setting('TimeZone')
SHOW server_version
SHOW search_path
SHOW timezone
EXPLAIN SELECT * FROM orders
EXPLAIN ANALYZE SELECT 1
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM orders WHERE id = 1
EXPLAIN (COSTS off) WITH x AS (SELECT 1) SELECT * FROM x
EXPLAIN (SELECT 1)
EXPLAIN VERBOSE (SELECT 1) UNION (SELECT 2)
EXPLAIN ANALYZE VERBOSE VALUES (1)
EXPLAIN TABLE orders
SELECT o.id, c.name, sum(oi.quantity * oi.unit_price) AS revenue FROM orders o JOIN customers c ON c.id = o.customer_id JOIN order_items oi ON oi.order_id = o.id WHERE o.status IN ('paid','shipped') GROUP BY o.id, c.name HAVING sum(oi.quantity * oi.unit_price) > 100 ORDER BY revenue DESC LIMIT 10
SELECT s.count, s.max, s.name, s.date FROM (SELECT count(*), max(x), name, date FROM t GROUP BY 3, 4) s
SELECT (c).name, (c.address).city, (jsonb_each(data)).key, (f.x)[1] FROM t c, u f
SELECT t.* FROM t NATURAL JOIN u
SELECT * FROM t FULL OUTER JOIN u ON t.a = u.a
SELECT * FROM (VALUES (1,'a'),(2,'b')) AS v(id, name)
SELECT count(*) FROM orders -- trailing comment
/* leading */ SELECT 1 /* trailing */ ;
SELECT 1;
SELECT 'it''s', E'a\nb', $$dollar$$, $x$a$$b$x$, U&'\0061', B'101', X'1F', 1.5e3, 0x1F, 1_000
SELECT "Weird Name", "order" FROM "Mixed"."Case"
SELECT 日本, 'é😀' FROM t
SELECT NOT a, a AND b OR c, a IS TRUE, b IS NOT UNKNOWN, a IS NULL, b ISNULL, c NOTNULL FROM t
SELECT a << 1, a >> 1, a & 1, a | 1, a # 1, ~a, @ a, |/ a, a % 2 FROM t
SELECT '192.168.1.0/24'::inet >> '192.168.1.5'::inet, host('1.2.3.4'::inet), network('1.2.3.4/8')
SELECT point(1,2) <-> point(3,4), box '((0,0),(1,1))' @> point(0.5,0.5)
SELECT xmlelement(name foo, xmlattributes(a AS b), 'x'), xmlforest(a, b), xpath('/a/text()', '<a>x</a>'::xml) FROM t
SELECT * FROM ROWS FROM (generate_series(1,3), generate_series(1,4)) AS x(a,b)
SELECT count(*) OVER () AS total, * FROM t LIMIT 10
SELECT a, (SELECT max(b) FROM u WHERE u.a = t.a) FROM t
SELECT * FROM t WHERE a = ANY (SELECT b FROM u)
SELECT * FROM t WHERE created_at::date = CURRENT_DATE AND x > LOCALTIMESTAMP - '1 hour'::interval
SELECT width_bucket(total, 0, 1000, 10) AS b, count(*), repeat('#', (count(*)/10)::int) FROM orders GROUP BY 1
SELECT generate_series(1,3), unnest(array[1,2])
SELECT array_to_string(array_agg(x), ','), string_to_array('a,b', ','), array_position(arr, 1), array_remove(arr, 2) FROM t
SELECT justify_interval(interval '35 days'), make_interval(days => 10), interval '1' year
SELECT (a, b) = (1, 2), ROW(1, 'a'), (1,2) < (2,3) FROM t
SELECT pg_catalog.count(*), pg_catalog.sum(x) FROM t
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT pg_typeof(x), pg_size_pretty(1000::bigint) FROM t
SELECT min(x), max(x), any_value(y) FROM t
SELECT hashtext('a') % 10
SELECT FROM t
SELECT ALL a FROM t
SELECT a FROM ONLY t
SELECT a AS "select" FROM t ORDER BY "select" USING <
SELECT t FROM t
SELECT count(t.*) FROM t
SELECT normalize('a', NFC), 'a' IS NORMALIZED, unistr('\0061')
SELECT (now() - created_at) > '1 day', (a, b) OVERLAPS (c, d) FROM t
SELECT jsonb_set(data, '{a}', '1'), data - 'a', data ? 'b', data ?| array['a'], jsonb_pretty(data), jsonb_strip_nulls(data), data['a']['b'] FROM docs
SELECT cast(null as int), null::text
SELECT * FROM t WHERE id IN (1,2,3) AND name = 'x' LIMIT ALL
SELECT x.pg_sleep FROM (SELECT 1 AS pg_sleep) x
SELECT g.g, o.id FROM orders o, generate_series(1,3) g
WITH p AS (SELECT 2015 AS a, 2024 AS b) SELECT power(2.0, 1.0 / (b - a)) FROM p
SELECT power(1 + 0.05, 10), 1000 * power(1.05, 12 * 5), sqrt(9 + 16), exp(-0.5 * 2)
SELECT repeat('-', 20), repeat('#', (total / 1000)::int), lpad(id::text, 10, '0') FROM orders
`.split("\n").filter((line) => line !== "");
