--- monthly cohort retention
WITH first AS (SELECT customer_id, date_trunc('month', min(created_at)) AS cohort FROM orders GROUP BY 1),
     activity AS (SELECT DISTINCT customer_id, date_trunc('month', created_at) AS month FROM orders)
SELECT f.cohort::date, (extract(year FROM age(a.month, f.cohort)) * 12 + extract(month FROM age(a.month, f.cohort)))::int AS month_n, count(DISTINCT a.customer_id) AS customers,
       round(100.0 * count(DISTINCT a.customer_id) / first_value(count(DISTINCT a.customer_id)) OVER (PARTITION BY f.cohort ORDER BY (extract(year FROM age(a.month, f.cohort)) * 12 + extract(month FROM age(a.month, f.cohort)))), 1) AS pct
FROM first f JOIN activity a USING (customer_id) GROUP BY 1, 2, f.cohort, a.month ORDER BY 1, 2
--- day-N retention of visitors
WITH born AS (SELECT user_id, min(at)::date AS day0 FROM lab.events GROUP BY 1) SELECT e.at::date - b.day0 AS day_n, count(DISTINCT e.user_id) FROM lab.events e JOIN born b USING (user_id) GROUP BY 1 ORDER BY 1
--- funnel in order of time
WITH s AS (SELECT user_id, min(at) FILTER (WHERE name = 'view') AS viewed, min(at) FILTER (WHERE name = 'cart') AS carted, min(at) FILTER (WHERE name = 'buy') AS bought FROM lab.events GROUP BY 1)
SELECT count(*) AS visitors, count(viewed) AS viewed, count(*) FILTER (WHERE carted > viewed) AS carted, count(*) FILTER (WHERE bought > carted AND carted > viewed) AS bought FROM s
--- funnel with LATERAL steps
SELECT count(DISTINCT v.user_id), count(DISTINCT c.user_id), count(DISTINCT b.user_id) FROM (SELECT user_id, min(at) AS at FROM lab.events WHERE name = 'view' GROUP BY 1) v LEFT JOIN LATERAL (SELECT user_id, at FROM lab.events WHERE user_id = v.user_id AND name = 'cart' AND at > v.at AND at < v.at + interval '1 day' ORDER BY at LIMIT 1) c ON true LEFT JOIN LATERAL (SELECT user_id FROM lab.events WHERE user_id = c.user_id AND name = 'buy' AND at > c.at LIMIT 1) b ON true
--- RFM scores and segments
WITH r AS (SELECT o.customer_id, max(o.created_at) AS recent, count(DISTINCT o.id) AS freq, sum(i.line_total) AS money FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY 1),
     s AS (SELECT *, ntile(5) OVER (ORDER BY recent, customer_id) AS r, ntile(5) OVER (ORDER BY freq, customer_id) AS f, ntile(5) OVER (ORDER BY money, customer_id) AS m FROM r)
