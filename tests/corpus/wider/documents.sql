--- path operators
SELECT props -> 'device' ->> 'os' AS os, props #>> '{device,os}', props -> 'items' -> 0 ->> 'sku', (props ->> 'ms')::int FROM saas.events ORDER BY id LIMIT 5
--- subscripts
SELECT props['device']['os'], (props['ms'])::int FROM saas.events ORDER BY id LIMIT 5
--- group by a field
SELECT props #>> '{device,os}' AS os, count(*), percentile_cont(0.95) WITHIN GROUP (ORDER BY (props ->> 'ms')::numeric) AS p95 FROM saas.events GROUP BY 1 ORDER BY 1
--- containment and existence
SELECT count(*) FILTER (WHERE props @> '{"device": {"os": "ios"}}'), count(*) FILTER (WHERE props ? 'url'), count(*) FILTER (WHERE props ?| ARRAY['x', 'ms']), count(*) FILTER (WHERE props -> 'items' @> '[{"sku": "SKU-3"}]') FROM saas.events
--- elements in rows
SELECT e.id, i ->> 'sku' AS sku, (i ->> 'qty')::int AS qty FROM saas.events e, jsonb_array_elements(e.props -> 'items') AS i WHERE e.kind = 'purchase' ORDER BY 1, 2 LIMIT 20
--- elements with their place
SELECT e.id, n, v FROM saas.events e CROSS JOIN LATERAL jsonb_array_elements(e.props -> 'items') WITH ORDINALITY AS t(v, n) ORDER BY e.id, n LIMIT 10
--- to recordset
SELECT e.id, r.sku, r.qty FROM saas.events e, jsonb_to_recordset(e.props -> 'items') AS r(sku text, qty int) WHERE r.qty > 3 ORDER BY 1, 2 LIMIT 10
--- to record
SELECT e.id, r.url, r.ms FROM saas.events e, jsonb_to_record(e.props) AS r(url text, ms int) ORDER BY e.id LIMIT 5
--- rows from two functions
SELECT * FROM ROWS FROM (jsonb_array_elements_text('["a", "b"]'), generate_series(1, 3)) WITH ORDINALITY AS t(x, y, n)
--- JSON_TABLE over a column
SELECT e.id, jt.* FROM saas.events e, JSON_TABLE(e.props, '$.items[*]' COLUMNS (n FOR ORDINALITY, sku text PATH '$.sku', qty int PATH '$.qty' DEFAULT 0 ON EMPTY, has boolean EXISTS PATH '$.qty')) AS jt ORDER BY e.id, jt.n LIMIT 10
--- JSON_TABLE nested
SELECT jt.* FROM (SELECT '{"o": [{"id": 1, "l": [{"p": "x"}, {"p": "y"}]}, {"id": 2, "l": []}]}'::jsonb AS d) s, JSON_TABLE(s.d, '$.o[*]' COLUMNS (id int PATH '$.id', NESTED PATH '$.l[*]' COLUMNS (p text PATH '$.p'))) AS jt
--- JSON_VALUE, JSON_QUERY and JSON_EXISTS
SELECT id, JSON_VALUE(props, '$.ms' RETURNING int), JSON_QUERY(props, '$.device' WITH WRAPPER), JSON_EXISTS(props, '$.items[*] ? (@.qty > $min)' PASSING 3 AS min) FROM saas.events ORDER BY id LIMIT 5
--- path query functions
SELECT id, jsonb_path_query_array(props, '$.items[*].sku'), jsonb_path_exists(props, '$.items[*] ? (@.qty >= 2)'), jsonb_path_query_first(props, '$.device.os') FROM saas.events ORDER BY id LIMIT 8
--- path with variables
SELECT jsonb_path_query(props, '$.items[*] ? (@.qty > $q && @.sku starts with "SKU-3")', '{"q": 1}') FROM saas.events ORDER BY id LIMIT 5
--- path operators @? and @@
SELECT count(*) FILTER (WHERE props @? '$.items[*] ? (@.qty > 3)'), count(*) FILTER (WHERE props @@ '$.ms > 500') FROM saas.events
--- path in strict and lax with methods
SELECT jsonb_path_query('{"a": [1, "2", 3.7, null]}', 'lax $.a[*].type()'), jsonb_path_query_array('{"a": [1.2, 3.7]}', '$.a[*].ceiling()'), jsonb_path_query('"2024-01-02"', '$.datetime().string()')
--- recursive descent
SELECT jsonb_path_query_array('{"a": {"b": {"c": 1}}, "d": {"c": 2}}', '$.**.c')
--- keys of all documents
SELECT k, count(*), min(jsonb_typeof(v)) FROM saas.events, jsonb_each(props) AS x(k, v) GROUP BY k ORDER BY k
--- object keys
SELECT DISTINCT jsonb_object_keys(settings) FROM saas.tenants ORDER BY 1
--- types of a value
SELECT jsonb_typeof(attributes -> 'colors') AS t, count(*), sum(jsonb_array_length(attributes -> 'colors')) FROM saas.products GROUP BY 1
--- build, strip and merge
SELECT jsonb_strip_nulls(jsonb_build_object('a', 1, 'b', NULL)), '{"a": 1}'::jsonb || '{"b": 2}', jsonb_set('{"a": {"b": 1}}', '{a,b}', '5'), jsonb_insert('[1, 2]', '{1}', '9'), '{"a": 1, "b": 2}'::jsonb - 'a', '[1, 2, 3]'::jsonb #- '{1}'
--- aggregate to an object
SELECT jsonb_object_agg(host, v ORDER BY host) FROM (SELECT host, round(avg(value)::numeric, 2) AS v FROM saas.metrics GROUP BY host) t
--- aggregate with standard constructors
SELECT JSON_OBJECTAGG(name VALUE id ABSENT ON NULL), JSON_ARRAYAGG(id ORDER BY id), JSON_OBJECT('n': count(*)), JSON_ARRAY(1, 'x', NULL NULL ON NULL) FROM saas.tenants
--- is json
SELECT id, raw_json IS JSON AS ok, raw_json IS JSON OBJECT, CASE WHEN raw_json IS JSON THEN raw_json::jsonb -> 'k' END AS k FROM saas.imports ORDER BY id LIMIT 6
--- pretty
SELECT jsonb_pretty(settings) FROM saas.tenants ORDER BY id LIMIT 1
--- profile of users
SELECT profile #>> '{prefs,digest}' AS digest, count(*), avg((profile ->> 'age')::int)::numeric(5,1) AS age FROM saas.users WHERE profile -> 'langs' ? 'de' GROUP BY 1 ORDER BY 1
--- users' languages in rows
SELECT l AS lang, count(DISTINCT u.id) FROM saas.users u, jsonb_array_elements_text(u.profile -> 'langs') AS l GROUP BY l ORDER BY 2 DESC, 1
--- users' languages in the select list
SELECT id, jsonb_array_elements_text(profile -> 'langs') FROM saas.users ORDER BY 1, 2 LIMIT 6
--- deep values flattened
WITH RECURSIVE f(key, value) AS (SELECT e.key, e.value FROM saas.products p, jsonb_each(p.attributes) e WHERE p.id = 1 UNION ALL SELECT f.key || '.' || e.key, e.value FROM f, jsonb_each(CASE WHEN jsonb_typeof(f.value) = 'object' THEN f.value ELSE '{}' END) e) SELECT key, value FROM f WHERE jsonb_typeof(value) <> 'object' ORDER BY key
--- url parts
SELECT split_part(props ->> 'url', '?', 1) AS path, substring(props ->> 'url' FROM 'utm_source=([^&]+)') AS source, count(*) FROM saas.events GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 10
--- array functions
SELECT array_position(tags, 'web'), array_remove(tags, 'web'), array_replace(tags, 'web', 'www'), tags || ARRAY['x'], array_prepend('y', tags), array_to_string(tags, ','), tags[1], tags[1:1], array_ndims(tags) FROM saas.tickets ORDER BY id LIMIT 3
--- array comparisons
SELECT count(*) FROM saas.products WHERE tags = ARRAY['t1', 't1'] OR tags <@ ARRAY['t0', 't1', 't2'] OR NOT tags && '{t3}'
--- unnest several together
SELECT * FROM unnest(ARRAY[1, 2, 3], ARRAY['a', 'b']) AS t(n, s)
--- generate_subscripts
SELECT id, i, tags[i] FROM saas.tickets, generate_subscripts(tags, 1) AS i ORDER BY id, i LIMIT 6
--- array_agg of rows and slices
SELECT user_id, (array_agg(id ORDER BY placed_at DESC))[1:3] AS last_three FROM saas.orders GROUP BY user_id ORDER BY user_id LIMIT 5
--- arrays of arrays
SELECT array_agg(ARRAY[id, total::int] ORDER BY id) FROM (SELECT id, total FROM saas.orders ORDER BY id LIMIT 3) t
--- set of arrays intersected
SELECT ARRAY(SELECT unnest(ARRAY[1, 2, 3]) INTERSECT SELECT unnest(ARRAY[2, 3, 4]) ORDER BY 1)
--- array_sort and trim
SELECT trim_array(ARRAY[1, 2, 3], 1), array_fill(0, ARRAY[3]), array_dims(ARRAY[[1, 2], [3, 4]]), string_to_array('a,b,,c', ',', '')
--- dates in messy text
SELECT raw_date, CASE WHEN raw_date ~ '^\d{4}-\d{2}-\d{2}$' THEN raw_date::date WHEN raw_date ~ '^\d{1,2}/\d{1,2}/\d{4}$' THEN to_date(raw_date, 'MM/DD/YYYY') END AS d FROM saas.imports ORDER BY id LIMIT 8
--- amounts in messy text
SELECT raw_amount, NULLIF(regexp_replace(raw_amount, '[^0-9.-]', '', 'g'), '') AS digits, CASE WHEN raw_amount ~ '^\$?\s*[\d,]+(\.\d+)?$' THEN replace(replace(trim(raw_amount), ',', ''), '$ ', '')::numeric END FROM saas.imports ORDER BY id LIMIT 6
--- to_number with patterns
SELECT to_number('1,234.50', '9G999D99'), to_number('12.5-', '99.9S'), to_char(1234.5, 'FM999,999.00'), to_char(-0.5, 'S0.00'), to_char(0.256, '990.0%'), to_char(255, 'XX'), to_char(12, 'RN')
--- flags
SELECT raw_flag, CASE WHEN lower(raw_flag) IN ('y', 'yes', 'true', '1') THEN true WHEN lower(raw_flag) IN ('n', 'no', 'false', '0') THEN false END AS flag, count(*) FROM saas.imports GROUP BY 1, 2 ORDER BY 1
--- can it be cast
SELECT count(*) FILTER (WHERE pg_input_is_valid(raw_amount, 'numeric')) AS numbers, count(*) FILTER (WHERE pg_input_is_valid(raw_date, 'date')) AS dates FROM saas.imports
--- why it cannot be cast
SELECT i.id, e.message, e.sql_error_code FROM saas.imports i, pg_input_error_info(i.raw_date, 'date') e WHERE e.message IS NOT NULL ORDER BY i.id LIMIT 3
--- names cleaned
SELECT raw_name, initcap(regexp_replace(trim(raw_name), '\s+', ' ', 'g')) AS name, reverse(split_part(reverse(trim(raw_name)), ' ', 1)) AS last, translate(raw_name, 'Çé', 'Ce'), normalize(raw_name, NFD) = raw_name AS decomposed, raw_name IS NFC NORMALIZED FROM saas.imports ORDER BY id LIMIT 3
--- regular expression functions
SELECT regexp_matches('a1b22', '[a-z](\d+)', 'g'), regexp_match('x=5', 'x=(\d)'), regexp_count('banana', 'an'), regexp_instr('banana', 'n', 1, 2), regexp_substr('k=v;x=y', '[^;]+', 1, 2), regexp_like('Abc', '^a', 'i')
--- split to rows
SELECT i.id, s.ord, s.piece FROM saas.imports i CROSS JOIN LATERAL regexp_split_to_table(i.raw_csv, ';') WITH ORDINALITY AS s(piece, ord) ORDER BY 1, 2 LIMIT 6
--- split by string_to_table
SELECT id, x FROM saas.imports, string_to_table(raw_csv, ';') AS x ORDER BY id, x LIMIT 4
--- text functions
SELECT overlay('abcdef' PLACING 'XX' FROM 2 FOR 3), position('c' IN 'abc'), strpos('abc', 'c'), lpad('7', 3, '0'), rpad('7', 3, '.'), concat_ws('-', 'a', NULL, 'b'), format('%s %I %L %1$s', 'x', 'A b', 'q'), left('abc', -1), btrim('xxaxx', 'x'), ltrim('  a'), repeat('ab', 3), reverse('abc'), starts_with('abc', 'a'), ascii('a'), chr(97), md5('a'), encode(sha256('a'), 'hex'), quote_literal('a''b'), to_hex(255), substring('abc' FROM 2), substring('foobar' SIMILAR 'f#"o+#"%' ESCAPE '#'), unistr('\0041'), casefold('Ab')
--- collations
SELECT full_name FROM saas.users ORDER BY full_name COLLATE "C" DESC, id LIMIT 3
--- string literals of all kinds
SELECT E'a\tb', U&'\0041', $$it's$$, $x$y$x$, 'a'
'b', B'101', X'1F', 1_000, 0xff, 0b11, 1e3, '5'::int, CAST('2' AS bigint), int '3', date '2024-01-01', interval '1' day
--- comments everywhere
SELECT /* a /* nested */ comment */ id -- the key
FROM saas.tenants -- all of them
WHERE id < 3 /* few */ ORDER BY id;
--- trailing semicolons and blanks
  SELECT 1 AS one ;  
