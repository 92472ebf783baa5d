--- monthly active users
SELECT date_trunc('month', at)::date AS month, count(DISTINCT user_id) AS mau FROM saas.events GROUP BY 1 ORDER BY 1
--- daily, weekly and monthly stickiness
WITH days AS (SELECT DISTINCT at::date AS day, user_id FROM saas.events) SELECT d.day, count(DISTINCT d.user_id) AS dau, (SELECT count(DISTINCT m.user_id) FROM days m WHERE m.day BETWEEN d.day - 29 AND d.day) AS mau FROM days d GROUP BY d.day ORDER BY d.day
--- cohort retention by month
WITH cohort AS (SELECT id AS user_id, date_trunc('month', created_at) AS cohort_month FROM saas.users), activity AS (SELECT DISTINCT user_id, date_trunc('month', at) AS active_month FROM saas.events) SELECT cohort_month::date, (extract(year FROM age(active_month, cohort_month)) * 12 + extract(month FROM age(active_month, cohort_month)))::int AS months_since, count(DISTINCT user_id) AS users FROM cohort JOIN activity USING (user_id) GROUP BY 1, 2 ORDER BY 1, 2
--- cohort retention pivoted
SELECT date_trunc('month', u.created_at)::date AS cohort, count(DISTINCT u.id) AS size, count(DISTINCT e.user_id) FILTER (WHERE e.at < u.created_at + interval '30 days') AS m0, count(DISTINCT e.user_id) FILTER (WHERE e.at >= u.created_at + interval '30 days' AND e.at < u.created_at + interval '60 days') AS m1 FROM saas.users u LEFT JOIN saas.events e ON e.user_id = u.id GROUP BY 1 ORDER BY 1
--- funnel in order of steps
WITH steps AS (SELECT user_id, min(at) FILTER (WHERE kind = 'visit') AS t1, min(at) FILTER (WHERE kind = 'view') AS t2, min(at) FILTER (WHERE kind = 'purchase') AS t3 FROM saas.events GROUP BY user_id) SELECT count(t1) AS visited, count(*) FILTER (WHERE t2 > t1) AS viewed, count(*) FILTER (WHERE t3 > t2 AND t2 > t1) AS bought, round(100.0 * count(*) FILTER (WHERE t3 > t2 AND t2 > t1) / NULLIF(count(t1), 0), 2) AS pct FROM steps
--- funnel with lateral next event
SELECT count(*) AS visits, count(v.at) AS views, count(p.at) AS purchases FROM (SELECT DISTINCT ON (user_id) user_id, at FROM saas.events WHERE kind = 'visit' ORDER BY user_id, at) s LEFT JOIN LATERAL (SELECT at FROM saas.events e WHERE e.user_id = s.user_id AND e.kind = 'view' AND e.at > s.at ORDER BY at LIMIT 1) v ON true LEFT JOIN LATERAL (SELECT at FROM saas.events e WHERE e.user_id = s.user_id AND e.kind = 'purchase' AND e.at > v.at ORDER BY at LIMIT 1) p ON true
--- sessions of thirty minutes
WITH gaps AS (SELECT user_id, at, CASE WHEN at - lag(at) OVER (PARTITION BY user_id ORDER BY at) > interval '30 minutes' THEN 1 ELSE 0 END AS new_session FROM saas.events), numbered AS (SELECT *, sum(new_session) OVER (PARTITION BY user_id ORDER BY at) AS session FROM gaps) SELECT user_id, session, min(at), max(at), count(*) AS hits, extract(epoch FROM max(at) - min(at)) AS seconds FROM numbered GROUP BY user_id, session ORDER BY user_id, session
--- first and last touch attribution
SELECT DISTINCT user_id, first_value(kind) OVER w AS first_touch, last_value(kind) OVER w AS last_touch, nth_value(kind, 2) OVER w AS second FROM saas.events WINDOW w AS (PARTITION BY user_id ORDER BY at, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY user_id
--- monthly recurring revenue over a calendar
SELECT m::date AS month, coalesce(sum(s.mrr), 0) AS mrr, count(s.id) AS subscriptions FROM generate_series(date '2024-01-01', date '2025-02-01', interval '1 month') AS m LEFT JOIN saas.subscriptions s ON s.started_on <= m AND (s.ended_on IS NULL OR s.ended_on > m) GROUP BY m ORDER BY m
--- churn rate by month
WITH months AS (SELECT generate_series(date '2024-01-01', date '2024-12-01', '1 month')::date AS m) SELECT m, count(*) FILTER (WHERE started_on < m AND (ended_on IS NULL OR ended_on >= m)) AS at_start, count(*) FILTER (WHERE ended_on >= m AND ended_on < m + interval '1 month') AS churned, round(count(*) FILTER (WHERE ended_on >= m AND ended_on < m + interval '1 month') * 100.0 / NULLIF(count(*) FILTER (WHERE started_on < m AND (ended_on IS NULL OR ended_on >= m)), 0), 1) AS rate FROM months CROSS JOIN saas.subscriptions GROUP BY m ORDER BY m
--- expansion and contraction by lag of plans
SELECT user_id, plan, mrr, mrr - lag(mrr, 1, 0::numeric) OVER (PARTITION BY user_id ORDER BY started_on) AS change FROM saas.subscriptions ORDER BY user_id, started_on
--- lifetime value per signup source
SELECT u.signup_source, count(DISTINCT u.id) AS users, round(sum(o.total) / count(DISTINCT u.id), 2) AS ltv FROM saas.users u LEFT JOIN saas.orders o ON o.user_id = u.id AND o.status <> 'refunded' GROUP BY u.signup_source ORDER BY ltv DESC NULLS LAST
--- repeat purchase within thirty days
SELECT avg(CASE WHEN next_at <= placed_at + interval '30 days' THEN 1.0 ELSE 0 END) FROM (SELECT placed_at, lead(placed_at) OVER (PARTITION BY user_id ORDER BY placed_at) AS next_at FROM saas.orders) t
--- seven day moving average
SELECT day, revenue, avg(revenue) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS ma7, avg(revenue) OVER (ORDER BY day RANGE BETWEEN '7 days' PRECEDING AND '1 day' PRECEDING) AS before FROM saas.daily_orders ORDER BY day
--- orders per day including empty days
SELECT d::date, count(o.id), coalesce(sum(o.total), 0) FROM generate_series('2024-02-01'::timestamptz, '2024-02-20', '1 day') d LEFT JOIN saas.orders o ON o.placed_at >= d AND o.placed_at < d + interval '1 day' GROUP BY d ORDER BY d
--- top customer per month
SELECT month, user_id, spent FROM (SELECT date_trunc('month', placed_at)::date AS month, user_id, sum(total) AS spent, rank() OVER (PARTITION BY date_trunc('month', placed_at) ORDER BY sum(total) DESC) AS r FROM saas.orders GROUP BY 1, 2, date_trunc('month', placed_at)) t WHERE r = 1 ORDER BY month, user_id
--- percent of total and cumulative percent
SELECT status, count(*), round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS pct, round(100.0 * sum(count(*)) OVER (ORDER BY count(*) DESC, status) / sum(count(*)) OVER (), 2) AS running FROM saas.orders GROUP BY status ORDER BY count(*) DESC, status
--- pivot by FILTER
SELECT date_trunc('month', placed_at)::date AS month, count(*) FILTER (WHERE status = 'paid') AS paid, count(*) FILTER (WHERE status = 'shipped') AS shipped, sum(total) FILTER (WHERE currency = 'USD') AS usd FROM saas.orders GROUP BY 1 ORDER BY 1
--- pivot by CASE
SELECT user_id, max(CASE WHEN rn = 1 THEN total END) AS first, max(CASE WHEN rn = 2 THEN total END) AS second FROM (SELECT user_id, total, row_number() OVER (PARTITION BY user_id ORDER BY placed_at) AS rn FROM saas.orders) t GROUP BY user_id ORDER BY user_id
--- unpivot by lateral values
SELECT o.id, x.what, x.at FROM saas.orders o CROSS JOIN LATERAL (VALUES ('placed', o.placed_at), ('shipped', o.shipped_at)) AS x(what, at) WHERE x.at IS NOT NULL ORDER BY o.id, x.what LIMIT 30
--- users who never ordered
SELECT u.id, u.full_name FROM saas.users u LEFT JOIN saas.orders o ON o.user_id = u.id WHERE o.id IS NULL ORDER BY u.id
--- users by mail domain
SELECT split_part(email, '@', 2) AS domain, count(*) FROM saas.users GROUP BY 1 ORDER BY 2 DESC, 1
--- users by country with share
SELECT coalesce(country, 'unknown') AS country, count(*) AS n, to_char(100.0 * count(*) / (SELECT count(*) FROM saas.users), 'FM990.0') || '%' AS share FROM saas.users GROUP BY country ORDER BY n DESC, 1
--- ten newest users with everything
SELECT * FROM saas.users ORDER BY created_at DESC LIMIT 10
--- select star of a join
SELECT * FROM saas.orders o JOIN saas.users u ON u.id = o.user_id ORDER BY o.id LIMIT 5
--- table statement
TABLE saas.departments ORDER BY id LIMIT 3
--- duplicates by lower mail
SELECT lower(email), count(*), array_agg(id ORDER BY id) FROM saas.users GROUP BY lower(email) HAVING count(*) > 1
--- duplicates by name and country
SELECT full_name, country, count(*) AS n, min(id) AS keep, string_agg(id::text, ',' ORDER BY id) AS ids FROM saas.users GROUP BY full_name, country HAVING count(*) > 1 ORDER BY n DESC, full_name, country
--- newest row per user by DISTINCT ON
SELECT DISTINCT ON (user_id) user_id, id, status, placed_at FROM saas.orders ORDER BY user_id, placed_at DESC, id
--- newest row per user by row_number
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY user_id ORDER BY placed_at DESC) AS rn FROM saas.orders o) t WHERE rn = 1 ORDER BY user_id
--- newest row per user by lateral
SELECT u.id, l.* FROM saas.users u CROSS JOIN LATERAL (SELECT o.id AS order_id, o.total FROM saas.orders o WHERE o.user_id = u.id ORDER BY o.placed_at DESC LIMIT 1) l ORDER BY u.id LIMIT 20
--- newest row per user by correlated maximum
SELECT o.user_id, o.total FROM saas.orders o WHERE o.placed_at = (SELECT max(placed_at) FROM saas.orders WHERE user_id = o.user_id) ORDER BY 1
--- orphans
SELECT count(*) FROM saas.events e WHERE NOT EXISTS (SELECT 1 FROM saas.users u WHERE u.id = e.user_id)
--- null rate of columns
SELECT count(*) AS n, avg((country IS NULL)::int) AS country_nulls, avg((last_seen IS NULL)::int) AS seen_nulls, 1 - count(full_name)::numeric / count(*) AS name_nulls FROM saas.users
--- null rate of every column by JSON
SELECT key, count(*) FILTER (WHERE value = 'null') AS nulls, count(*) AS n FROM saas.orders o CROSS JOIN LATERAL jsonb_each(to_jsonb(o)) GROUP BY key ORDER BY key
--- null rate of every column of the users
SELECT key, count(*) FILTER (WHERE value IS NULL) AS nulls FROM saas.users u, jsonb_each_text(to_jsonb(u)) GROUP BY key ORDER BY key
--- outliers by interquartile range
WITH q AS (SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY total) AS q1, percentile_cont(0.75) WITHIN GROUP (ORDER BY total) AS q3 FROM saas.orders) SELECT o.id, o.total FROM saas.orders o, q WHERE o.total > q3 + 1.5 * (q3 - q1) OR o.total < q1 - 1.5 * (q3 - q1) ORDER BY o.id
--- outliers by z score
SELECT id, total, z FROM (SELECT id, total, (total - avg(total) OVER ()) / NULLIF(stddev_pop(total) OVER (), 0) AS z FROM saas.orders) t WHERE abs(z) > 1.6 ORDER BY z DESC, id
--- quartiles and deciles
SELECT percentile_disc(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY total) AS deciles, mode() WITHIN GROUP (ORDER BY status) AS commonest, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM shipped_at - placed_at)) AS median_seconds FROM saas.orders
--- histogram by width_bucket
SELECT width_bucket(total, 0, 500, 10) AS bucket, count(*), min(total), max(total), repeat('*', (count(*) / 5)::int) FROM saas.orders GROUP BY 1 ORDER BY 1
--- linear regression and correlation
SELECT regr_slope(total, id) AS slope, regr_intercept(total, id) AS intercept, regr_r2(total, id) AS r2, corr(total, id), covar_samp(total, id), regr_count(total, id), var_pop(total) FROM saas.orders
--- hypothetical rank
SELECT rank(200) WITHIN GROUP (ORDER BY total DESC), cume_dist(200) WITHIN GROUP (ORDER BY total), percent_rank(200) WITHIN GROUP (ORDER BY total) FROM saas.orders
--- gaps in a sequence of ids
SELECT id + 1 AS gap_from, next_id - 1 AS gap_to FROM (SELECT id, lead(id) OVER (ORDER BY id) AS next_id FROM saas.orders) t WHERE next_id > id + 1 ORDER BY 1
--- islands of days with orders
SELECT min(day), max(day), count(*) FROM (SELECT day, day - (row_number() OVER (ORDER BY day))::int AS grp FROM (SELECT DISTINCT placed_at::date AS day FROM saas.orders WHERE total > 100) d) t GROUP BY grp ORDER BY 1
--- longest streak per user
WITH d AS (SELECT DISTINCT user_id, at::date AS day FROM saas.events), g AS (SELECT user_id, day, day - dense_rank() OVER (PARTITION BY user_id ORDER BY day)::int AS island FROM d) SELECT user_id, max(n) AS streak FROM (SELECT user_id, island, count(*) AS n FROM g GROUP BY 1, 2) s GROUP BY user_id ORDER BY streak DESC, user_id LIMIT 10
--- time to first response
SELECT severity, avg(closed_at - opened_at) AS mean, percentile_cont(0.9) WITHIN GROUP (ORDER BY closed_at - opened_at) AS p90, justify_interval(sum(closed_at - opened_at)) FROM saas.tickets WHERE closed_at IS NOT NULL GROUP BY severity ORDER BY severity
--- tickets by tag
SELECT tag, count(*) FROM saas.tickets, unnest(tags) AS tag GROUP BY tag ORDER BY 2 DESC, 1
--- tickets with any of some tags
SELECT count(*) FILTER (WHERE tags && ARRAY['v1', 'v2']), count(*) FILTER (WHERE tags @> '{web,v3}'), count(*) FILTER (WHERE 'v0' = ANY (tags)), avg(cardinality(tags)), max(array_length(tags, 1)) FROM saas.tickets
--- full text search ranked
SELECT id, subject, ts_rank(search, q) AS rank, ts_headline('english', body, q) FROM saas.tickets, websearch_to_tsquery('english', 'export data') AS q WHERE search @@ q ORDER BY rank DESC, id LIMIT 10
--- full text search computed
SELECT count(*) FROM saas.tickets WHERE to_tsvector('english', subject || ' ' || body) @@ plainto_tsquery('english', 'failing invoices')
--- open tickets per assignee with names
SELECT e.name, count(t.id) FILTER (WHERE t.status = 'open') AS open, count(t.id) AS all_tickets FROM saas.employees e LEFT JOIN saas.tickets t ON t.assignee_id = e.id GROUP BY e.id, e.name HAVING count(t.id) > 0 ORDER BY 2 DESC, 1 LIMIT 20
--- enum order and comparison
SELECT severity, count(*) FROM saas.tickets WHERE severity >= 'medium' GROUP BY severity ORDER BY severity DESC
--- enum as text
SELECT plan::text, count(*), enum_range(NULL::saas.plan) FROM saas.tenants GROUP BY plan ORDER BY plan
--- org chart with path and depth
WITH RECURSIVE org AS (SELECT id, name, manager_id, 1 AS depth, ARRAY[id] AS path FROM saas.employees WHERE manager_id IS NULL UNION ALL SELECT e.id, e.name, e.manager_id, o.depth + 1, o.path || e.id FROM saas.employees e JOIN org o ON e.manager_id = o.id) SELECT repeat('  ', depth - 1) || name AS tree, depth, path FROM org ORDER BY path
--- org chart breadth first with a cycle mark
WITH RECURSIVE org AS (SELECT id, manager_id, name FROM saas.employees WHERE id = 1 UNION ALL SELECT e.id, e.manager_id, e.name FROM saas.employees e JOIN org ON org.id = e.manager_id) SEARCH BREADTH FIRST BY id SET ord CYCLE id SET is_cycle USING path SELECT id, name, is_cycle, ord FROM org ORDER BY ord LIMIT 30
--- head count under each manager
WITH RECURSIVE sub AS (SELECT id AS boss, id FROM saas.employees UNION ALL SELECT s.boss, e.id FROM sub s JOIN saas.employees e ON e.manager_id = s.id) SELECT boss, count(*) - 1 AS reports FROM sub GROUP BY boss HAVING count(*) > 1 ORDER BY 2 DESC, 1
--- department budgets rolled up
WITH RECURSIVE d AS (SELECT id, id AS root, budget FROM saas.departments UNION ALL SELECT c.id, d.root, c.budget FROM saas.departments c JOIN d ON c.parent_id = d.id) SELECT root, sum(budget) FROM d GROUP BY root ORDER BY root
--- shortest paths in a graph
WITH RECURSIVE walk AS (SELECT src, dst, weight AS cost, ARRAY[src, dst] AS path FROM saas.edges WHERE src = 1 UNION ALL SELECT w.src, e.dst, w.cost + e.weight, w.path || e.dst FROM walk w JOIN saas.edges e ON e.src = w.dst WHERE NOT e.dst = ANY (w.path) AND cardinality(w.path) < 6) SELECT DISTINCT ON (dst) dst, cost, path FROM walk ORDER BY dst, cost, path
--- connected components
WITH RECURSIVE c AS (SELECT src AS node, src AS root FROM saas.edges UNION SELECT e.dst, c.root FROM c JOIN saas.edges e ON e.src = c.node) SELECT node, min(root) FROM c GROUP BY node ORDER BY node
--- employees and their manager
SELECT e.name AS employee, m.name AS manager, e.hired_on - m.hired_on AS days_after FROM saas.employees e LEFT JOIN saas.employees m ON m.id = e.manager_id ORDER BY e.id LIMIT 20
--- tenure in years and months
SELECT name, hired_on, age(coalesce(left_on, date '2025-01-01'), hired_on) AS tenure, date_part('year', age(date '2025-01-01', hired_on)) AS years FROM saas.employees ORDER BY hired_on LIMIT 10
--- average tenure by job with having
SELECT job, round(avg(coalesce(left_on, date '2025-01-01') - hired_on)) AS days, count(*) FROM saas.employees GROUP BY job HAVING count(*) > 2 ORDER BY days DESC
--- count by job with percent of department
SELECT department_id, job, count(*), round(count(*) * 100.0 / sum(count(*)) OVER (PARTITION BY department_id), 1) FROM saas.employees GROUP BY department_id, job ORDER BY 1, 2
--- departments joined to employees in two ways
SELECT d.name, count(e.id) AS staff, max(e.hired_on) FROM saas.departments d LEFT JOIN saas.employees e ON e.department_id = d.id AND e.left_on IS NULL GROUP BY d.id ORDER BY d.id
--- group by key of two tables
SELECT u.email, u.country, t.name, count(o.id) FROM saas.users u JOIN saas.tenants t ON t.id = u.tenant_id LEFT JOIN saas.orders o ON o.user_id = u.id GROUP BY u.id, t.id ORDER BY u.id LIMIT 10
--- order items with products
SELECT o.id, string_agg(p.name || ' x' || l.quantity, ', ' ORDER BY l.line) AS items, sum(l.quantity * l.unit_price) AS total FROM saas.orders o JOIN saas.order_lines l ON l.order_id = o.id JOIN saas.products p ON p.id = l.product_id GROUP BY o.id ORDER BY o.id LIMIT 10
--- total that does not match its lines
SELECT o.id, o.total, sum(l.quantity * l.unit_price) AS computed, o.total - sum(l.quantity * l.unit_price) AS diff FROM saas.orders o JOIN saas.order_lines l ON l.order_id = o.id GROUP BY o.id, o.total HAVING o.total IS DISTINCT FROM sum(l.quantity * l.unit_price) ORDER BY abs(o.total - sum(l.quantity * l.unit_price)) DESC, o.id LIMIT 10
--- payments reconciled by full join
SELECT coalesce(o.id, p.order_id) AS order_id, o.total, p.amount, CASE WHEN o.id IS NULL THEN 'no order' WHEN p.id IS NULL THEN 'unpaid' WHEN o.total <> p.amount THEN 'differs' ELSE 'ok' END AS state FROM saas.orders o FULL JOIN saas.payments p ON p.order_id = o.id AND p.succeeded ORDER BY 1 LIMIT 40
--- card endings
SELECT right(card, 4) AS ending, count(*) FROM saas.payments GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
--- payments by method with success rate
SELECT method, count(*), sum(amount), round(avg(succeeded::int) * 100, 1) AS success, bool_or(succeeded), every(amount > 0) FROM saas.payments GROUP BY method ORDER BY method
--- products never sold
SELECT p.sku FROM saas.products p WHERE p.id NOT IN (SELECT product_id FROM saas.order_lines WHERE product_id IS NOT NULL) ORDER BY 1
--- products bought with all of a list (division)
SELECT order_id FROM saas.order_lines WHERE product_id IN (9, 14) GROUP BY order_id HAVING count(DISTINCT product_id) = 2 ORDER BY 1
--- best seller per category with ties
SELECT category, name, sold FROM (SELECT p.category, p.name, sum(l.quantity) AS sold, dense_rank() OVER (PARTITION BY p.category ORDER BY sum(l.quantity) DESC) AS r FROM saas.order_lines l JOIN saas.products p ON p.id = l.product_id GROUP BY p.category, p.name) t WHERE r <= 2 ORDER BY category, r, name
--- price bands
SELECT CASE WHEN price < 20 THEN 'cheap' WHEN price < 60 THEN 'middle' ELSE 'dear' END AS band, count(*), round(avg(price), 2) FROM saas.products GROUP BY 1 ORDER BY min(price)
--- week numbers and days of the week
SELECT to_char(placed_at, 'IYYY-"W"IW') AS week, extract(isodow FROM placed_at) AS dow, count(*) FROM saas.orders GROUP BY 1, 2 ORDER BY 1, 2
--- hour by day heat map
SELECT extract(dow FROM at)::int AS dow, count(*) FILTER (WHERE extract(hour FROM at) < 6) AS night, count(*) FILTER (WHERE extract(hour FROM at) BETWEEN 6 AND 11) AS morning, count(*) FILTER (WHERE extract(hour FROM at) >= 12) AS rest FROM saas.events GROUP BY 1 ORDER BY 1
--- in a time zone
SELECT (placed_at AT TIME ZONE 'America/New_York')::date AS local_day, count(*) FROM saas.orders GROUP BY 1 ORDER BY 1 LIMIT 10
--- at local time
SELECT count(*) FROM saas.orders WHERE placed_at AT TIME ZONE 'UTC' > timestamp '2024-03-01' AND date_trunc('day', placed_at, 'Europe/Berlin') <= timestamptz '2024-05-01 00:00+02'
--- last ninety days relative to now (volatile)
SELECT count(*) FROM saas.orders WHERE placed_at > now() - interval '90 days' OR placed_at >= CURRENT_DATE - 90 OR placed_at BETWEEN CURRENT_TIMESTAMP - '1 week'::interval AND LOCALTIMESTAMP
--- fiscal quarters
SELECT 'FY' || to_char(placed_at + interval '6 months', 'YY') || ' Q' || to_char(placed_at + interval '6 months', 'Q') AS fq, sum(total) FROM saas.orders GROUP BY 1 ORDER BY 1
--- date_bin of five minutes
SELECT date_bin('15 minutes', ts, timestamptz '2024-01-01') AS bucket, host, avg(value), max(value) - min(value) AS spread FROM saas.metrics WHERE name = 'cpu' GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 50
--- gap filling with last value carried forward
WITH grid AS (SELECT h.host, g.ts FROM (SELECT DISTINCT host FROM saas.metrics) h CROSS JOIN generate_series(timestamptz '2024-05-01 01:00+00', '2024-05-01 03:00+00', '5 minutes') AS g(ts)), joined AS (SELECT grid.host, grid.ts, m.value, count(m.value) OVER (PARTITION BY grid.host ORDER BY grid.ts) AS grp FROM grid LEFT JOIN saas.metrics m ON m.host = grid.host AND m.ts = grid.ts AND m.name = 'cpu') SELECT host, ts, first_value(value) OVER (PARTITION BY host, grp ORDER BY ts) AS filled FROM joined ORDER BY host, ts
--- rate of change per minute
SELECT host, ts, (value - lag(value) OVER w) / (extract(epoch FROM ts - lag(ts) OVER w) / 60) AS per_minute FROM saas.metrics WHERE name = 'mem' WINDOW w AS (PARTITION BY host ORDER BY ts) ORDER BY host, ts LIMIT 20
--- exponential smoothing by recursion
WITH RECURSIVE s AS (SELECT row_number() OVER (ORDER BY ts) AS n, ts, value FROM saas.metrics WHERE host = 'db' AND name = 'cpu'), e AS (SELECT n, ts, value AS smooth FROM s WHERE n = 1 UNION ALL SELECT s.n, s.ts, 0.3 * s.value + 0.7 * e.smooth FROM e JOIN s ON s.n = e.n + 1) SELECT ts, smooth FROM e ORDER BY n LIMIT 20
--- anomalies against a moving band
SELECT ts, value FROM (SELECT ts, value, avg(value) OVER w AS mean, stddev(value) OVER w AS sd FROM saas.metrics WHERE host = 'web-1' AND name = 'cpu' WINDOW w AS (ORDER BY ts ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING)) t WHERE abs(value - mean) > 1.5 * sd ORDER BY ts
--- last known value per host and metric
SELECT DISTINCT ON (host, name) host, name, ts, round(value::numeric, 2) FROM saas.metrics ORDER BY host, name, ts DESC
--- as-of join
SELECT o.id, m.value FROM saas.orders o LEFT JOIN LATERAL (SELECT value FROM saas.metrics m WHERE m.host = 'db' AND m.name = 'cpu' AND m.ts <= o.placed_at ORDER BY m.ts DESC LIMIT 1) m ON true ORDER BY o.id LIMIT 10
--- EXCLUDE and GROUPS frames
SELECT id, total, sum(total) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) AS neighbours, count(*) OVER (ORDER BY status GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS g FROM saas.orders ORDER BY id LIMIT 10
--- overlapping bookings
SELECT a.id, b.id, a.during * b.during AS overlap FROM saas.bookings a JOIN saas.bookings b ON a.room = b.room AND a.id < b.id AND a.during && b.during ORDER BY 1, 2
--- free time between bookings
SELECT room, range_agg(during) AS taken, tstzmultirange(tstzrange('2024-06-01+00', '2024-06-10+00')) - range_agg(during) AS free FROM saas.bookings GROUP BY room ORDER BY room
--- bounds and containment of ranges
SELECT count(*) FILTER (WHERE guests @> 3), count(*) FILTER (WHERE lower(during) >= '2024-06-05+00'), count(*) FILTER (WHERE upper_inf(guests)), max(upper(guests)), count(*) FILTER (WHERE blocked @> date '2024-07-01'), range_merge(range_agg(guests)) FROM saas.bookings
--- unnest of a multirange
SELECT b.id, r, lower(r), upper(r) - lower(r) AS days FROM saas.bookings b, unnest(b.blocked) AS r ORDER BY b.id, r LIMIT 10
--- distance by the haversine formula
SELECT a.name, b.name, round((2 * 6371 * asin(sqrt(power(sin(radians(b.lat - a.lat) / 2), 2) + cos(radians(a.lat)) * cos(radians(b.lat)) * power(sin(radians(b.lon - a.lon) / 2), 2))))::numeric, 1) AS km FROM saas.places a JOIN saas.places b ON a.id < b.id ORDER BY km LIMIT 10
--- nearest neighbours by point distance
SELECT name, spot <-> point '(5,5)' AS d FROM saas.places ORDER BY spot <-> point(5, 5), id LIMIT 5
--- point in polygon and areas
SELECT p.name, count(q.id), area(box(p.area)), center(box(p.area))::text FROM saas.places p JOIN saas.places q ON p.area @> q.spot GROUP BY p.id ORDER BY 1
--- bounding box filter
SELECT count(*) FROM saas.places WHERE lat BETWEEN -30 AND 30 AND lon BETWEEN -90 AND 90 AND box(point(lon, lat), point(lon, lat)) <@ box '((-180,-90),(180,90))'
--- geohash-like grid
SELECT floor(lat / 10) * 10 AS lat_cell, floor(lon / 10) * 10 AS lon_cell, count(*) FROM saas.places GROUP BY 1, 2 ORDER BY 1, 2
--- view and materialised view
SELECT a.country, count(*), max(d.revenue) FROM saas.active_users a JOIN saas.daily_orders d ON d.day = a.created_at::date GROUP BY a.country ORDER BY 1
--- view alone
SELECT full_name, created_at FROM saas.active_users WHERE country = 'DE' ORDER BY created_at LIMIT 5
--- union of differently named columns
SELECT 'user' AS what, id, created_at AS at FROM saas.users UNION ALL SELECT 'order', id, placed_at FROM saas.orders UNION ALL SELECT 'ticket', id, opened_at FROM saas.tickets ORDER BY at DESC, what, id LIMIT 20
--- except both ways
(SELECT id FROM saas.users EXCEPT SELECT user_id FROM saas.orders) UNION (SELECT user_id FROM saas.orders EXCEPT SELECT id FROM saas.users) ORDER BY 1
--- intersect all with parentheses
(SELECT country FROM saas.users INTERSECT ALL SELECT country FROM saas.active_users) EXCEPT ALL (VALUES ('DE'), ('US')) ORDER BY 1 LIMIT 5
--- CTE hints
WITH big AS MATERIALIZED (SELECT * FROM saas.orders WHERE total > 300), small AS NOT MATERIALIZED (SELECT * FROM saas.users) SELECT count(*) FROM big JOIN small ON small.id = big.user_id WHERE small.country = 'US'
--- three CTEs that build on each other
WITH a AS (SELECT user_id, sum(total) AS t FROM saas.orders GROUP BY user_id), b AS (SELECT *, ntile(4) OVER (ORDER BY t, user_id) AS quartile FROM a), c AS (SELECT quartile, count(*) AS n, sum(t) AS t FROM b GROUP BY quartile) SELECT c.*, round(100 * c.t / sum(c.t) OVER (), 1) AS pct FROM c ORDER BY quartile
--- CTE that shadows a table
WITH users AS (SELECT id, country FROM saas.users WHERE is_active) SELECT country, count(*) FROM users GROUP BY country ORDER BY 1
--- nested CTE
SELECT * FROM (WITH x AS (SELECT id FROM saas.orders WHERE total > 390) SELECT count(*) AS n FROM x) t
--- limit all, offset rows, fetch
SELECT id FROM saas.orders ORDER BY id OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY
--- limit all
SELECT id FROM saas.tenants ORDER BY id LIMIT ALL OFFSET 2;
--- limit by expression
SELECT id FROM saas.orders ORDER BY total DESC, id LIMIT (SELECT count(*) / 100 FROM saas.users)
--- with ties
SELECT id, total FROM saas.orders ORDER BY total DESC FETCH FIRST 3 ROWS WITH TIES
--- boolean tests
SELECT count(*) FILTER (WHERE is_active IS TRUE), count(*) FILTER (WHERE is_active IS NOT FALSE), count(*) FILTER (WHERE (last_seen > created_at) IS UNKNOWN) FROM saas.users
--- row comparison and keyset pagination
SELECT id, placed_at FROM saas.orders WHERE (placed_at, id) < (timestamptz '2024-05-01+00', 500) ORDER BY placed_at DESC, id DESC LIMIT 5
--- keyset pagination on masked table
SELECT id, email, created_at FROM saas.users WHERE (created_at, id) > ('2024-02-01+00', 10) ORDER BY created_at, id LIMIT 5
--- in a list of rows
SELECT order_id, line FROM saas.order_lines WHERE (order_id, line) IN ((1, 1), (2, 1), (3, 2)) ORDER BY 1, 2
--- join to values
SELECT v.code, v.label, count(u.id) FROM (VALUES ('DE', 'Germany'), ('US', 'United States')) AS v(code, label) LEFT JOIN saas.users u ON u.country = v.code GROUP BY v.code, v.label ORDER BY 1
--- sample data from values
SELECT * FROM (VALUES (1, 'a', date '2024-01-01', NULL::numeric), (2, 'b', date '2024-01-02', 3.5)) AS t(id, name, day, amount) WHERE amount IS NULL OR amount > 1
--- bare values
VALUES (1, 'one'), (2, 'two'), (3, NULL) ORDER BY 1 DESC LIMIT 2
--- random sample (volatile)
SELECT id, status FROM saas.orders ORDER BY random() LIMIT 5
--- random tenth (volatile)
SELECT count(*) FROM saas.events WHERE random() < 0.1
--- tablesample (volatile)
SELECT count(*) FROM saas.metrics TABLESAMPLE SYSTEM (50) REPEATABLE (7)
--- natural join with a denied column's table
SELECT count(*) FROM saas.tenants t JOIN saas.users u ON t.id = u.tenant_id JOIN saas.employees e ON e.tenant_id = t.id
--- any_value and grouped arrays
SELECT country, any_value(signup_source), array_agg(DISTINCT signup_source ORDER BY signup_source) FROM saas.users GROUP BY country ORDER BY country
--- nulls and coalesce chains
SELECT coalesce(NULLIF(trim(notes), ''), status, 'none') AS note, count(*) FROM saas.orders GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5
--- greatest, least, sign and rounding
SELECT greatest(avg(total), 100), least(min(total), 5), sign(-3), ceil(1.2), floor(-1.2), trunc(12.345, 1), round(2.5), round(2.5::float8), mod(10, 3), 10 % 3, 7 / 2, 7 / 2.0, div(7, 2) FROM saas.orders
--- ticket text length
SELECT status, avg(length(body))::int, max(octet_length(body)), min(char_length(subject)) FROM saas.tickets GROUP BY status ORDER BY status
--- users seen after their order
SELECT count(*) FROM saas.users u WHERE u.last_seen > ALL (SELECT o.placed_at FROM saas.orders o WHERE o.user_id = u.id)
--- correlated count in the select list
SELECT u.id, (SELECT count(*) FROM saas.orders o WHERE o.user_id = u.id) AS orders, (SELECT max(t.opened_at) FROM saas.tickets t WHERE t.user_id = u.id) AS last_ticket FROM saas.users u ORDER BY orders DESC, u.id LIMIT 10
--- case in order by
SELECT id, status FROM saas.orders ORDER BY CASE status WHEN 'new' THEN 1 WHEN 'paid' THEN 2 ELSE 3 END, id LIMIT 5
--- order by alias, expression and nulls
SELECT id, shipped_at - placed_at AS took FROM saas.orders ORDER BY took DESC NULLS LAST, id LIMIT 5
--- group by alias of an expression
SELECT lower(status) AS s, count(*) AS c FROM saas.orders GROUP BY s HAVING count(*) > 1 ORDER BY c DESC, s
--- string keys with a masked column
SELECT email, full_name FROM saas.users WHERE email LIKE '%@corp.example' ORDER BY id LIMIT 5
--- mail equals a literal
SELECT id, full_name FROM saas.users WHERE email = 'user7@corp.example' OR lower(email) = 'user8@uni.example'
--- phone is null
SELECT count(*) FILTER (WHERE phone IS NULL) AS without, count(phone) AS with_phone FROM saas.users
--- users joined to employees by mail
SELECT count(*) FROM saas.users u JOIN saas.employees e ON lower(u.email) = lower(e.email)
--- employees by name with regular expression
SELECT name FROM saas.employees WHERE name ~* '^emp [12]\d$' AND job ILIKE 'a%' AND name NOT SIMILAR TO '%(3|4)' ORDER BY name
--- columns of two protected tables with the schema written
SELECT saas.users.id, saas.orders.total FROM saas.users, saas.orders WHERE saas.orders.user_id = saas.users.id AND saas.orders.total > 395 ORDER BY 1, 2
--- whole row as JSON
SELECT row_to_json(u) FROM saas.users u ORDER BY id LIMIT 2
--- nested JSON document of an order
SELECT json_build_object('order', o.id, 'user', u.full_name, 'lines', (SELECT json_agg(json_build_object('p', l.product_id, 'q', l.quantity) ORDER BY l.line) FROM saas.order_lines l WHERE l.order_id = o.id)) FROM saas.orders o JOIN saas.users u ON u.id = o.user_id ORDER BY o.id LIMIT 3
--- to_jsonb minus keys
SELECT to_jsonb(o) - 'notes' - ARRAY['currency', 'tenant_id'] FROM saas.orders o ORDER BY o.id LIMIT 2
--- jsonb of an aliased join row
SELECT jsonb_agg(x) FROM (SELECT u.id, u.country, o.total FROM saas.users u JOIN saas.orders o ON o.user_id = u.id ORDER BY o.id LIMIT 3) x