SELECT customer_id, r, f, m, CASE WHEN r >= 4 AND f >= 4 THEN 'champion' WHEN r >= 3 AND f >= 3 THEN 'loyal' WHEN r <= 2 AND f >= 3 THEN 'at risk' WHEN r <= 2 THEN 'lost' ELSE 'new' END AS segment FROM s ORDER BY customer_id
--- sessions by a gap of 30 minutes
WITH g AS (SELECT *, (at - lag(at) OVER (PARTITION BY user_id ORDER BY at)) > interval '12 hours' AS fresh FROM lab.events), s AS (SELECT *, count(*) FILTER (WHERE fresh IS NOT FALSE) OVER (PARTITION BY user_id ORDER BY at) AS session FROM g)
SELECT user_id, session, count(*) AS hits, max(at) - min(at) AS length, array_agg(name ORDER BY at) AS path FROM s GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 100
--- gaps and islands of days with orders
WITH d AS (SELECT DISTINCT created_at::date AS day FROM orders), g AS (SELECT day, day - (row_number() OVER (ORDER BY day))::int AS island FROM d)
SELECT min(day) AS first, max(day) AS last, count(*) AS days FROM g GROUP BY island ORDER BY days DESC, first LIMIT 20
--- gaps in a sequence of ids
SELECT id + 1 AS gap_from, next - 1 AS gap_to FROM (SELECT id, lead(id) OVER (ORDER BY id) AS next FROM reviews WHERE rating > 2) s WHERE next > id + 1 ORDER BY 1
--- longest streak of five-star reviews
SELECT max(n) FROM (SELECT grp, count(*) AS n FROM (SELECT rating, row_number() OVER (ORDER BY created_at, id) - row_number() OVER (PARTITION BY rating ORDER BY created_at, id) AS grp FROM reviews) a WHERE rating = 5 GROUP BY grp) b
--- ABC classification of products
SELECT product_id, revenue, CASE WHEN cum <= 0.7 THEN 'A' WHEN cum <= 0.9 THEN 'B' ELSE 'C' END AS class FROM (SELECT product_id, revenue, sum(revenue) OVER (ORDER BY revenue DESC, product_id) / nullif(sum(revenue) OVER (), 0) AS cum FROM product_sales) t ORDER BY revenue DESC, product_id
--- basket lift
WITH n AS (SELECT count(DISTINCT order_id)::numeric AS n FROM order_items), f AS (SELECT product_id, count(DISTINCT order_id)::numeric AS c FROM order_items GROUP BY 1), p AS (SELECT a.product_id AS x, b.product_id AS y, count(*)::numeric AS c FROM order_items a JOIN order_items b USING (order_id) WHERE a.product_id < b.product_id GROUP BY 1, 2)
SELECT p.x, p.y, round(p.c * n.n / (fx.c * fy.c), 3) AS lift FROM p JOIN f fx ON fx.product_id = p.x JOIN f fy ON fy.product_id = p.y CROSS JOIN n WHERE p.c >= 3 ORDER BY lift DESC, x, y LIMIT 25
--- customer lifetime value by cohort
SELECT date_trunc('quarter', c.created_at)::date AS cohort, count(DISTINCT c.id) AS customers, coalesce(sum(p.amount - p.refunded_amount), 0) AS value, round(coalesce(sum(p.amount - p.refunded_amount), 0) / count(DISTINCT c.id), 2) AS clv FROM customers c LEFT JOIN orders o ON o.customer_id = c.id LEFT JOIN payments p ON p.order_id = o.id GROUP BY 1 ORDER BY 1
--- churned: no order in the last 120 days of the data
WITH now AS (SELECT max(created_at) AS at FROM orders) SELECT c.id, c.name, max(o.created_at)::date AS last_order FROM customers c JOIN orders o ON o.customer_id = c.id CROSS JOIN now GROUP BY c.id, c.name, now.at HAVING max(o.created_at) < now.at - interval '120 days' ORDER BY c.id
--- repeat purchase rate
SELECT round(100.0 * count(*) FILTER (WHERE n > 1) / count(*), 2) AS repeat_pct FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY 1) t
--- time to second order
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY second - first) FROM (SELECT customer_id, min(created_at) AS first, (array_agg(created_at ORDER BY created_at))[2] AS second FROM orders GROUP BY 1) t WHERE second IS NOT NULL
--- coupon uplift
SELECT (coupon_code IS NOT NULL) AS coupon, count(DISTINCT o.id) AS orders, round(avg(t.total), 2) AS mean_total FROM orders o JOIN (SELECT order_id, sum(line_total) AS total FROM order_items GROUP BY 1) t ON t.order_id = o.id GROUP BY 1 ORDER BY 1
--- duplicates by normalised e-mail
SELECT lower(split_part(name, ' ', 2)) || city AS key, array_agg(id ORDER BY id), count(*) FROM customers GROUP BY 1 HAVING count(*) > 1 ORDER BY 1
--- dedup: keep the newest
SELECT id, product_id, customer_id FROM (SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY created_at DESC, id DESC) AS rn FROM reviews) r WHERE rn = 1 ORDER BY product_id
--- stock cover in days
SELECT p.id, p.stock, round(p.stock / nullif(s.per_day, 0), 1) AS days FROM products p LEFT JOIN (SELECT product_id, sum(quantity)::numeric / 365 AS per_day FROM order_items i JOIN orders o ON o.id = i.order_id WHERE o.created_at >= (SELECT max(created_at) - interval '1 year' FROM orders) GROUP BY 1) s ON s.product_id = p.id ORDER BY days NULLS LAST, p.id
--- margin by category with the parent's name
SELECT coalesce(pc.name, c.name) AS department, c.name AS category, sum(i.line_total - i.quantity * p.cost) AS margin, round(100 * sum(i.line_total - i.quantity * p.cost) / nullif(sum(i.line_total), 0), 1) AS pct FROM order_items i JOIN products p ON p.id = i.product_id JOIN categories c ON c.id = p.category_id LEFT JOIN categories pc ON pc.id = c.parent_id GROUP BY 1, 2 ORDER BY 1, 2
--- anomalies beyond three sigmas of the trailing month
SELECT day, n, round(mean, 2), round(sd, 2) FROM (SELECT day, n, avg(n) OVER w AS mean, stddev(n) OVER w AS sd FROM (SELECT created_at::date AS day, count(*) AS n FROM orders GROUP BY 1) d WINDOW w AS (ORDER BY day ROWS BETWEEN 30 PRECEDING AND 1 PRECEDING)) t WHERE n > mean + 3 * sd ORDER BY day
--- data quality checks in one table
SELECT 'customers without phone' AS "check", count(*) FROM customers WHERE phone IS NULL UNION ALL SELECT 'orders shipped before ordered', count(*) FROM orders WHERE shipped_at < created_at UNION ALL SELECT 'paid orders without payment', count(*) FROM orders o WHERE status = 'paid' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id) ORDER BY 1
--- null profile of a table by hand
SELECT count(*) AS rows, count(*) - count(phone) AS phone_nulls, count(DISTINCT country) AS countries, min(created_at), max(created_at), round(avg(length(email)), 2) FROM customers
--- column profile with a VALUES of expressions
SELECT v.col, count(*), count(v.val), count(DISTINCT v.val), min(v.val), max(v.val) FROM customers c CROSS JOIN LATERAL (VALUES ('city', c.city), ('country', c.country), ('phone', c.phone)) AS v(col, val) GROUP BY v.col ORDER BY v.col
--- unpivot of a row with jsonb
SELECT p.id, e.key, e.value FROM products p CROSS JOIN LATERAL jsonb_each_text(to_jsonb(p) - 'search' - 'description') AS e WHERE p.id <= 5 ORDER BY p.id, e.key
--- running stock by signed movements
SELECT product_id, at, delta, sum(delta) OVER (PARTITION BY product_id ORDER BY at, delta) FROM (SELECT product_id, o.created_at AS at, -quantity AS delta FROM order_items JOIN orders o ON o.id = order_id UNION ALL SELECT id, created_at, 100 FROM products) m ORDER BY product_id, at, delta LIMIT 200
--- compound growth
WITH y AS (SELECT extract(year FROM month) AS year, sum(revenue) AS revenue FROM monthly_revenue GROUP BY 1), b AS (SELECT min(year) AS y0, max(year) AS y1 FROM y) SELECT round(power((SELECT revenue FROM y WHERE year = y1) / (SELECT revenue FROM y WHERE year = y0), 1.0 / nullif(y1 - y0, 0)) - 1, 4) AS cagr FROM b
--- loan schedule by recursion
WITH RECURSIVE loan(n, balance, interest) AS (SELECT 0, 10000::numeric, 0::numeric UNION ALL SELECT n + 1, round(balance * 1.005 - 300, 2), round(balance * 0.005, 2) FROM loan WHERE balance > 300) SELECT * FROM loan ORDER BY n
--- monte carlo (volatile)
SELECT 4.0 * count(*) FILTER (WHERE x * x + y * y <= 1) / count(*) AS pi FROM (SELECT random() AS x, random() AS y FROM generate_series(1, 10000)) t
--- bayesian rating
WITH g AS (SELECT avg(rating) AS m, 10 AS c FROM reviews) SELECT product_id, round((sum(rating) + g.c * g.m) / (count(*) + g.c), 4) AS score FROM reviews, g GROUP BY product_id, g.c, g.m ORDER BY score DESC, product_id LIMIT 20
--- Wilson lower bound
SELECT product_id, round(((p + 1.9208 / n - 1.96 * sqrt((p * (1 - p) + 0.9604 / n) / n)) / (1 + 3.8416 / n))::numeric, 4) AS wilson FROM (SELECT product_id, count(*)::float8 AS n, avg((rating >= 4)::int)::float8 AS p FROM reviews GROUP BY 1) t ORDER BY 2 DESC, 1 LIMIT 20
--- haversine distance
SELECT round((6371 * 2 * asin(sqrt(power(sin(radians((lat2 - lat1) / 2)), 2) + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians((lon2 - lon1) / 2)), 2))))::numeric, 2) AS km FROM (VALUES (52.52, 13.405, 48.8566, 2.3522)) AS v(lat1, lon1, lat2, lon2)
--- Poisson probabilities
SELECT k, round(exp(-3.0) * power(3.0, k) / factorial(k), 6) FROM generate_series(0, 10) AS k
--- entropy of a category
SELECT round(-sum(p * log(2, p)), 6) FROM (SELECT count(*)::numeric / sum(count(*)) OVER () AS p FROM orders GROUP BY status) t
--- matrix of statuses by weekday
SELECT status, count(*) FILTER (WHERE dow = 1) AS mon, count(*) FILTER (WHERE dow = 2) AS tue, count(*) FILTER (WHERE dow NOT IN (1, 2)) AS rest FROM (SELECT status, extract(isodow FROM created_at) AS dow FROM orders) t GROUP BY status ORDER BY status
--- first touch and last touch attribution
SELECT DISTINCT user_id, first_value(props->>'page') OVER w AS first_page, last_value(props->>'page') OVER w AS last_page FROM lab.events WHERE name IN ('visit', 'view') WINDOW w AS (PARTITION BY user_id ORDER BY at, id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY user_id
--- interpolation of missing readings
SELECT sensor, taken_at, coalesce(celsius, (lag(celsius) OVER w + lead(celsius) OVER w) / 2) AS celsius FROM lab.readings WINDOW w AS (PARTITION BY sensor ORDER BY taken_at) ORDER BY sensor, taken_at LIMIT 100
--- survival curve of orders until delivery
SELECT d AS day, round(avg((delivered_at - created_at > d * interval '1 day')::int), 4) AS still_open FROM orders CROSS JOIN generate_series(0, 15) AS d WHERE delivered_at IS NOT NULL GROUP BY d ORDER BY d
