--- four tables joined with USING-like conditions
SELECT o.id, c.name, p.name AS product, i.quantity, cat.name AS category
FROM orders o JOIN customers c ON c.id = o.customer_id JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id JOIN categories cat ON cat.id = p.category_id
WHERE o.status = 'delivered' ORDER BY o.id, i.line_number LIMIT 100
--- LATERAL: three latest orders of each customer
SELECT c.id, c.name, latest.id AS order_id, latest.created_at FROM customers c CROSS JOIN LATERAL (SELECT id, created_at FROM orders o WHERE o.customer_id = c.id ORDER BY created_at DESC, id DESC LIMIT 3) latest ORDER BY c.id, latest.created_at DESC, latest.id DESC
--- LEFT JOIN LATERAL keeps customers without orders
SELECT c.id, x.n, x.total FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n, sum(p.amount) AS total FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.customer_id = c.id) x ON true ORDER BY c.id
--- LATERAL with a set-returning function
SELECT p.id, t.tag, t.n FROM products p LEFT JOIN LATERAL unnest(p.tags) WITH ORDINALITY AS t(tag, n) ON true ORDER BY p.id, t.n
--- anti join by NOT EXISTS
SELECT c.id, c.name FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id) ORDER BY c.id
--- anti join by LEFT JOIN
SELECT p.id, p.sku FROM products p LEFT JOIN order_items i ON i.product_id = p.id AND i.quantity > 3 WHERE i.order_id IS NULL ORDER BY p.id
--- semi join by IN with two columns
SELECT id FROM reviews WHERE (product_id, customer_id) IN (SELECT i.product_id, o.customer_id FROM order_items i JOIN orders o ON o.id = i.order_id) ORDER BY id
--- FULL JOIN of two aggregates
SELECT coalesce(a.country, b.country) AS country, a.n AS customers, b.n AS orders FROM (SELECT country, count(*) AS n FROM customers GROUP BY 1) a FULL OUTER JOIN (SELECT shipping_country AS country, count(*) AS n FROM orders GROUP BY 1) b ON a.country = b.country ORDER BY 1
--- FULL JOIN USING
SELECT country, a.n, b.n FROM (SELECT country, count(*) AS n FROM customers GROUP BY 1) a FULL JOIN (SELECT shipping_country AS country, count(*) AS n FROM orders GROUP BY 1) b USING (country) ORDER BY country
--- JOIN USING with an alias of the join
SELECT j.id, a.name, b.total FROM (customers a JOIN (SELECT customer_id AS id, count(*) AS total FROM orders GROUP BY 1) b USING (id) AS j) ORDER BY j.id LIMIT 30
--- NATURAL JOIN of sub-selects
SELECT * FROM (SELECT id AS product_id, price FROM products) a NATURAL JOIN (SELECT product_id, units_sold FROM product_sales) b ORDER BY product_id
--- self join: category and its parent
SELECT child.name, parent.name AS parent FROM categories child JOIN categories parent ON parent.id = child.parent_id ORDER BY child.id
--- products bought together
SELECT a.product_id, b.product_id AS other, count(*) AS times FROM order_items a JOIN order_items b ON b.order_id = a.order_id AND b.product_id > a.product_id GROUP BY 1, 2 HAVING count(*) > 2 ORDER BY 3 DESC, 1, 2
--- cross join of a calendar and a dimension
SELECT m.month, s.status, count(o.id) FROM generate_series(date '2026-01-01', date '2026-06-01', interval '1 month') AS m(month) CROSS JOIN (SELECT unnest(enum_range(NULL::order_status)) AS status) s LEFT JOIN orders o ON date_trunc('month', o.created_at AT TIME ZONE 'UTC') = m.month AND o.status = s.status GROUP BY 1, 2 ORDER BY 1, 2
--- non-equi join on a range
SELECT b.id, e.id AS other FROM lab.bookings b JOIN lab.bookings e ON b.nights && e.nights AND b.room <> e.room AND b.id < e.id ORDER BY 1, 2
--- as-of join: the reading before each event
SELECT e.id, r.celsius FROM (SELECT * FROM lab.events WHERE id <= 40) e LEFT JOIN LATERAL (SELECT celsius FROM lab.readings r WHERE r.sensor = 'roof' AND r.taken_at <= e.at AT TIME ZONE 'UTC' ORDER BY taken_at DESC LIMIT 1) r ON true ORDER BY e.id
--- join with a VALUES list
SELECT c.id, v.region FROM customers c JOIN (VALUES ('Germany', 'EU'), ('France', 'EU'), ('United States', 'NA')) AS v(country, region) ON v.country = c.country ORDER BY c.id
--- join in brackets
SELECT count(*) FROM (orders o JOIN (order_items i JOIN products p ON p.id = i.product_id) ON i.order_id = o.id)
--- right join
SELECT o.id, u.username FROM orders o RIGHT JOIN users u ON u.id = o.handled_by ORDER BY u.id, o.id LIMIT 120
--- ROWS FROM with two functions
SELECT * FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['a', 'b'])) WITH ORDINALITY AS t(n, s, i) ORDER BY i
--- correlated scalar sub-queries
SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS orders, (SELECT max(o.created_at) FROM orders o WHERE o.customer_id = c.id) AS latest FROM customers c ORDER BY c.id LIMIT 60
--- > ALL and = ANY with sub-queries
SELECT id, price FROM products p WHERE price >= ALL (SELECT price FROM products q WHERE q.category_id = p.category_id) AND id = ANY (SELECT product_id FROM order_items) ORDER BY id
--- IS DISTINCT FROM in a join
SELECT count(*) FROM orders a JOIN orders b ON a.id = b.id AND a.coupon_code IS NOT DISTINCT FROM b.coupon_code
--- comma joins as old tools write them
SELECT o.id, c.name FROM orders o, customers c WHERE o.customer_id = c.id AND c.country = 'Germany' ORDER BY o.id
--- a row compared with a row
SELECT id FROM orders WHERE (created_at, id) > (timestamptz '2026-06-01', 100) ORDER BY created_at, id LIMIT 10
--- partitioned table and one of its partitions
SELECT (SELECT count(*) FROM lab.logs), (SELECT count(*) FROM lab.logs_2026), (SELECT count(*) FROM ONLY lab.logs)
--- inheritance with a star
SELECT v.* FROM lab.vehicles* v ORDER BY id
--- ONLY the parent
SELECT * FROM ONLY lab.vehicles ORDER BY id
