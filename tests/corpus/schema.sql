-- What the corpus reads beside the demo's shop: small tables of the kinds that the shop
-- lacks. Everything is made by formula, so that it is the same every time.

CREATE SCHEMA lab;

CREATE TYPE lab.address AS (street text, city text, zip text);
CREATE TYPE lab.mood AS ENUM ('sad', 'calm', 'glad');

CREATE TABLE lab.events (
  id bigint PRIMARY KEY,
  user_id integer NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  props jsonb NOT NULL
);
INSERT INTO lab.events
SELECT n, n % 37, (ARRAY['visit', 'view', 'cart', 'buy', 'leave'])[1 + (n * 7 % 11) % 5],
       timestamptz '2026-03-01 00:00+00' + n * interval '17 minutes',
       jsonb_build_object('page', '/p/' || n % 13, 'ms', n * 31 % 900, 'tags', jsonb_build_array('a' || n % 3, 'b'),
                          'device', jsonb_build_object('os', (ARRAY['ios', 'android', 'web'])[1 + n % 3], 'ver', n % 5))
FROM generate_series(1, 1200) AS n;

CREATE TABLE lab.employees (
  id integer PRIMARY KEY,
  boss_id integer REFERENCES lab.employees,
  name text NOT NULL,
  team text NOT NULL,
  salary numeric(10,2) NOT NULL,
  home lab.address,
  mood lab.mood
);
INSERT INTO lab.employees
SELECT n, NULLIF(n / 3, 0), 'Person ' || n, (ARRAY['north', 'south', 'east'])[1 + n % 3], 30000 + n * 1731 % 40000,
       ROW('Road ' || n, (ARRAY['Oslo', 'Lima', 'Kyoto'])[1 + n % 3], lpad(n::text, 5, '0'))::lab.address,
       (ARRAY['sad', 'calm', 'glad'])[1 + n % 3]::lab.mood
FROM generate_series(1, 40) AS n;

CREATE TABLE lab.bookings (
  id integer PRIMARY KEY,
  room text NOT NULL,
  during tstzrange NOT NULL,
  nights daterange NOT NULL,
  price int4range NOT NULL
);
INSERT INTO lab.bookings
SELECT n, 'R' || n % 4,
       tstzrange(timestamptz '2026-05-01 10:00+00' + n * interval '5 hours', timestamptz '2026-05-01 16:00+00' + n * interval '5 hours'),
       daterange(date '2026-05-01' + n, date '2026-05-03' + n), int4range(n * 10, n * 10 + 25)
FROM generate_series(1, 30) AS n;

CREATE TABLE lab.readings (
  sensor text NOT NULL,
  taken_at timestamp NOT NULL,
  celsius double precision,
  PRIMARY KEY (sensor, taken_at)
);
INSERT INTO lab.readings
SELECT s, timestamp '2026-01-01' + n * interval '1 hour', CASE WHEN n % 9 = 0 THEN NULL ELSE 15 + (n * 37 % 100) / 10.0 END
FROM unnest(ARRAY['roof', 'cellar', 'yard']) AS s, generate_series(0, 99) AS n WHERE n % 7 <> 3;

CREATE TABLE lab.logs (day date NOT NULL, level text NOT NULL, message text NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE lab.logs_2025 PARTITION OF lab.logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE lab.logs_2026 PARTITION OF lab.logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO lab.logs
SELECT date '2025-06-01' + n * 2, (ARRAY['info', 'warn', 'error'])[1 + n % 3],
       format('GET /item/%s?ref=%s from 10.0.%s.%s took %sms', n, n % 7, n % 4, n % 200, n * 13 % 500)
FROM generate_series(1, 240) AS n;

CREATE TABLE lab.vehicles (id integer PRIMARY KEY, wheels integer, maker text);
CREATE TABLE lab.trucks (payload integer) INHERITS (lab.vehicles);
INSERT INTO lab.vehicles VALUES (1, 4, 'Alto'), (2, 2, 'Bora');
INSERT INTO lab.trucks VALUES (3, 6, 'Cargo', 9000), (4, 8, 'Drift', 12000);

CREATE TABLE lab.documents (id integer PRIMARY KEY, title text, body text, payload json, meta jsonb, page xml, raw bytea);
INSERT INTO lab.documents VALUES
  (1, 'Tea', 'The quick brown fox drinks green tea', '{"a": 1, "a": 2, "b": [1, 2, {"c": null}]}', '{"lang": "en", "score": 4.5, "authors": [{"name": "Ada", "born": 1815}, {"name": "Bob"}]}', '<doc><p id="1">one</p><p id="2">two</p></doc>', '\x00ff10'),
  (2, 'Café', 'Jumping foxes jumped over the lazy dogs', '[]', '{"lang": "fr", "score": 3, "authors": []}', '<doc/>', '\xdeadbeef'),
  (3, 'Straße', NULL, '{"x": {"y": {"z": "deep"}}}', '{"lang": "de", "score": null, "authors": [{"name": "Çelik", "born": 1970}]}', '<doc><p id="3">drei</p></doc>', NULL);

CREATE TABLE lab."Mixed Case" ("Id" integer PRIMARY KEY, "order" text, "Größe" numeric, "has ""quotes""" boolean, "日本" text);
INSERT INTO lab."Mixed Case" VALUES (1, 'first', 1.5, true, '東京'), (2, 'second', NULL, false, '大阪');

CREATE TABLE lab.hosts (name text PRIMARY KEY, ip inet NOT NULL, net cidr NOT NULL, mac macaddr, place point, seen uuid, flags bit(8), cost money);
INSERT INTO lab.hosts VALUES
  ('web', '10.1.2.3', '10.1.0.0/16', '08:00:2b:01:02:03', '(1,2)', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', B'10101010', '12.50'),
  ('db', '10.2.0.9/24', '10.2.0.0/24', '08:00:2b:01:02:04', '(4,6)', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', B'00001111', '99'),
  ('v6', '2001:db8::1', '2001:db8::/32', NULL, '(0,0)', NULL, B'11111111', NULL);

CREATE VIEW lab.team_pay AS SELECT team, count(*) AS people, round(avg(salary), 2) AS pay FROM lab.employees GROUP BY team;
CREATE STATISTICS lab.events_stat (dependencies) ON user_id, name FROM lab.events;
COMMENT ON VIEW lab.team_pay IS 'Mean pay by team';
COMMENT ON TABLE lab.events IS 'What visitors did';
ANALYZE;
