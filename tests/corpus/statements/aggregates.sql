--- percentiles of price
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY price) AS p90, mode() WITHIN GROUP (ORDER BY category_id) AS commonest FROM products
--- several percentiles as an array
SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75, 0.95]) WITHIN GROUP (ORDER BY amount) FROM payments
--- percentile of an interval
SELECT shipping_country, percentile_cont(0.5) WITHIN GROUP (ORDER BY delivered_at - created_at) AS typical FROM orders WHERE delivered_at IS NOT NULL GROUP BY 1 ORDER BY 1
--- hypothetical rank of a price
SELECT rank(100) WITHIN GROUP (ORDER BY price DESC), dense_rank(100) WITHIN GROUP (ORDER BY price DESC), percent_rank(100) WITHIN GROUP (ORDER BY price), cume_dist(100) WITHIN GROUP (ORDER BY price) FROM products
--- pivot of payments by method and month
SELECT date_trunc('month', paid_at)::date AS month,
  sum(amount) FILTER (WHERE method = 'card') AS card, sum(amount) FILTER (WHERE method = 'bank_transfer') AS bank,
  sum(amount) FILTER (WHERE method = 'wallet') AS wallet, sum(amount) FILTER (WHERE method = 'gift_card') AS gift
FROM payments GROUP BY 1 ORDER BY 1
--- pivot with CASE
SELECT product_id, sum(CASE WHEN rating = 5 THEN 1 ELSE 0 END) AS five, sum(CASE rating WHEN 4 THEN 1 ELSE 0 END) AS four, sum((rating <= 3)::int) AS rest FROM reviews GROUP BY product_id ORDER BY product_id
--- ordered aggregates
SELECT customer_id, string_agg(DISTINCT status::text, ', ' ORDER BY status::text), array_agg(id ORDER BY created_at DESC, id) FROM orders GROUP BY customer_id ORDER BY customer_id LIMIT 50
--- json object of counts
SELECT jsonb_object_agg(status, n ORDER BY status) FROM (SELECT status::text, count(*) AS n FROM orders GROUP BY 1) s
--- boolean and bit aggregates
SELECT bool_and(is_active), bool_or(is_active), every(stock >= 0), bit_and(stock), bit_or(stock), bit_xor(stock) FROM products
--- linear regression and its quality
SELECT regr_slope(price, cost), regr_intercept(price, cost), regr_r2(price, cost), regr_count(price, cost), regr_avgx(price, cost), regr_avgy(price, cost), regr_sxx(price, cost), regr_syy(price, cost), regr_sxy(price, cost) FROM products
--- variance family
SELECT round(variance(price), 4), round(var_pop(price), 4), round(stddev(price), 4), round(stddev_pop(price), 4), covar_pop(price, cost), covar_samp(price, cost), corr(price, cost) FROM products
--- any_value and min of a row
SELECT category_id, any_value(category_id) = category_id AS same, min(ARRAY[price, id]) FROM products GROUP BY category_id ORDER BY 1
--- weighted average
SELECT product_id, round(sum(unit_price * quantity) / sum(quantity), 4) AS weighted FROM order_items GROUP BY product_id ORDER BY product_id
--- geometric mean
SELECT round(exp(avg(ln(price)))::numeric, 6) FROM products
--- harmonic mean guarded against zero
SELECT count(*) / nullif(sum(1.0 / nullif(quantity, 0)), 0) FROM order_items
--- top value by array_agg subscript
SELECT customer_id, (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS latest, (array_agg(id ORDER BY created_at, id))[1:3] AS first_three FROM orders GROUP BY customer_id ORDER BY customer_id
--- count with several filters
SELECT count(*), count(coupon_code), count(*) FILTER (WHERE coupon_code IS NULL), count(DISTINCT coupon_code) FROM orders
--- aggregate over no rows
SELECT sum(price), count(*), coalesce(max(price), -1), array_agg(id), string_agg(name, ',') FROM products WHERE false
--- range aggregates
SELECT room, range_agg(during), range_intersect_agg(price) FROM lab.bookings GROUP BY room ORDER BY room
--- interquartile outliers
WITH q AS (SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY amount) AS q1, percentile_cont(0.75) WITHIN GROUP (ORDER BY amount) AS q3 FROM payments)
SELECT p.id, p.amount FROM payments p CROSS JOIN q WHERE p.amount > q.q3 + 1.5 * (q.q3 - q.q1) ORDER BY p.id
--- aggregate whose argument belongs to the outer query
SELECT c.id, (SELECT max(p.price) FROM products p WHERE p.category_id = c.id) FROM categories c ORDER BY c.id
--- aggregates of intervals and times
SELECT avg(delivered_at - shipped_at), max(shipped_at::time), sum(delivered_at - created_at) FROM orders WHERE delivered_at IS NOT NULL
--- xmlagg
SELECT xmlagg(xmlelement(name item, name) ORDER BY id) FROM categories
--- min and max of text, enum and date
SELECT min(name), max(name), min(created_at)::date, (SELECT max(status) FROM orders), (SELECT min(role) FROM users) FROM customers
--- gini coefficient of spending
WITH s AS (SELECT customer_id, sum(amount) AS x FROM payments JOIN orders ON orders.id = order_id GROUP BY 1), r AS (SELECT x, row_number() OVER (ORDER BY x, customer_id) AS i, count(*) OVER () AS n FROM s)
SELECT round(2.0 * sum(i * x) / (max(n) * sum(x)) - (max(n) + 1.0) / max(n), 6) FROM r