--- interval arithmetic
SELECT interval '1 year 2 months' + interval '3 days', make_interval(days => 10), extract(epoch FROM interval '1 hour'), justify_days(interval '40 days'), date '2024-03-31' - interval '1 month', date '2024-03-01' - date '2024-02-01', age(date '2024-03-01', date '2020-02-29'), timestamp '2024-01-01' + time '10:00', (timestamp '2024-02-01' - timestamp '2024-01-01') / 2, interval '1 day' * 1.5, to_timestamp(1700000000), make_date(2024, 2, 29), make_timestamptz(2024, 1, 1, 0, 0, 0, 'UTC'), isfinite(date 'infinity'), date 'epoch', (date '2024-01-01', date '2024-02-01') OVERLAPS (date '2024-01-15', interval '1 month')
--- last day of a month and first Monday
SELECT (date_trunc('month', d) + interval '1 month - 1 day')::date AS last, (date_trunc('week', date_trunc('month', d) + interval '6 days'))::date AS first_monday FROM (SELECT date '2024-02-10' AS d) t
--- working days between dates
SELECT o.id, (SELECT count(*) FROM generate_series(o.placed_at::date, o.shipped_at::date, '1 day') d WHERE extract(isodow FROM d) < 6) AS workdays FROM saas.orders o WHERE o.shipped_at IS NOT NULL ORDER BY o.id LIMIT 5
--- extract parts
SELECT extract(century FROM placed_at), extract(doy FROM placed_at), extract(week FROM placed_at), extract(timezone FROM placed_at), date_part('hour', placed_at), placed_at::time, placed_at::timestamp, to_char(placed_at, 'FMDay, DD FMMonth YYYY HH12:MI:SS AM TZ') FROM saas.orders ORDER BY id LIMIT 2
--- numbers
SELECT power(2, 10), sqrt(2), exp(1), ln(10), log(100), log(2, 8), cbrt(27), pi(), degrees(pi()), sin(1), atan2(1, 2), gcd(12, 18), lcm(4, 6), factorial(5), width_bucket(5, ARRAY[1, 3, 6]), scale(1.230), trim_scale(1.230), 5 # 3, 5 & 3, 5 | 3, ~5, 1 << 4, |/ 16, @ -3, 2 ^ 3, min_scale(1.20), bit_count('\x0f'::bytea), erf(0.5), random(1, 1)
--- statistics by formulas
SELECT sum((total - m) ^ 3) / count(*) / NULLIF(max(sd) ^ 3, 0) AS skewness, sum((total - m) ^ 4) / count(*) / NULLIF(max(sd) ^ 4, 0) - 3 AS kurtosis FROM saas.orders, (SELECT avg(total) AS m, stddev_pop(total) AS sd FROM saas.orders) s
--- geometric and harmonic mean
SELECT exp(avg(ln(total))) AS geometric, count(*) / sum(1 / total) AS harmonic FROM saas.orders WHERE total > 0
--- normal distribution buckets
SELECT round((total - avg_total) / sd)::int AS z, count(*) FROM saas.orders, LATERAL (SELECT avg(total) AS avg_total, stddev(total) AS sd FROM saas.orders) x GROUP BY 1 ORDER BY 1
--- chi square of two dimensions
WITH c AS (SELECT status, currency, count(*)::numeric AS o FROM saas.orders GROUP BY 1, 2), e AS (SELECT c.*, sum(o) OVER (PARTITION BY status) * sum(o) OVER (PARTITION BY currency) / sum(o) OVER () AS x FROM c) SELECT sum((o - x) ^ 2 / x) AS chi2 FROM e
--- entropy
SELECT -sum(p * ln(p) / ln(2)) AS bits FROM (SELECT count(*)::numeric / sum(count(*)) OVER () AS p FROM saas.orders GROUP BY status) t
--- checksums of rows
SELECT md5(string_agg(md5(t::text), '' ORDER BY id)) FROM saas.products t
--- checksum of a protected table
SELECT md5(string_agg(o::text, '|' ORDER BY o.id)) FROM saas.orders o
--- hash sampling
SELECT count(*) FROM saas.users WHERE abs(hashtext(id::text)) % 10 = 0
--- encode and decode
SELECT encode('abc'::bytea, 'base64'), convert_from(decode('YWJj', 'base64'), 'UTF8'), get_byte('\x0102'::bytea, 1), length('\x00'::bytea), crc32('a'::bytea)
--- uuid and network types
SELECT '10.0.0.1/8'::inet, host(inet '10.0.0.1/8'), network(inet '10.0.0.1/8'), inet '10.0.0.1' << cidr '10.0.0.0/8', masklen(cidr '10.0.0.0/8'), macaddr '08:00:2b:01:02:03', uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', uuid_extract_version(uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')
--- money and bits
SELECT '12.34'::money * 2, ('12.34'::money)::numeric, B'1010'::bit(4)::int, bit_and(id), bit_or(id), bit_xor(id) FROM saas.tenants
--- xml
SELECT xmlelement(name tenant, xmlattributes(id AS id), name) FROM saas.tenants ORDER BY id LIMIT 2
--- xml of a table by aggregation
SELECT xmlagg(xmlforest(id, name) ORDER BY id) FROM saas.tenants
--- sums by hstore-like text keys
SELECT k, sum(v::numeric) FROM (VALUES ('a=1;b=2'), ('a=3')) AS t(s), LATERAL (SELECT split_part(p, '=', 1) AS k, split_part(p, '=', 2) AS v FROM unnest(string_to_array(t.s, ';')) AS p) x GROUP BY k ORDER BY k
--- levenshtein without an extension, by recursion
WITH RECURSIVE a AS (SELECT 'kitten' AS x, 'sitting' AS y), m(i, r) AS (SELECT 0, ARRAY(SELECT generate_series(0, length(y)) FROM a) UNION ALL SELECT m.i + 1, ARRAY[m.i + 1] || ARRAY(SELECT least(m.r[j] + CASE WHEN substr(a.x, m.i + 1, 1) = substr(a.y, j, 1) THEN 0 ELSE 1 END, m.r[j + 1] + 1) FROM generate_series(1, length(a.y)) j) FROM m, a WHERE m.i < length(a.x)) SELECT r FROM m ORDER BY i DESC LIMIT 1
--- fibonacci, primes and calendars
WITH RECURSIVE f(a, b) AS (SELECT 0::bigint, 1::bigint UNION ALL SELECT b, a + b FROM f WHERE b < 1000) SELECT array_agg(a) FROM f
--- primes by anti join
SELECT n FROM generate_series(2, 50) n WHERE NOT EXISTS (SELECT 1 FROM generate_series(2, floor(sqrt(n))::int) d WHERE n % d = 0)
--- a calendar month as a grid
SELECT array_agg(extract(day FROM d)::int ORDER BY d) FROM generate_series(date '2024-02-01', date '2024-02-29', '1 day') d GROUP BY date_trunc('week', d) ORDER BY min(d)
--- random data (volatile)
SELECT n, (ARRAY['a', 'b', 'c'])[1 + floor(random() * 3)::int], now() - random() * interval '30 days', gen_random_uuid(), md5(random()::text), random_normal(10, 2), random(1, 6) FROM generate_series(1, 5) n
--- settings of the session (volatile)
SELECT current_date, current_user, session_user, current_database(), version(), current_setting('server_version')
--- typed nulls and casts of rows
SELECT NULL::int, NULL::text IS NULL, ROW(1, 'a'), (ROW(1, 2)) = (ROW(1, 2)), ROW(1, NULL) IS NULL, pg_typeof(1.5), pg_typeof(now()), COALESCE(NULL, 2), NULLIF(1, 1)
--- between symmetric, in, like any
SELECT 5 BETWEEN SYMMETRIC 7 AND 3, 'abc' LIKE ANY (ARRAY['a%', 'b%']), 'abc' NOT LIKE ALL (ARRAY['x%', 'y%']), 3 = ANY ('{1,2,3}'::int[]), 2 > SOME (SELECT 1), 'a' ILIKE 'A', 'a_c' LIKE 'a\_c' ESCAPE '\'
