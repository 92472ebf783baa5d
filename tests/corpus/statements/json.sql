--- arrows at every level
SELECT id, props -> 'device' ->> 'os' AS os, props #>> '{device,ver}' AS ver, props -> 'tags' -> 0 AS tag, props -> 'tags' ->> -1 AS last FROM lab.events ORDER BY id LIMIT 40
--- containment, existence and key lists
SELECT count(*) FILTER (WHERE props @> '{"device": {"os": "ios"}}'), count(*) FILTER (WHERE props ? 'page'), count(*) FILTER (WHERE props ?| ARRAY['x', 'ms']), count(*) FILTER (WHERE props ?& ARRAY['page', 'ms']), count(*) FILTER (WHERE '{"ms": 31}' <@ props) FROM lab.events
--- subscripts
SELECT id, attributes['brand'], attributes['weight_g']::int FROM products ORDER BY id
--- jsonb_each over attributes
SELECT key, count(*), count(DISTINCT value) FROM products, jsonb_each_text(attributes) GROUP BY key ORDER BY key
--- keys of all objects
SELECT DISTINCT jsonb_object_keys(attributes) AS k FROM products ORDER BY k
--- path query with a filter and variables
SELECT id, jsonb_path_query_array(meta, '$.authors[*] ? (@.born > $year).name', '{"year": 1900}') FROM lab.documents ORDER BY id
--- path existence, match and first
SELECT id, jsonb_path_exists(meta, '$.authors[*]'), jsonb_path_match(meta, '$.lang == "en"'), jsonb_path_query_first(meta, '$.authors[0].name'), meta @? '$.score ? (@ > 4)', meta @@ '$.score > 3' FROM lab.documents ORDER BY id
--- path methods and like_regex
SELECT id, jsonb_path_query(meta, '$.authors[*].name ? (@ like_regex "^a" flag "i")') FROM lab.documents ORDER BY id
--- path arithmetic, size, type, double, last
SELECT jsonb_path_query('[1, 2, 30]', '$[last] * 2'), jsonb_path_query('[1, 2]', '$.size()'), jsonb_path_query('{"a": "3.5"}', '$.a.double() + 1'), jsonb_path_query('[{"a": 1}]', '$[*].type()'), jsonb_path_query('[3]', '$[0].ceiling()')
--- lax and strict paths, recursive descent with a bound
SELECT jsonb_path_query_array('{"a": [{"b": 1}, {"b": 2}]}', 'lax $.a.b'), jsonb_path_query_array('{"a": {"b": {"c": 5}}}', 'strict $.**{2 to 3}', silent => true)
--- datetime in a path
SELECT jsonb_path_query('["2026-01-05", "2026-02-01"]', '$[*].datetime() ? (@ < "2026-02-01".datetime())')
--- JSON_TABLE with nested columns
SELECT d.id, j.* FROM lab.documents d, JSON_TABLE(d.meta, '$' COLUMNS (lang text PATH '$.lang', score numeric PATH '$.score' NULL ON EMPTY, NESTED PATH '$.authors[*]' COLUMNS (n FOR ORDINALITY, author text PATH '$.name', born int PATH '$.born' DEFAULT 0 ON EMPTY))) AS j ORDER BY d.id, j.n
--- JSON_TABLE with EXISTS and FORMAT JSON columns
SELECT j.* FROM JSON_TABLE('[{"a": 1, "b": [2]}, {"b": null}]'::jsonb, '$[*]' AS root COLUMNS (has_a boolean EXISTS PATH '$.a', b jsonb PATH '$.b', raw text FORMAT JSON PATH '$.b')) AS j
--- JSON_VALUE, JSON_QUERY, JSON_EXISTS with their clauses
SELECT id, JSON_VALUE(meta, '$.lang' RETURNING varchar(5) DEFAULT '?' ON EMPTY ERROR ON ERROR), JSON_QUERY(meta, '$.authors[*].name' WITH CONDITIONAL WRAPPER KEEP QUOTES NULL ON EMPTY), JSON_EXISTS(meta, '$.authors[0]' FALSE ON ERROR), JSON_VALUE(meta, '$.authors[$i].name' PASSING 1 AS i) FROM lab.documents ORDER BY id
--- SQL/JSON constructors
SELECT JSON_OBJECT('a' : 1, 'b' VALUE 'x', 'c' : NULL ABSENT ON NULL), JSON_ARRAY(1, 'two', NULL NULL ON NULL), JSON_ARRAY(SELECT id FROM users ORDER BY id), JSON('{"k": 1}'), JSON_SCALAR(3.5), JSON_SERIALIZE('{"k": 1}')
--- SQL/JSON aggregates
SELECT status, JSON_ARRAYAGG(id ORDER BY id RETURNING jsonb) FILTER (WHERE id < 50), JSON_OBJECTAGG(id::text : shipping_city ABSENT ON NULL RETURNING jsonb) FROM orders WHERE id < 60 GROUP BY status ORDER BY status
--- IS JSON predicates
SELECT s, s IS JSON, s IS JSON OBJECT, s IS JSON ARRAY, s IS JSON SCALAR, s IS JSON WITH UNIQUE KEYS FROM (VALUES ('{"a":1,"a":2}'), ('[1]'), ('3'), ('nope')) AS v(s)
--- building documents from rows
SELECT jsonb_build_object('id', c.id, 'name', c.name, 'orders', (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'status', o.status) ORDER BY o.id) FROM orders o WHERE o.customer_id = c.id)) FROM customers c ORDER BY c.id LIMIT 30
--- row_to_json and to_jsonb of rows
SELECT row_to_json(u), to_jsonb(u) - 'password_hash' FROM users u ORDER BY id
--- json_agg of a sub-select
SELECT json_agg(t) FROM (SELECT id, name FROM categories ORDER BY id) t
--- records out of JSON
SELECT * FROM jsonb_to_recordset('[{"id": 1, "v": "x"}, {"id": 2}]') AS t(id int, v text)
--- populate a record of a table's type
SELECT (jsonb_populate_record(NULL::lab.address, '{"city": "Rome", "zip": "00100"}')).*
--- jsonb_populate_recordset of a table
SELECT id, name FROM jsonb_populate_recordset(NULL::categories, '[{"id": 900, "name": "x"}]')
--- array elements with a filter
SELECT e.id, t.value FROM lab.events e, jsonb_array_elements_text(e.props -> 'tags') AS t(value) WHERE t.value LIKE 'a%' ORDER BY e.id LIMIT 50
--- changing documents on the fly
SELECT id, jsonb_set(meta, '{score}', '9'), jsonb_insert(meta, '{authors,0}', '{"name": "new"}'), meta - 'authors', meta #- '{authors,0,born}', meta || '{"extra": true}', jsonb_strip_nulls(meta), jsonb_set_lax(meta, '{lang}', NULL, true, 'delete_key') FROM lab.documents ORDER BY id
--- pretty printed
SELECT jsonb_pretty(meta), jsonb_typeof(meta -> 'score'), json_typeof(payload), jsonb_array_length(meta -> 'authors') FROM lab.documents ORDER BY id
--- json keeps duplicate keys
SELECT id, payload, payload -> 'b' -> 2 ->> 'c', json_array_length('[1,2]'), json_extract_path_text(payload, 'x', 'y', 'z') FROM lab.documents ORDER BY id
--- json_each and json_object_keys
SELECT d.id, k.* FROM lab.documents d CROSS JOIN LATERAL json_each(CASE WHEN json_typeof(d.payload) = 'object' THEN d.payload ELSE '{}' END) AS k ORDER BY d.id, k.key, k.value::text
--- average of a number in JSON by a text in JSON
SELECT props->'device'->>'os' AS os, round(avg((props->>'ms')::numeric), 2) AS ms, percentile_cont(0.95) WITHIN GROUP (ORDER BY (props->>'ms')::float8) AS p95 FROM lab.events GROUP BY 1 ORDER BY 1
--- json from two arrays
SELECT jsonb_object(ARRAY['a', 'b'], ARRAY['1', '2']), json_object('{a, 1, b, 2}'), array_to_json(ARRAY[[1, 2], [3, 4]]), to_json(timestamp '2026-01-01 10:00')
--- comparing documents
SELECT count(DISTINCT attributes), max(attributes ->> 'brand') FROM products WHERE attributes <> '{}' AND attributes -> 'brand' IS NOT NULL
--- casting jsonb scalars
SELECT ('{"n": 5, "b": true, "f": 2.5}'::jsonb -> 'n')::int, ('{"b": true}'::jsonb -> 'b')::boolean, ('{"f": 2.5}'::jsonb -> 'f')::numeric
