--- pg_trgm: similarity search
SELECT name, similarity(name, 'cotton shirt') AS s FROM products WHERE name % 'cotton shirt' OR word_similarity('shirt', name) > 0.3 ORDER BY s DESC, id
--- pg_trgm: nearest names
SELECT name, name <-> 'lamp' AS distance FROM products ORDER BY name <-> 'lamp', id LIMIT 5
--- pg_trgm: trigrams and word operators
SELECT show_trgm('word'), 'word' <% 'two words', strict_word_similarity('word', 'words'), 'word' <<-> 'words'
--- unaccent
SELECT unaccent('Hôtel Çelik'), unaccent('unaccent', 'Åse')
--- hstore
SELECT 'a=>1,b=>2'::hstore -> 'a', 'a=>1'::hstore || 'b=>2', 'a=>1'::hstore ? 'a', akeys('a=>1,b=>2'), hstore_to_jsonb('a=>1'), hstore(ARRAY['k', 'v']), 'a=>1,b=>2'::hstore @> 'a=>1', delete('a=>1,b=>2'::hstore, 'a')
--- hstore: pairs
SELECT key, value FROM each('a=>1,b=>NULL'::hstore) ORDER BY key
--- ltree
SELECT 'Top.Science.Astronomy'::ltree <@ 'Top.Science', subpath('Top.Science.Astronomy', 1, 2), nlevel('a.b.c'), 'Top.Science'::ltree ~ '*.Science', lca('a.b.c', 'a.b.d'), 'a.b'::ltree || 'c', text2ltree('x.y')
--- citext
SELECT 'Hello'::citext = 'hELLO', count(DISTINCT email::citext) FROM customers
--- fuzzystrmatch
SELECT levenshtein('kitten', 'sitting'), soundex('Robert'), difference('Anne', 'Ann'), metaphone('Thompson', 6), dmetaphone('Smith'), dmetaphone_alt('Smith'), levenshtein_less_equal('extensive', 'exhaustive', 4), daitch_mokotoff('George')
--- intarray
SELECT sort(ARRAY[3, 1, 2]), uniq(ARRAY[1, 1, 2]), icount(ARRAY[1, 2]), ARRAY[1, 2] @@ '1&2'::query_int, ARRAY[1, 2] & ARRAY[2, 3], idx(ARRAY[5, 6], 6), ARRAY[1, 2] - 2
--- tablefunc: normal_rand (volatile)
SELECT count(*) FROM normal_rand(10, 0, 1)
--- uuid-ossp
SELECT uuid_generate_v5(uuid_ns_url(), 'https://example.org'), uuid_generate_v3(uuid_ns_dns(), 'example.org'), uuid_nil()
--- uuid-ossp: new ones (volatile)
SELECT uuid_generate_v4(), uuid_generate_v1mc()
--- pgcrypto: digests
SELECT encode(digest('abc', 'sha256'), 'hex'), encode(hmac('abc', 'key', 'sha1'), 'hex')
--- cube and earthdistance
SELECT round((earth_distance(ll_to_earth(52.52, 13.405), ll_to_earth(48.8566, 2.3522)) / 1000)::numeric, 1) AS km, cube(ARRAY[1, 2]) <-> cube(ARRAY[4, 6]), cube_dim('(1,2),(3,4)'::cube)
--- earthdistance: points as miles
SELECT round((point(13.405, 52.52) <@> point(2.3522, 48.8566))::numeric, 2)
--- isn
SELECT isbn('978-0-393-04002-9'), is_valid('978-0-393-04002-9'::isbn13)
--- seg
SELECT '1 .. 3'::seg && '2 .. 5'::seg, seg_size('1 .. 3')
--- btree_gist: distance of numbers
SELECT 5 <-> 3, date '2026-01-05' <-> date '2026-01-01'
--- tsm_system_rows
SELECT count(*) FROM orders TABLESAMPLE system_rows (10)
--- dict_int and unaccent in a text search
SELECT to_tsvector('simple', unaccent('Crème brûlée'))
--- pg_stat_statements (plan)
SELECT calls, rows FROM pg_stat_statements LIMIT 1
