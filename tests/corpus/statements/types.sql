--- casts in three notations
SELECT '12'::int, CAST('3.5' AS numeric(4,1)), float8 '1e3', int4('7'), text(5), 'x'::varchar(3), 'abc'::char(5), bool 'on', 'f'::boolean::int, 1::bit(4), 65::"char"
--- casts of columns to every common type
SELECT id::text, price::int, price::float8, price::money, stock::numeric, created_at::date, created_at::timestamp, tags::text, attributes::text, is_active::int, sku::bytea FROM products ORDER BY id LIMIT 20
--- numeric functions
SELECT round(2.5), round(2.567, 2), ceil(2.1), ceiling(-2.1), floor(-2.1), trunc(2.99, 1), abs(-3), sign(-2.5), mod(7, 3), 7 % 3, div(7, 2), power(2, 10), 2 ^ 0.5, sqrt(2), cbrt(27), exp(1), ln(10), log(100), log(2, 64), pi(), gcd(12, 18), lcm(4, 6), factorial(10), scale(1.230), min_scale(1.230), trim_scale(1.230), 10 / 4, 10 / 4.0
--- trigonometry
SELECT sin(1), cos(1), tan(1), cot(1), asin(0.5), acos(0.5), atan(1), atan2(1, 2), sind(30), degrees(pi()), radians(180), sinh(1), tanh(1), erf(0.5), gamma(5), lgamma(5)
--- bit operations
SELECT 6 & 3, 6 | 3, 6 # 3, ~6, 1 << 4, 256 >> 2, B'1010' & B'0110', bit_count(B'1011'), get_bit(B'100', 0), set_bit(B'100', 2, 1), length(B'101'), B'10' || B'01'
--- networks
SELECT name, ip, net >>= ip AS inside, host(ip), masklen(net), network(ip), broadcast(net), family(ip), abbrev(net), text(ip), set_masklen(ip, 16), netmask(net), hostmask(net), inet_merge(ip, net), inet_same_family(ip, net), ip + 1, trunc(mac) FROM lab.hosts ORDER BY name
--- networks compared
SELECT a.name, b.name FROM lab.hosts a JOIN lab.hosts b ON a.ip <<= b.net ORDER BY 1, 2
--- geometry
SELECT name, place <-> point(0, 0) AS dist, place[0] AS x, box '((0,0),(3,3))' @> place, circle(point(0, 0), 5) @> place, area(box '((0,0),(2,3))'), center(circle '<(1,1),2>'), lseg '[(0,0),(2,2)]' ?# lseg '[(0,2),(2,0)]', slope(point(0, 0), point(1, 2)), path '((0,0),(1,1),(2,0))' IS NOT NULL FROM lab.hosts ORDER BY name
--- uuid
SELECT seen, seen::text, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid = seen, uuid_extract_version(seen) FROM lab.hosts ORDER BY name
--- uuid and random (volatile)
SELECT gen_random_uuid(), random(), random(1, 10), random_normal(0, 1), uuidv7(), uuidv4()
--- bit strings and money
SELECT flags, flags::int, cost, cost::numeric, cost * 2, cost > '50'::money, sum(cost) OVER () FROM lab.hosts ORDER BY name
--- bytea
SELECT id, raw, length(raw), encode(raw, 'hex'), get_byte(raw, 0), substring(raw FROM 1 FOR 2), raw || '\x01'::bytea, md5(raw), position('\xff'::bytea IN raw) FROM lab.documents WHERE raw IS NOT NULL ORDER BY id
--- XML
SELECT id, xpath('/doc/p/text()', page), (xpath('/doc/p/@id', page))[1]::text, xmlexists('/doc/p' PASSING page), xml_is_well_formed('<a/>'), page::text, page IS DOCUMENT FROM lab.documents ORDER BY id
--- XMLTABLE
SELECT d.id, x.* FROM lab.documents d, XMLTABLE('/doc/p' PASSING d.page COLUMNS n FOR ORDINALITY, pid int PATH '@id', body text PATH '.' DEFAULT '-') AS x ORDER BY d.id, x.n
--- XML constructors
SELECT xmlelement(name product, xmlattributes(id AS "key", sku), xmlforest(name AS title, price), xmlcomment('note')), xmlconcat('<a/>', '<b/>'), xmlserialize(CONTENT xmlelement(name z) AS text), xmlpi(name php, 'x'), xmlparse(CONTENT '<k/>') FROM products ORDER BY id LIMIT 5
--- composite types
SELECT id, (home).city, (home).zip, home, ROW('a', 'b', 'c')::lab.address = home, (ROW('x', 'y', 'z')::lab.address).city FROM lab.employees ORDER BY id
--- composite types expanded
SELECT e.id, (e.home).* FROM lab.employees e ORDER BY e.id LIMIT 5
--- enums
SELECT mood, mood > 'sad', enum_range(NULL::lab.mood), enum_first(mood), enum_last(mood), mood::text, 'glad'::lab.mood, count(*) OVER (PARTITION BY mood) FROM lab.employees ORDER BY id
--- enum labels of a column's type
SELECT unnest(enum_range(NULL::order_status)) AS status
--- row constructors and comparisons
SELECT ROW(1, 'a') = ROW(1, 'a'), (1, NULL) IS NULL, ROW(NULL, NULL) IS NULL, (1, 2) < (1, 3), ROW(1, 2) IS DISTINCT FROM ROW(1, 2)
--- pg_typeof, sizes and the like
SELECT pg_typeof(price), pg_typeof(tags), pg_column_size(attributes), pg_size_pretty(123456789::bigint), pg_size_bytes('1 MB'), hashtext(sku) IS NOT NULL FROM products ORDER BY id LIMIT 5
--- text to and from numbers
SELECT to_char(1234567.891, 'FM9,999,999.00'), to_char(-5, 'S999'), to_char(0.5, '990.99%'), to_char(485, 'RN'), to_char(interval '15h 2m', 'HH24:MI'), to_number('$1,234.5', 'L9,999.9')
--- null handling
SELECT NULL::int + 1, NULL || 'x', coalesce(NULL, NULL, 3), NULL = NULL, NULL IS NULL, count(NULL), nullif(0, 0), 1 / nullif(0, 0) FROM users
--- int8, numeric and float precision
SELECT 9223372036854775807, 0.1 + 0.2, 0.1::float8 + 0.2::float8, 1e308::float8 / 10, 1::float4 / 3, 1::numeric / 3, 123456789012345678901234567890.123456789
