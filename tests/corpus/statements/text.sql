--- full text on a generated column
SELECT id, name, ts_rank(search, q) AS rank FROM products, to_tsquery('english', 'cotton | steel') AS q WHERE search @@ q ORDER BY rank DESC, id
--- websearch with headline
SELECT id, ts_headline('english', description, websearch_to_tsquery('english', '"light" or warm -cheap'), 'StartSel=<b>, StopSel=</b>, MaxWords=20, MinWords=5') FROM products WHERE search @@ websearch_to_tsquery('english', 'light or warm') ORDER BY id
--- phrase search, weights, cover density
SELECT id, ts_rank_cd(setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B'), phraseto_tsquery('english', 'works well')) AS r FROM reviews ORDER BY r DESC, id LIMIT 20
--- lexemes of a document
SELECT d.id, u.lexeme, u.positions, u.weights FROM lab.documents d, unnest(to_tsvector('english', d.body)) AS u ORDER BY d.id, u.lexeme
--- tsquery functions
SELECT plainto_tsquery('simple', 'a b'), tsquery_phrase(to_tsquery('fat'), to_tsquery('cat')), numnode(to_tsquery('a & b')), querytree(to_tsquery('a & !b')), strip(to_tsvector('a b')), ts_delete(to_tsvector('simple', 'a b'), 'a'), tsvector_to_array(to_tsvector('simple', 'b a')), 'fox'::tsquery && 'dog'::tsquery, 'a:1 b:2'::tsvector || 'c:1'::tsvector
--- simple configuration cast to regconfig
SELECT to_tsvector('simple'::regconfig, 'The Foxes'), get_current_ts_config()
--- words of all reviews counted
SELECT word, count(*) FROM reviews, regexp_split_to_table(lower(body), '[^a-z]+') AS word WHERE length(word) > 5 GROUP BY word ORDER BY 2 DESC, 1 LIMIT 30
--- case-insensitive search the usual way
SELECT id, name FROM customers WHERE name ILIKE '%son%' OR email LIKE 'a%@example.___' OR name ~* '^m(a|i)' ORDER BY id
--- SIMILAR TO and LIKE with an escape
SELECT id, coupon_code FROM orders WHERE coupon_code SIMILAR TO '(SPRING|SUMMER)[0-9]{2}' OR coupon_code LIKE '10!%%' ESCAPE '!' ORDER BY id
--- parsing log lines with regexes
SELECT substring(message FROM 'item/(\d+)')::int AS item, (regexp_match(message, 'ref=(\d+) from ([\d.]+)'))[2] AS ip, regexp_replace(message, '\d+', '#', 'g') AS shape, (regexp_matches(message, 'took (\d+)ms'))[1]::int AS ms FROM lab.logs ORDER BY day, item LIMIT 60
--- regexp_count, instr, like, substr
SELECT regexp_count(message, '\d'), regexp_instr(message, 'from'), regexp_like(message, 'GET', 'i'), regexp_substr(message, '[\d.]+', 1, 2) FROM lab.logs ORDER BY day LIMIT 10
--- named parts with split_part and string_to_array
SELECT split_part(email, '@', 2) AS domain, count(*) FROM customers GROUP BY 1 ORDER BY 2 DESC, 1
--- string functions in one go
SELECT upper(name), lower(name), initcap(lower(name)), length(name), char_length(name), octet_length(name), bit_length(name), left(name, 3), right(name, -2), lpad(id::text, 6, '0'), rpad(city, 12, '.'), reverse(city), repeat('=', 3), replace(city, 'o', '0'), translate(city, 'aeiou', '12345'), overlay(name PLACING '***' FROM 2 FOR 3), position('a' IN name), strpos(name, 'e'), substr(name, 2, 4), substring(name FROM 2 FOR 3), trim(BOTH 'A' FROM name), btrim(name, 'xn'), ltrim(name, 'A'), rtrim(name, 'n'), ascii(name), chr(65 + id % 26), md5(email), starts_with(name, 'A') FROM customers ORDER BY id LIMIT 40
--- formatting
SELECT format('%s has %1$s, %2$L and %3$I', name, city, email), format('%10s|%-10s|', id, city), quote_literal(city), quote_ident(city), quote_nullable(phone), to_hex(id), to_char(id, 'FM00000'), concat(name, ' <', email, '>'), concat_ws(', ', city, NULL, country) FROM customers ORDER BY id LIMIT 20
--- masking personal data in a query
SELECT id, left(email, 2) || repeat('*', greatest(length(split_part(email, '@', 1)) - 2, 0)) || '@' || split_part(email, '@', 2) AS masked, regexp_replace(phone, '\d(?=\d{3})', 'x', 'g') FROM customers ORDER BY id LIMIT 50
--- digest and encoding
SELECT encode(sha256(convert_to(name, 'UTF8')), 'hex'), encode(sha512(name::bytea), 'base64'), encode('\x1234'::bytea, 'escape'), decode('ff00', 'hex'), convert_from('\x616263', 'UTF8'), crc32('abc'::bytea) FROM categories ORDER BY id
--- collations
SELECT name FROM categories ORDER BY name COLLATE "C" DESC, id
--- Unicode normalisation
SELECT normalize(U&'e\0301'), U&'e\0301' IS NFC NORMALIZED, unistr('\00e9'), 'Straße' ILIKE 'strasse', upper('ß'), length('日本語'), casefold('ÄÖ')
--- parse numbers out of text
SELECT nullif(regexp_replace('€ 1.234,50', '[^0-9,]', '', 'g'), ''), replace('1,5', ',', '.')::numeric, to_number('1,234.50', '9,999.99')
--- palindromes and anagrams
SELECT name FROM products WHERE lower(replace(name, ' ', '')) <> reverse(lower(replace(name, ' ', ''))) AND (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(lower(name), '') AS c) IS NOT NULL ORDER BY id LIMIT 20
--- initials of names
SELECT id, (SELECT string_agg(left(w, 1), '' ORDER BY n) FROM unnest(string_to_array(name, ' ')) WITH ORDINALITY AS t(w, n)) FROM customers ORDER BY id LIMIT 40
--- edit-free similarity: shared words
SELECT a.id, b.id, cardinality(ARRAY(SELECT unnest(string_to_array(lower(a.name), ' ')) INTERSECT SELECT unnest(string_to_array(lower(b.name), ' ')))) AS shared FROM products a JOIN products b ON a.id < b.id WHERE a.category_id = b.category_id ORDER BY 3 DESC, 1, 2 LIMIT 20
--- strings that look like attacks are only strings
SELECT 'DROP TABLE users; --' AS a, 'pg_read_file(''/etc/passwd'')' AS b, $$COPY t TO PROGRAM 'x'$$ AS c, E'it\'s; DELETE' AS d
--- searching for words of SQL
SELECT id FROM reviews WHERE body ILIKE '%set%' OR body ILIKE '%delete%' OR body ILIKE '%update%' OR title = 'insert into' ORDER BY id
--- dollar quotes, escapes, national and bit strings
SELECT $tag$a $$ b$tag$, E'tab\there\\', N'national', U&'d\0061ta', U&'d!0061ta' UESCAPE '!', B'1010', X'FF', 'two'
' lines'
--- LIKE ANY
SELECT id, name FROM products WHERE name ILIKE ANY (ARRAY['%shirt%', '%lamp%']) AND name NOT LIKE ALL (ARRAY['z%', 'y%']) ORDER BY id
