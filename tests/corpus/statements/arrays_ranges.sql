--- array operators on tags
SELECT id FROM products WHERE tags @> ARRAY['bestseller'] OR tags && ARRAY['sale', 'new'] ORDER BY id
--- any, all, cardinality, slices
SELECT id, 'organic' = ANY (tags), cardinality(tags), tags[1], tags[1:2], array_length(tags, 1) FROM products ORDER BY id
--- unnest and count tags
SELECT tag, count(*) FROM products CROSS JOIN unnest(tags) AS tag GROUP BY tag ORDER BY 2 DESC, 1
--- array functions
SELECT array_append(ARRAY[1, 2], 3), array_prepend(0, ARRAY[1]), array_cat(ARRAY[1], ARRAY[2]), array_remove(ARRAY[1, 2, 1], 1), array_replace(ARRAY[1, 2], 2, 9), array_position(ARRAY['a', 'b'], 'b'), array_positions(ARRAY[1, 2, 1], 1), array_dims(ARRAY[[1, 2], [3, 4]]), array_ndims(ARRAY[[1]]), array_lower(ARRAY[5], 1), array_upper(ARRAY[5, 6], 1), trim_array(ARRAY[1, 2, 3], 1), array_fill(7, ARRAY[3])
--- array_to_string and back
SELECT array_to_string(tags, ' | ', '-'), string_to_array('a,b,,c', ',', ''), string_to_table('x y z', ' ') FROM products WHERE id = 1
--- ARRAY of a sub-select, nested arrays
SELECT ARRAY(SELECT id FROM users ORDER BY id), (ARRAY[[1, 2], [3, 4]])[2][1], (ARRAY['x', 'y', 'z'])[2:], ARRAY[1, 2] || ARRAY[[3, 4]]
--- sorting an array by unnesting
SELECT id, ARRAY(SELECT t FROM unnest(tags) AS t ORDER BY t DESC) FROM products ORDER BY id
--- generate_subscripts
SELECT p.id, s AS i, p.tags[s] FROM products p, generate_subscripts(p.tags, 1) AS s ORDER BY p.id, s
--- several arrays unnested side by side
SELECT * FROM unnest(ARRAY[1, 2, 3], ARRAY['a', 'b'], ARRAY[true]) WITH ORDINALITY AS t(n, s, b, i)
--- array comparison and containment both ways
SELECT ARRAY[1, 2] < ARRAY[1, 3], ARRAY[1] <@ ARRAY[1, 2], ARRAY[1, 2] = ARRAY[2, 1], 3 <> ALL (ARRAY[1, 2]), ARRAY[1, NULL] IS NOT DISTINCT FROM ARRAY[1, NULL]
--- range containment and overlap
SELECT id, during @> timestamptz '2026-05-02 12:00+00', nights && daterange('2026-05-10', '2026-05-12'), price @> 100, lower(nights), upper(nights), isempty(price), lower_inc(price), upper_inf(during) FROM lab.bookings ORDER BY id
--- range algebra
SELECT int4range(1, 10) + int4range(5, 20), int4range(1, 10) * int4range(5, 20), int4range(1, 10) - int4range(5, 20), int4range(1, 3) -|- int4range(3, 5), int4range(1, 3) << int4range(4, 6), int4range(4, 6) >> int4range(1, 3), int4range(1, 5) &< int4range(2, 6), numrange(1.5, 2.5, '[]'), range_merge(int4range(1, 2), int4range(5, 6))
--- free time between bookings
SELECT room, tstzmultirange(tstzrange('2026-05-01 00:00+00', '2026-05-09 00:00+00')) - range_agg(during) AS free FROM lab.bookings GROUP BY room ORDER BY room
--- multiranges unnested
SELECT unnest(int4multirange(int4range(1, 3), int4range(7, 9))), '{[1,3), [5,8)}'::int4multirange @> 6, multirange(int4range(1, 2))
--- overlapping bookings counted a day
SELECT d::date, count(b.id) FROM generate_series(date '2026-05-01', date '2026-05-15', '1 day') AS d LEFT JOIN lab.bookings b ON b.nights @> d::date GROUP BY 1 ORDER BY 1
--- OVERLAPS
SELECT (date '2026-01-01', date '2026-02-01') OVERLAPS (date '2026-01-15', interval '1 month'), (time '08:00', time '09:00') OVERLAPS (time '09:00', time '10:00')
--- ranges to rows
SELECT id, g FROM lab.bookings, generate_series(lower(price), upper(price) - 1, 10) AS g WHERE id <= 3 ORDER BY id, g
--- array aggregates of arrays
SELECT category_id, array_agg(tags[1:1] ORDER BY id) FROM products WHERE cardinality(tags) > 0 GROUP BY category_id ORDER BY category_id
--- array_sort and array_reverse of PostgreSQL 18
SELECT array_sort(ARRAY[3, 1, 2]), array_reverse(ARRAY[1, 2, 3])
--- array_sample and array_shuffle (volatile)
SELECT array_sample(ARRAY[1, 2, 3, 4], 2), array_shuffle(ARRAY[1, 2, 3])
