--- a calendar with weekends and quarters
SELECT d::date AS day, extract(isodow FROM d) IN (6, 7) AS weekend, 'Q' || extract(quarter FROM d) AS quarter, to_char(d, 'IYYY-IW') AS iso_week FROM generate_series('2026-01-01'::date, '2026-03-31', '1 day') AS d
--- days without orders
SELECT g.day::date FROM generate_series((SELECT min(created_at)::date FROM orders), (SELECT max(created_at)::date FROM orders), interval '1 day') AS g(day) LEFT JOIN orders o ON o.created_at::date = g.day::date WHERE o.id IS NULL ORDER BY 1
--- every way to take a piece of a date
SELECT extract(year FROM created_at), extract(epoch FROM created_at), date_part('doy', created_at), date_trunc('quarter', created_at), to_char(created_at, 'YYYY-MM-DD HH24:MI:SS TZ'), created_at::date, created_at::time, extract(timezone_hour FROM created_at), extract(microseconds FROM created_at), extract(century FROM created_at) FROM orders ORDER BY id LIMIT 30
--- arithmetic of dates and intervals
SELECT date '2026-03-01' - 1, date '2026-03-01' - date '2026-02-01', timestamp '2026-01-31' + interval '1 month', interval '1 day' * 3.5, interval '1 hour' / 4, -interval '2 days', time '10:00' + interval '90 minutes', age(timestamp '2026-05-05', timestamp '2020-02-29'), date '2026-01-01' + time '12:30', interval '1 year 2 months 3 days 04:05:06'
--- justify and make
SELECT justify_days(interval '35 days'), justify_hours(interval '27 hours'), justify_interval(interval '1 mon -1 hour'), make_date(2026, 2, 28), make_time(8, 15, 23.5), make_timestamp(2026, 1, 2, 3, 4, 5.6), make_timestamptz(2026, 1, 2, 3, 4, 5, 'UTC'), make_interval(years => 1, months => 2, days => 10, hours => 4)
--- time zones
SELECT timestamptz '2026-07-01 12:00+00' AT TIME ZONE 'America/New_York', timestamp '2026-07-01 12:00' AT TIME ZONE 'Asia/Tokyo' AT TIME ZONE 'UTC', timezone('Europe/Paris', timestamptz '2026-07-01 12:00+00'), timestamptz '2026-07-01 12:00 Europe/Berlin', timestamp '2026-01-01' AT LOCAL
--- fifteen-minute buckets
SELECT date_bin('15 minutes', at, timestamptz '2026-01-01 00:00+00') AS bucket, count(*) FROM lab.events GROUP BY 1 ORDER BY 1 LIMIT 100
--- delivery times
SELECT shipping_country, avg(delivered_at - shipped_at) AS mean, max(delivered_at - shipped_at) AS worst, count(*) FILTER (WHERE delivered_at - shipped_at > interval '7 days') AS late FROM orders WHERE delivered_at IS NOT NULL GROUP BY 1 ORDER BY 1
--- orders of the last 30 days of the data
SELECT count(*) FROM orders WHERE created_at >= (SELECT max(created_at) FROM orders) - interval '30 days'
--- this year against last year to date
WITH last AS (SELECT max(created_at) AS at FROM orders) SELECT count(*) FILTER (WHERE created_at >= date_trunc('year', last.at)) AS this_year, count(*) FILTER (WHERE created_at >= date_trunc('year', last.at) - interval '1 year' AND created_at < last.at - interval '1 year') AS last_year FROM orders, last
--- relative to now (volatile)
SELECT now() - created_at AS ago, current_timestamp, localtimestamp, clock_timestamp(), statement_timestamp(), transaction_timestamp(), current_time, timeofday(), now()::time(0) FROM orders LIMIT 1
--- relative to today
SELECT current_date, current_date - interval '1 month', date_trunc('month', current_date)::date, (date_trunc('month', current_date) + interval '1 month - 1 day')::date, 'today'::date, 'tomorrow'::date - 'yesterday'::date, CURRENT_DATE - DATE '2020-01-01'
--- special values
SELECT 'infinity'::timestamptz > timestamptz '2026-01-01', isfinite(date 'infinity'), 'epoch'::timestamptz, '-infinity'::date, 'allballs'::time
--- parsing dates
SELECT to_date('05 Dec 2026', 'DD Mon YYYY'), to_timestamp('2026-05-06 07:08', 'YYYY-MM-DD HH24:MI'), to_timestamp(1767225600), '2026-01-02T03:04:05Z'::timestamptz, date '20260102', '04:05 PM'::time, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+02'
--- working days between two dates
SELECT o.id, (SELECT count(*) FROM generate_series(o.created_at::date, o.shipped_at::date, '1 day') AS d WHERE extract(isodow FROM d) < 6) AS working_days FROM orders o WHERE shipped_at IS NOT NULL ORDER BY o.id LIMIT 60
--- the last day, first Monday and number of days of each month
SELECT m::date, (m + interval '1 month' - interval '1 day')::date AS last_day, (m + ((8 - extract(isodow FROM m)::int) % 7) * interval '1 day')::date AS first_monday, extract(day FROM m + interval '1 month' - m) AS days FROM generate_series(timestamp '2026-01-01', '2026-12-01', '1 month') AS m
--- fiscal years that start in April
SELECT extract(year FROM created_at - interval '3 months')::int AS fiscal_year, count(*) FROM orders GROUP BY 1 ORDER BY 1
--- interval fields and typed intervals
SELECT interval '1-2' YEAR TO MONTH, interval '3 04:05' DAY TO MINUTE, interval '10' MINUTE, extract(epoch FROM interval '1 day'), interval(3) '1.23456 seconds', '1 day'::interval day
--- precision of timestamps
SELECT timestamp(0) '2026-01-01 00:00:00.6', '12:00:00.123'::time(1), current_timestamp(0) >= current_timestamp(0), date_trunc('milliseconds', timestamp '2026-01-01 00:00:00.123456')
--- generate_series of timestamptz in a zone
SELECT g FROM generate_series(timestamptz '2026-03-28 00:00+01', timestamptz '2026-03-30 00:00+02', interval '1 day', 'Europe/Berlin') AS g
--- date_add and date_subtract
SELECT date_add(timestamptz '2026-03-28 12:00+01', interval '1 day', 'Europe/Berlin'), date_subtract(timestamptz '2026-03-30 12:00+02', interval '1 day', 'Europe/Berlin')
--- sliding active users
SELECT d::date, (SELECT count(DISTINCT user_id) FROM lab.events WHERE at >= d - interval '2 days' AND at < d + interval '1 day') AS active_3d FROM generate_series(timestamptz '2026-03-01', timestamptz '2026-03-14', '1 day') AS d
--- age in years
SELECT username, extract(year FROM age(timestamptz '2026-10-01', created_at)) FROM users ORDER BY id
