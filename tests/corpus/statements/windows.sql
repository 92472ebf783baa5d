--- running total of revenue by day
SELECT day, revenue, sum(revenue) OVER (ORDER BY day) AS running
FROM (SELECT o.created_at::date AS day, sum(i.line_total) AS revenue FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY 1) d
ORDER BY day;
--- running total that starts again every month
SELECT id, created_at, shipping_cost,
       sum(shipping_cost) OVER (PARTITION BY date_trunc('month', created_at) ORDER BY created_at, id ROWS UNBOUNDED PRECEDING) AS month_to_date
FROM orders ORDER BY id LIMIT 200
--- rank of products within their category, all three ranks
SELECT category_id, name, price,
  rank() OVER w, dense_rank() OVER w, row_number() OVER (PARTITION BY category_id ORDER BY price DESC, id)
FROM products WINDOW w AS (PARTITION BY category_id ORDER BY price DESC) ORDER BY category_id, price DESC, id
--- seven-day moving average with a RANGE frame of an interval
SELECT day, orders, round(avg(orders) OVER (ORDER BY day RANGE BETWEEN INTERVAL '6 days' PRECEDING AND CURRENT ROW), 2) AS avg_7d
FROM (SELECT date_trunc('day', created_at) AS day, count(*) AS orders FROM orders GROUP BY 1) t ORDER BY 1
--- GROUPS frame with EXCLUDE TIES
SELECT id, rating, count(*) OVER (ORDER BY rating GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM reviews ORDER BY id LIMIT 100
--- EXCLUDE CURRENT ROW compares a product with its rivals
SELECT id, category_id, price, avg(price) OVER (PARTITION BY category_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS rivals FROM products ORDER BY id
--- month over month growth with lag
SELECT month, revenue, lag(revenue) OVER (ORDER BY month) AS before,
       round(100.0 * (revenue - lag(revenue) OVER (ORDER BY month)) / nullif(lag(revenue) OVER (ORDER BY month), 0), 1) AS growth_pct
FROM monthly_revenue ORDER BY month
--- lead with offset and default
SELECT id, lead(id, 2, -1) OVER (ORDER BY id) FROM users ORDER BY id
--- days between a customer's orders
SELECT customer_id, created_at, created_at - lag(created_at) OVER (PARTITION BY customer_id ORDER BY created_at, id) AS gap FROM orders ORDER BY customer_id, created_at, id LIMIT 300
--- first and last value with a whole frame
SELECT DISTINCT customer_id,
  first_value(status) OVER w AS first_status, last_value(status) OVER w AS last_status, nth_value(id, 2) OVER w AS second_order
FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY created_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
ORDER BY customer_id
--- quartiles by ntile and share by ratio
SELECT id, price, ntile(4) OVER (ORDER BY price, id) AS quartile, round(price / sum(price) OVER (), 6) AS share FROM products ORDER BY id
--- percent_rank and cume_dist
SELECT id, round(percent_rank() OVER (ORDER BY price)::numeric, 4) AS pr, round(cume_dist() OVER (ORDER BY price)::numeric, 4) AS cd FROM products ORDER BY id
--- a window that extends another window
SELECT id, sum(price) OVER w1, sum(price) OVER w2 FROM products WINDOW w1 AS (PARTITION BY category_id), w2 AS (w1 ORDER BY id) ORDER BY id
--- FILTER on a window aggregate
SELECT id, status, count(*) FILTER (WHERE status = 'cancelled') OVER (ORDER BY id) AS cancelled_so_far FROM orders ORDER BY id LIMIT 150
--- a window over an aggregate
SELECT shipping_country, count(*) AS n, sum(count(*)) OVER (ORDER BY count(*) DESC, shipping_country) AS cumulative,
       round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS pct
FROM orders GROUP BY shipping_country ORDER BY n DESC, shipping_country
--- top three per group by a window in a sub-select
SELECT * FROM (SELECT p.*, row_number() OVER (PARTITION BY category_id ORDER BY price DESC, id) AS rn FROM products p) ranked WHERE rn <= 3 ORDER BY category_id, rn
--- pareto: products that make 80 % of revenue
WITH r AS (SELECT product_id, sum(line_total) AS revenue FROM order_items GROUP BY product_id),
     c AS (SELECT *, sum(revenue) OVER (ORDER BY revenue DESC, product_id) / sum(revenue) OVER () AS share FROM r)
SELECT product_id, revenue, round(share, 4) AS share FROM c WHERE share <= 0.8 ORDER BY revenue DESC, product_id
--- last known value carried forward
SELECT sensor, taken_at, max(celsius) OVER (PARTITION BY sensor, grp) AS filled
FROM (SELECT *, count(celsius) OVER (PARTITION BY sensor ORDER BY taken_at) AS grp FROM lab.readings) r ORDER BY sensor, taken_at
--- array_agg as a window with a frame
SELECT id, array_agg(rating) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM reviews ORDER BY id LIMIT 50
--- string_agg as a window
SELECT id, string_agg(status::text, '>') OVER (PARTITION BY customer_id ORDER BY id) FROM orders ORDER BY id LIMIT 80
--- exponential smoothing by weights
SELECT day, sum(n * power(0.5, age)) FROM (
  SELECT a.day, b.n, (a.day - b.day) AS age FROM (SELECT created_at::date AS day, count(*) AS n FROM orders GROUP BY 1) a
  JOIN (SELECT created_at::date AS day, count(*) AS n FROM orders GROUP BY 1) b ON b.day BETWEEN a.day - 6 AND a.day) s
GROUP BY day ORDER BY day LIMIT 60
--- regression and correlation as windows
SELECT id, regr_slope(price, cost) OVER (ORDER BY id ROWS 20 PRECEDING), corr(price, cost) OVER (ORDER BY id ROWS 20 PRECEDING) FROM products ORDER BY id LIMIT 60
--- median in a window by an ordered-set aggregate of a lateral
SELECT p.id, m.median FROM products p, LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY q.price) AS median FROM products q WHERE q.category_id = p.category_id) m ORDER BY p.id
--- z-score against the category
SELECT id, round((price - avg(price) OVER c) / nullif(stddev_pop(price) OVER c, 0), 3) AS z FROM products WINDOW c AS (PARTITION BY category_id) ORDER BY id
--- distance to the best seller
SELECT product_id, units_sold, max(units_sold) OVER () - units_sold AS behind, units_sold::float8 / nullif(first_value(units_sold) OVER (ORDER BY units_sold DESC NULLS LAST), 0) AS ratio FROM product_sales ORDER BY product_id
