--- whole row is null and counted
SELECT count(u), count(*) FILTER (WHERE u IS NULL), count(*) FILTER (WHERE u IS NOT NULL) FROM saas.users u
--- whole rows selected
SELECT u FROM saas.users u ORDER BY u.id LIMIT 2
--- whole rows aggregated
SELECT array_length(array_agg(o ORDER BY o.id), 1) FROM saas.orders o
--- whole rows distinct and ordered
SELECT count(DISTINCT o) FROM (SELECT o FROM saas.orders o ORDER BY o) x
--- whole rows grouped
SELECT o.status, count(*) FROM saas.orders o GROUP BY o, o.status ORDER BY 1, 2 LIMIT 3
--- whole rows compared
SELECT count(*) FROM saas.subscriptions a JOIN saas.subscriptions b ON a = b
--- field of a whole row
SELECT (u).full_name, (u).email FROM saas.users u ORDER BY (u).id LIMIT 2
--- row constructor from a star
SELECT ROW(o.*), ROW(o.id, o.status) FROM saas.orders o ORDER BY o.id LIMIT 2
--- star of a table by its schema
SELECT saas.orders.* FROM saas.orders ORDER BY saas.orders.id LIMIT 2
--- table name without its schema
SELECT orders.id, users.email FROM saas.orders JOIN saas.users ON users.id = orders.user_id ORDER BY orders.id LIMIT 2
--- two stars and an expression
SELECT u.*, o.*, o.total * 2 AS twice FROM saas.users u JOIN saas.orders o ON o.user_id = u.id ORDER BY o.id LIMIT 2
--- only
SELECT count(*) FROM ONLY saas.orders
--- positional aliases on a filtered table
SELECT a, b FROM saas.subscriptions AS s(a, b) ORDER BY a LIMIT 2
--- alias of a join
SELECT j.tenant_id, j.x FROM (saas.orders o JOIN saas.tenants t ON t.id = o.tenant_id) AS j(x, tenant_id) ORDER BY 1, 2 LIMIT 2
--- alias of USING
SELECT k.tenant_id, count(*) FROM saas.orders o JOIN saas.tickets t USING (tenant_id) AS k GROUP BY k.tenant_id
--- full join of two filtered tables by USING
SELECT user_id, count(o.id), count(t.id) FROM saas.orders o FULL JOIN saas.tickets t USING (user_id) GROUP BY user_id ORDER BY user_id LIMIT 3
--- self join of a filtered table
SELECT a.id, b.id FROM saas.orders a JOIN saas.orders b ON b.user_id = a.user_id AND b.id > a.id ORDER BY 1, 2 LIMIT 3
--- self join by a sum, which may fail
SELECT count(*) FROM saas.orders a JOIN saas.orders b ON b.id = a.id + 6
--- lateral over a filtered table and its own columns
SELECT u.id, x.n FROM saas.users u, LATERAL (SELECT count(*) AS n FROM saas.orders o WHERE o.user_id = u.id AND o.placed_at > u.created_at) x ORDER BY x.n DESC, u.id LIMIT 3
--- masked values sorted and windowed
SELECT email, row_number() OVER (PARTITION BY email ORDER BY id) FROM saas.users ORDER BY email, id LIMIT 5
--- masked values in a set operation
SELECT email FROM saas.users UNION SELECT email FROM saas.employees ORDER BY 1 LIMIT 3
--- masked values in an IN list of a query
SELECT count(*) FROM saas.users WHERE email IN (SELECT email FROM saas.users WHERE country = 'DE')
--- masked values in CASE and functions
SELECT CASE WHEN phone IS NULL THEN 'none' ELSE left(phone, 2) END, upper(split_part(email, '@', 2)), length(email) FROM saas.users ORDER BY id LIMIT 3
--- masked values in a string aggregate
SELECT country, string_agg(DISTINCT email, '; ' ORDER BY email) FROM saas.users GROUP BY country ORDER BY 1 LIMIT 2
--- masked values in GROUPING SETS
SELECT country, split_part(email, '@', 2), count(*) FROM saas.users GROUP BY GROUPING SETS ((country), (split_part(email, '@', 2)), ()) ORDER BY 1, 2, 3
--- masked values coalesced and concatenated
SELECT coalesce(phone, 'no phone') || ' / ' || email FROM saas.users ORDER BY id LIMIT 2
--- hashed values joined
SELECT count(*) FROM saas.employees a JOIN saas.employees b ON a.email = b.email
--- hashed last names counted
SELECT count(DISTINCT last_name) FROM mart.customers
--- year mask in an age
SELECT extract(year FROM age(date '2024-06-01', "BirthDate")) AS age, count(*) FROM nw."Employees" GROUP BY 1 ORDER BY 1
--- three levels of WITH over protected tables
WITH u AS (SELECT * FROM saas.users), o AS (SELECT * FROM saas.orders WHERE status = 'paid'), j AS (SELECT u.id, u.email, o.total FROM u JOIN o ON o.user_id = u.id) SELECT email, sum(total) FROM j GROUP BY email ORDER BY 2 DESC, 1 LIMIT 3
--- WITH that has the name of a protected table
WITH orders AS (SELECT id, total FROM saas.orders), users AS (SELECT 1 AS id) SELECT count(*) FROM orders, users
--- recursive over a filtered table with a join to another
WITH RECURSIVE t AS (SELECT id, manager_id, department_id, 0 AS d FROM saas.employees WHERE manager_id IS NULL UNION ALL SELECT e.id, e.manager_id, e.department_id, t.d + 1 FROM saas.employees e JOIN t ON t.id = e.manager_id WHERE t.d < 10) SELECT dp.name, count(*) FROM t JOIN saas.departments dp ON dp.id = t.department_id GROUP BY dp.name ORDER BY 1
--- exists with a star
SELECT count(*) FROM saas.users u WHERE EXISTS (SELECT * FROM saas.orders o WHERE o.user_id = u.id)
--- group by key, star in EXISTS
SELECT u.id, u.country FROM saas.users u WHERE EXISTS (SELECT * FROM saas.orders o WHERE o.user_id = u.id) GROUP BY u.id ORDER BY u.id LIMIT 3
--- group by key, star in a sub-query of the output
SELECT u.id, u.country, (SELECT count(*) FROM (SELECT * FROM saas.orders o WHERE o.user_id = u.id) x) FROM saas.users u GROUP BY u.id ORDER BY u.id LIMIT 3
--- group by key of a table with JSON columns
SELECT u.id, u.profile, count(o.id) FROM saas.users u LEFT JOIN saas.orders o ON o.user_id = u.id GROUP BY u.id ORDER BY u.id LIMIT 2
--- group by key and order by an aggregate with FILTER
SELECT o.id, o.status FROM saas.orders o JOIN saas.order_lines l ON l.order_id = o.id GROUP BY o.id ORDER BY sum(l.quantity) FILTER (WHERE l.unit_price > 10) DESC NULLS LAST, o.id LIMIT 3
--- group by two keys, one of them composite
SELECT l.order_id, l.line, l.quantity, count(*) FROM saas.order_lines l JOIN saas.products p ON p.id = l.product_id GROUP BY l.order_id, l.line ORDER BY 1, 2 LIMIT 3
--- distinct on with a star
SELECT DISTINCT ON (o.user_id) o.* FROM saas.orders o ORDER BY o.user_id, o.placed_at DESC LIMIT 3
--- JSON_TABLE over a filtered table
SELECT u.id, jt.lang FROM saas.users u, JSON_TABLE(u.profile, '$.langs[*]' COLUMNS (lang text PATH '$')) AS jt ORDER BY 1, 2 LIMIT 3
--- functions in FROM over a filtered table
SELECT t.id, x.tag, x.n FROM saas.tickets t, unnest(t.tags) WITH ORDINALITY AS x(tag, n) ORDER BY 1, 3 LIMIT 3
--- populate a row of a filtered table's type
SELECT (jsonb_populate_record(NULL::saas.orders, '{"id": 5, "status": "x"}')).status
--- full text on a generated column of a filtered table
SELECT count(*) FROM saas.tickets WHERE search @@ to_tsquery('english', 'export & data')
--- regular expressions on a filtered table
SELECT count(*) FROM saas.orders WHERE notes ~ 'late' AND total::text LIKE '%0%'
--- arithmetic on a filtered table
SELECT count(*) FROM saas.orders WHERE total / NULLIF(id % 3, 0) > 5
--- casts on a filtered table
SELECT count(*) FROM saas.orders WHERE substring(notes FROM '\d+')::int > 100
--- limit and offset by expressions over filtered tables
SELECT id FROM saas.orders ORDER BY id LIMIT (SELECT count(*) FROM saas.users) / 10 OFFSET 1 + 1
--- scalar sub-queries in every clause
SELECT (SELECT max(id) FROM saas.orders) AS m FROM saas.orders o WHERE o.total > (SELECT avg(total) FROM saas.orders) GROUP BY o.status HAVING count(*) > (SELECT 0) ORDER BY (SELECT 1), o.status
--- values joined with masked
SELECT v.x, u.email FROM (VALUES (1), (7)) v(x) LEFT JOIN saas.users u ON u.id = v.x ORDER BY 1
--- view that the policy names, with a table it hides rows of
SELECT a.full_name, count(o.id) FROM saas.active_users a LEFT JOIN saas.orders o ON o.user_id = a.id GROUP BY a.id, a.full_name ORDER BY a.id LIMIT 3
--- named window twice over masked
SELECT id, lag(email) OVER w, lead(phone) OVER w FROM saas.users WINDOW w AS (ORDER BY id) ORDER BY id LIMIT 3
--- order by output position and alias of a masked column
SELECT email AS e, id FROM saas.users ORDER BY 1, e, id LIMIT 3
--- boolean column alone in WHERE
SELECT count(*) FROM saas.users WHERE is_active AND NOT (country = 'DE') IS TRUE
--- row in a list of rows from a query
SELECT count(*) FROM saas.orders WHERE (user_id, status) IN (SELECT id, 'paid' FROM saas.users)
--- comparison with all of a filtered table
SELECT count(*) FROM saas.users WHERE id > ALL (SELECT user_id FROM saas.orders WHERE status = 'nothing')
--- array from a query over a filtered table
SELECT ARRAY(SELECT id FROM saas.orders ORDER BY total DESC, id LIMIT 3), (SELECT array_agg(DISTINCT status) FROM saas.orders)
--- comments and odd spacing around a protected name
SELECT count(*)FROM/* here */saas . orders/* it is */AS"o"WHERE"o".total>5
--- quoted protected names with an alias like a keyword
SELECT "user"."email" FROM "saas"."users" AS "user" WHERE "user"."id" < 20 ORDER BY "user"."id"
