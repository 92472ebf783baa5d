--- DISTINCT ON
SELECT DISTINCT ON (customer_id) customer_id, id, status FROM orders ORDER BY customer_id, created_at DESC, id DESC
--- DISTINCT ON two expressions
SELECT DISTINCT ON (shipping_country, date_trunc('year', created_at)) shipping_country, id FROM orders ORDER BY shipping_country, date_trunc('year', created_at), shipping_cost DESC, id
--- TABLESAMPLE that repeats
SELECT count(*) FROM orders TABLESAMPLE bernoulli (25) REPEATABLE (7)
--- TABLESAMPLE system of an alias
SELECT o.id FROM orders AS o TABLESAMPLE SYSTEM (100) ORDER BY o.id LIMIT 20
--- TABLE
TABLE categories ORDER BY id
--- VALUES with ORDER BY and LIMIT
VALUES (1, 'one'), (3, 'three'), (2, 'two') ORDER BY 1 LIMIT 2
--- VALUES in WITH
WITH v(a, b) AS (VALUES (1, 2.5), (NULL, 3)) SELECT a, b, a + b FROM v ORDER BY b
--- set operations with brackets
(SELECT city FROM customers ORDER BY city LIMIT 5) UNION (SELECT shipping_city FROM orders) EXCEPT (SELECT 'Berlin') ORDER BY 1
--- INTERSECT ALL and EXCEPT ALL
SELECT city FROM customers INTERSECT ALL SELECT shipping_city FROM orders ORDER BY city
--- FETCH FIRST WITH TIES
SELECT id, rating FROM reviews ORDER BY rating DESC FETCH FIRST 3 ROWS WITH TIES
--- OFFSET ROWS FETCH NEXT
SELECT id FROM products ORDER BY id OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY
--- LIMIT by an expression
SELECT id FROM products ORDER BY id LIMIT (SELECT count(*) / 10 FROM products) OFFSET 1 + 1
--- LIMIT ALL and LIMIT NULL
(SELECT id FROM users ORDER BY id LIMIT ALL) UNION ALL (SELECT id FROM users ORDER BY id LIMIT NULL) ORDER BY 1
--- ORDER BY USING, NULLS and an expression not selected
SELECT id FROM orders ORDER BY coupon_code NULLS FIRST, shipped_at DESC NULLS LAST, id USING > LIMIT 30
--- SELECT without columns
SELECT FROM users
--- SELECT without FROM
SELECT 1 + 1 AS two, 'x' || 'y', NULL, true AND NOT false
--- everything from two tables
SELECT c.*, o.* FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.id LIMIT 10
--- the same column twice
SELECT id, id, id AS id FROM users ORDER BY 1
--- a whole row as a value
SELECT u, (u).username, u.* FROM users u ORDER BY u.id
--- count of whole rows
SELECT count(o), count(o.*), count(DISTINCT o) FROM orders o
--- comments everywhere
/* report: orders by day */ SELECT -- the day
  created_at::date /* cast */ AS day, count(*) -- ; DROP TABLE orders
FROM orders /* nested /* comment */ here */ GROUP BY 1 ORDER BY 1 LIMIT 5 -- end
--- a semicolon and blank lines after
SELECT count(*) FROM orders;


