--- revenue by year and country with subtotals
SELECT extract(year FROM o.created_at)::int AS year, o.shipping_country, sum(i.line_total) AS revenue
FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY ROLLUP (1, 2) ORDER BY 1 NULLS LAST, 2 NULLS LAST
--- cube with grouping() labels
SELECT CASE WHEN grouping(status) = 1 THEN 'all' ELSE status::text END AS status,
       CASE WHEN grouping(shipping_country) = 1 THEN 'all' ELSE shipping_country END AS country, count(*), grouping(status, shipping_country) AS level
FROM orders GROUP BY CUBE (status, shipping_country) ORDER BY 4, 1, 2
--- grouping sets with the empty set
SELECT country, city, count(*) FROM customers GROUP BY GROUPING SETS ((country, city), (country), ()) ORDER BY country NULLS LAST, city NULLS LAST
--- grouping sets that mix rollup and cube
SELECT category_id, is_active, stock > 0 AS in_stock, count(*) FROM products GROUP BY GROUPING SETS (ROLLUP (category_id, is_active), CUBE (is_active, stock > 0)) ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST, 4
--- GROUP BY DISTINCT
SELECT category_id, is_active, count(*) FROM products GROUP BY DISTINCT ROLLUP (category_id, is_active), ROLLUP (category_id) ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3
--- HAVING with an aggregate that is not selected
SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > 5 AND bool_or(coupon_code IS NOT NULL) ORDER BY 1
--- HAVING without GROUP BY
SELECT 'busy' AS verdict FROM orders HAVING count(*) > 100
--- functional dependency on the primary key
SELECT c.id, c.name, c.email, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id
--- group by an expression and order by its alias
SELECT CASE WHEN price < 20 THEN 'low' WHEN price < 100 THEN 'mid' ELSE 'high' END AS band, count(*), min(price), max(price) FROM products GROUP BY band ORDER BY band
--- count distinct of an expression
SELECT count(DISTINCT lower(left(name, 1))), count(DISTINCT (city, country)) FROM customers
--- histogram with width_bucket and bars
SELECT width_bucket(price, 0, 500, 10) AS bucket, count(*), repeat('█', (count(*) / 2)::int) AS bar FROM products GROUP BY 1 ORDER BY 1
--- width_bucket with thresholds
SELECT width_bucket(price, ARRAY[10, 50, 100, 200]::numeric[]) AS band, count(*) FROM products GROUP BY 1 ORDER BY 1
--- GROUP BY ALL the columns by number
SELECT shipping_country, shipping_city, status, count(*) FROM orders GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 40
--- grouping by a truncated date in a time zone
SELECT date_trunc('week', created_at, 'Europe/Berlin') AS week, count(*) FROM orders GROUP BY 1 ORDER BY 1
--- weekday and hour heat map
SELECT extract(isodow FROM created_at) AS dow, extract(hour FROM created_at) AS hour, count(*) FROM orders GROUP BY 1, 2 ORDER BY 1, 2
--- group by empty sets gives one row
SELECT count(*), sum(line_total) FROM order_items GROUP BY ()
--- nested aggregation through a CTE
WITH per_order AS (SELECT order_id, sum(line_total) AS total FROM order_items GROUP BY order_id) SELECT round(avg(total), 2), min(total), max(total), round(stddev_samp(total), 3) FROM per_order
--- share of each status by country with FILTER
SELECT shipping_country, count(*) AS n, round(100.0 * count(*) FILTER (WHERE status = 'delivered') / count(*), 1) AS delivered_pct FROM orders GROUP BY 1 ORDER BY 1
