// The data that the contract suite asks about. The words TIP-OFF stand for what
// no error may show.

/** The password of the role that may read little. */
export const READER_PASSWORD = "reader-password";

/** Loaded once into the empty database. */
export const CONTRACT_SQL = `
CREATE SCHEMA shop; CREATE SCHEMA hidden; CREATE SCHEMA bare;
COMMENT ON SCHEMA shop IS 'what is sold';
CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
CREATE TYPE shop.parcel AS (weight numeric, stamps shop.positive[]);
CREATE TABLE shop.customers (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  feeling shop.mood DEFAULT 'ok',
  past shop.mood[],
  full_name varchar(80),
  shout text GENERATED ALWAYS AS (upper(email)) STORED,
  CONSTRAINT email_has_at CHECK (email LIKE '%@%'));
COMMENT ON TABLE shop.customers IS 'who buys';
COMMENT ON COLUMN shop.customers.full_name IS 'as on the passport';
INSERT INTO shop.customers(email) VALUES ('a@example.com'), ('b@example.com');
CREATE TABLE shop."Order Items" (
  "Order" int, "Line" int, customer int REFERENCES shop.customers ON DELETE CASCADE,
  price numeric(10,2), PRIMARY KEY ("Order", "Line"));
CREATE INDEX by_price ON shop."Order Items" (price DESC);
CREATE VIEW shop.happy AS SELECT id, email FROM shop.customers WHERE feeling = 'happy';
CREATE MATERIALIZED VIEW shop.counted AS SELECT count(*) AS customers FROM shop.customers;
CREATE TABLE shop.events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE shop.events_2025 PARTITION OF shop.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.events_2026 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE shop.notes (body text); INSERT INTO shop.notes VALUES ('TIP-OFF');
CREATE TABLE shop.written (id int PRIMARY KEY, body text, other int UNIQUE DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION shop.tattle(text) RETURNS text LANGUAGE plpgsql AS
  $$BEGIN RAISE EXCEPTION 'told %', $1 USING DETAIL = $1, HINT = $1, ERRCODE = '42P01'; END$$;
CREATE FUNCTION shop.chatter() RETURNS int LANGUAGE plpgsql AS
  $$BEGIN RAISE NOTICE 'TIP-OFF'; RAISE WARNING 'TIP-OFF'; RETURN 1; END$$;
CREATE FUNCTION shop.twice(n int, k int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * k';
CREATE OPERATOR shop.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.texteq);
CREATE TABLE hidden.customers (id int, secret text);
CREATE TABLE hidden.only_here (id int REFERENCES shop.customers);
CREATE TABLE public.numbers AS SELECT g AS n FROM generate_series(1, 250) g;
ANALYZE;
`;
