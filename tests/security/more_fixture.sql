-- What our own attack statements need beyond fixture.sql. Loaded by a superuser after it.
CREATE EXTENSION IF NOT EXISTS tablefunc;
CREATE EXTENSION IF NOT EXISTS file_fdw;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE EXTENSION IF NOT EXISTS lo;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS xml2;
CREATE EXTENSION IF NOT EXISTS tsm_system_rows;

-- Stand-ins for extensions that run SQL later, or send it elsewhere.
CREATE SCHEMA cron; CREATE TABLE cron.job(name text, schedule text, command text);
CREATE FUNCTION cron.schedule(text, text, text) RETURNS bigint LANGUAGE sql AS
  $$INSERT INTO cron.job VALUES ($1, $2, $3); SELECT 1::bigint$$;
CREATE SCHEMA net; CREATE TABLE net.request(url text);
CREATE FUNCTION net.http_get(text) RETURNS bigint LANGUAGE sql AS
  $$INSERT INTO net.request VALUES ($1); SELECT 1::bigint$$;

-- Types that run code: a domain in a composite, an array, a range, a domain over each.
CREATE TYPE app.evil_comp AS (a app.evil_dom, b text);
CREATE TYPE app.deep_comp AS (inner_one app.evil_comp[], c int);
CREATE DOMAIN app.evil_array AS int[] CHECK (app.touch_audit() IS NOT NULL);
CREATE DOMAIN app.evil_text AS text CHECK (app.touch_audit() IS NOT NULL);
CREATE TYPE app.evil_range AS RANGE (subtype = app.evil_dom);
CREATE TYPE app.mood AS ENUM ('calm', 'cross');
CREATE TYPE app.plain_comp AS (a int, b text);
CREATE TABLE app.with_domain(id int, d app.evil_dom, c app.plain_comp);
INSERT INTO app.with_domain VALUES (1, NULL, ROW(1, 'a'));
CREATE DOMAIN app.initcap AS text CHECK (app.touch_audit() IS NOT NULL);
TRUNCATE app.audit;

-- Functions that take a built-in's name, or a row, or come as a cast, an aggregate, an operator.
CREATE FUNCTION app.lower(int) RETURNS text LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN $1::text; END$$;
CREATE FUNCTION app.count_up(app.orders) RETURNS int LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN 1; END$$;
CREATE FUNCTION app.touch_row(app.orders) RETURNS SETOF app.orders LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN NEXT $1; END$$;
CREATE FUNCTION app.bump(int, int) RETURNS int LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN $1 + coalesce($2, 0); END$$;
CREATE AGGREGATE app.evil_sum(int) (SFUNC = app.bump, STYPE = int, INITCOND = '0');
CREATE FUNCTION app.bump_text(text, text) RETURNS boolean LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN $1 = $2; END$$;
CREATE OPERATOR app.@=@ (LEFTARG = text, RIGHTARG = text, FUNCTION = app.bump_text);
CREATE FUNCTION app.neg(int) RETURNS int LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN -$1; END$$;
CREATE OPERATOR app.!!- (RIGHTARG = int, FUNCTION = app.neg);
-- An `=` of a type of its own, and the cast that reaches it by itself.
CREATE FUNCTION app.same_comp(app.plain_comp, app.plain_comp) RETURNS boolean LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN true; END$$;
CREATE OPERATOR app.= (LEFTARG = app.plain_comp, RIGHTARG = app.plain_comp, FUNCTION = app.same_comp);
CREATE FUNCTION app.mood_to_int(app.mood) RETURNS int LANGUAGE plpgsql AS
  $$BEGIN PERFORM app.touch_audit(); RETURN 1; END$$;
CREATE CAST (app.mood AS int) WITH FUNCTION app.mood_to_int(app.mood) AS IMPLICIT;

-- Relations that do more than hold rows.
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE app.passwd(line text) SERVER files OPTIONS (filename '/etc/hostname', format 'text');
CREATE FOREIGN TABLE app.program(line text) SERVER files OPTIONS (program 'touch /tmp/pgmcp_pwned; echo 1', format 'text');
-- The same where no name in a statement shows it: as a partition, and under a view.
CREATE TABLE app.parted(line text) PARTITION BY LIST (line);
CREATE TABLE app.parted_here PARTITION OF app.parted FOR VALUES IN ('here');
CREATE FOREIGN TABLE app.parted_far PARTITION OF app.parted FOR VALUES IN ('1')
  SERVER files OPTIONS (program 'touch /tmp/pgmcp_pwned; echo 1', format 'text');
CREATE VIEW app.of_program AS SELECT line FROM app.program;
CREATE SEQUENCE app.counter;
CREATE VIEW app.v_private AS SELECT * FROM private.salaries;
CREATE TABLE private.target(id int primary key, v int); INSERT INTO private.target VALUES (1, 1);
ALTER TABLE private.target ADD COLUMN late int DEFAULT 777;
CREATE TABLE app.notes(id int primary key, body text, n int DEFAULT 0);
INSERT INTO app.notes VALUES (1, 'one', 1), (2, 'two', 2);
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1');
CREATE USER MAPPING FOR CURRENT_USER SERVER remote OPTIONS (user 'remote', password 'hidden-password');
CREATE FUNCTION app.on_command() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;
SELECT lo_from_bytea(1, 'first large object'), lo_from_bytea(4242, 'large object');
CREATE TABLE app."pg_sleep"(n int); INSERT INTO app."pg_sleep" VALUES (1);
CREATE TABLE app.odd(pg_sleep int, "select" text, "Mixed Case" int); INSERT INTO app.odd VALUES (7, 'x', 8);
ANALYZE;