--- two semicolons and a comment
SELECT 1; -- done
--- leading line comments, as models write them
-- Question: how many orders are open?
-- Approach: count by status
SELECT status, count(*)
FROM orders
WHERE status IN ('pending', 'paid')
GROUP BY status
ORDER BY status;
--- Windows line ends, tabs and trailing blanks (crlf)
SELECT id,	name FROM categories WHERE parent_id IS NULL  ORDER BY id  
--- odd capitals
sElEcT CoUnT(*) fRoM OrDeRs wHeRe StAtUs = 'paid'
--- no blanks at all
SELECT(1)+(2),'a'||'b',CASE WHEN(1=1)THEN(2)END,ARRAY[1,2],-1,+1,- -1
--- quoted identifiers of every sort
SELECT "Id", "order", "Größe", "has ""quotes""", "日本" FROM lab."Mixed Case" WHERE "order" <> 'x' ORDER BY "Id"
--- Unicode names without quotes
SELECT größe.wert AS 値 FROM (SELECT 1.5 AS wert) AS größe
--- Unicode escapes in identifiers
SELECT U&"d\0061ta" FROM (SELECT 5 AS data) t
--- emoji and combining signs in text
SELECT '😀👩‍👩‍👧' AS emoji, length('👍'), 'é' = U&'e\0301'
--- reserved words as aliases
SELECT count(*) AS "select", max(id) AS "from", min(id) "group", 1 AS value, 2 AS name, 3 AS type FROM users
--- an alias that is a function's name
SELECT count.count, max FROM (SELECT count(*) AS count, max(id) AS max FROM users) AS count
--- three-part names
SELECT public.orders.id, orders.status FROM public.orders ORDER BY public.orders.id LIMIT 3
--- CASE of every form
SELECT CASE status WHEN 'paid' THEN 1 WHEN 'shipped' THEN 2 ELSE 0 END, CASE WHEN coupon_code IS NULL THEN 'none' END, coalesce(coupon_code, '-'), nullif(status::text, 'paid'), greatest(shipped_at, delivered_at), least(1, 2, NULL) FROM orders ORDER BY id LIMIT 30
--- predicates of every form
SELECT id FROM orders WHERE (status IS NOT NULL) IS TRUE AND id BETWEEN SYMMETRIC 90 AND 10 AND status <> ALL ('{cancelled,refunded}') AND (coupon_code IS NULL) IS NOT UNKNOWN AND handled_by IS DISTINCT FROM 3 AND shipping_city NOT IN ('Oslo', 'Lyon') AND NOT (id = 5 OR id = 7) ORDER BY id
--- sub-selects in every place
SELECT (SELECT count(*) FROM users) AS a, ARRAY(SELECT id FROM users ORDER BY id) AS b, EXISTS (SELECT FROM users WHERE is_active), 3 IN (SELECT id FROM users), ROW(1, 2) = (SELECT 1, 2), CASE WHEN (SELECT true) THEN (SELECT 'x') END WHERE (SELECT count(*) FROM orders) > 0
--- deep but honest nesting
SELECT ((((((((((1 + 2) * 3) - 4) / 5) % 6) + 7) * 8) - 9) + 10) * 11)
--- a long IN list
SELECT count(*) FROM orders WHERE id IN (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80)
--- many unions
SELECT 'a' AS k, 1 AS n UNION ALL SELECT 'b', 2 UNION ALL SELECT 'c', 3 UNION ALL SELECT 'd', 4 UNION ALL SELECT 'e', 5 UNION ALL SELECT 'f', 6 UNION ALL SELECT 'g', 7 UNION ALL SELECT 'h', 8 ORDER BY k
--- operators with their schema
SELECT 1 OPERATOR(pg_catalog.+) 2, 'a' OPERATOR(pg_catalog.||) 'b', pg_catalog.lower('X'), 3::pg_catalog.int8
--- schema-qualified functions and types in every case
SELECT pg_catalog.count(*), pg_catalog.sum(price), max(price)::pg_catalog.numeric(12, 2) FROM public.products
--- SHOW what matters
SHOW server_version
--- SHOW TimeZone in odd case
show TimeZone
--- SHOW transaction isolation
SHOW transaction_isolation
--- EXPLAIN (plan)
EXPLAIN SELECT * FROM orders WHERE customer_id = 3
--- EXPLAIN ANALYZE (plan)
EXPLAIN (ANALYZE, BUFFERS, VERBOSE, SETTINGS) SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY 1
--- EXPLAIN as JSON (plan)
EXPLAIN (FORMAT JSON, COSTS false) WITH x AS (SELECT 1 AS a) SELECT * FROM x
--- EXPLAIN of VALUES (plan)
explain verbose values (1), (2)
--- multiplication tables
SELECT a.n, b.n, a.n * b.n FROM generate_series(1, 12) AS a(n), generate_series(1, 12) AS b(n) ORDER BY 1, 2
--- a function with named arguments
SELECT make_interval(days => 3, hours := 2), make_interval(weeks => 1)
--- VARIADIC
SELECT concat(VARIADIC ARRAY['a', 'b']), jsonb_extract_path('{"a": {"b": 1}}', VARIADIC ARRAY['a', 'b']), num_nulls(1, NULL, 2), num_nonnulls(VARIADIC ARRAY[1, NULL])
--- set-returning functions in the select list
SELECT generate_series(1, 3) AS a, unnest(ARRAY['x', 'y']) AS b, regexp_split_to_table('p q', ' ') AS c
--- a window in a set operation in a CTE
WITH u AS (SELECT id, 'p' AS k FROM products UNION ALL SELECT id, 'c' FROM categories) SELECT k, id, row_number() OVER (PARTITION BY k ORDER BY id DESC) FROM u ORDER BY k, id
--- ORDER BY a column's position with COLLATE in the list
SELECT DISTINCT city COLLATE "C" AS c FROM customers ORDER BY 1 DESC LIMIT 15
--- numbers in every notation
SELECT 1e3, 1.5e-3, .5, 5., 0x1F, 0o17, 0b101, 1_000_000, -0.0, 12345678901234567890, 'NaN'::float8, '-Infinity'::numeric
--- parameters of a date range in a CTE, as models like it
WITH params AS (SELECT date '2026-01-01' AS start_date, date '2026-07-01' AS end_date, 5 AS top_n), ranked AS (SELECT o.shipping_country, sum(i.line_total) AS revenue, rank() OVER (ORDER BY sum(i.line_total) DESC) AS rk FROM orders o JOIN order_items i ON i.order_id = o.id CROSS JOIN params WHERE o.created_at >= params.start_date AND o.created_at < params.end_date GROUP BY o.shipping_country) SELECT r.* FROM ranked r, params WHERE r.rk <= params.top_n ORDER BY r.rk, r.shipping_country
--- a view, a materialised view and a view's column
SELECT m.month, m.revenue, (SELECT sum(revenue) FROM product_sales) AS total, t.pay FROM monthly_revenue m, lab.team_pay t WHERE t.team = 'north' ORDER BY m.month
--- comments between words that belong together
SELECT id FROM products WHERE name NOT /* none of these */ LIKE 'Z%' ORDER BY price DESC NULLS -- unknown last
LAST, id LIMIT 10
