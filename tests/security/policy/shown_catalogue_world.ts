// A database with everything that could tell of what a policy hides: columns, keys, checks, defaults,
// comments, enums, indexes, views, functions, triggers, sequences, statistics.

/** Whatever may not be told holds the word `hidden`. */
export const FIXTURE = `
CREATE SCHEMA app; CREATE SCHEMA hidden_schema; CREATE SCHEMA other;
CREATE TYPE app.mood AS ENUM ('calm', 'cross');
CREATE TYPE app.hidden_kind AS ENUM ('hidden_label');
CREATE TYPE app.kind AS ENUM ('hidden_choice');
CREATE DOMAIN app.hidden_choice_kind AS app.kind;
CREATE TABLE app.hidden_people (id serial PRIMARY KEY, name text DEFAULT 'hidden default' CHECK (name <> 'hidden check'), kind app.hidden_kind);
CREATE TABLE hidden_schema.things (id int PRIMARY KEY);
CREATE TABLE app."hidden 'quoted"" \\table" (id int);
CREATE TABLE app.customers (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', email text DEFAULT 'hidden@default' UNIQUE,
  hidden_ssn text NOT NULL UNIQUE DEFAULT 'hidden ssn' CHECK (hidden_ssn <> 'x'), feeling app.mood, kind app.kind DEFAULT 'hidden_choice',
  upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
  CHECK (name <> 'hidden name'), CHECK (email <> 'hidden mail'), UNIQUE (name, hidden_ssn));
CREATE TABLE app.orders (id serial PRIMARY KEY, customer_id int REFERENCES app.customers, total numeric DEFAULT 7 CHECK (total > 0),
  double_total numeric GENERATED ALWAYS AS (total * 2) STORED, hidden_row app.hidden_people, hidden_rows app.hidden_people[]);
CREATE TABLE app.linked (id int PRIMARY KEY, person_id int CONSTRAINT hidden_fk REFERENCES app.hidden_people,
  ssn text CONSTRAINT hidden_ssn_fk REFERENCES app.customers (hidden_ssn));
CREATE TABLE app.visits (id int PRIMARY KEY, tenant_id int, note text CHECK (note <> 'hidden note'), CONSTRAINT shared_name UNIQUE (note), CONSTRAINT twin_check CHECK (note <> 'hidden twin'));
CREATE TABLE app.places (id int PRIMARY KEY, name text DEFAULT 'nowhere' CHECK (name <> 'hell'), CONSTRAINT place_visit FOREIGN KEY (id) REFERENCES app.visits, CONSTRAINT twin_check CHECK (id <> 4712));
CREATE TABLE other.places (id int PRIMARY KEY);
CREATE TABLE app.events (id int, at date) PARTITION BY RANGE (at); CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM ('2000-01-01') TO ('2010-01-01');
CREATE TABLE app.hidden_events (id int, hidden_day date) PARTITION BY RANGE (hidden_day); CREATE TABLE app.hidden_part PARTITION OF app.hidden_events DEFAULT;
CREATE TABLE app.journal (id int, hidden_day date) PARTITION BY RANGE (hidden_day);
CREATE INDEX customers_name ON app.customers (name); CREATE INDEX customers_hidden ON app.customers (hidden_ssn);
CREATE INDEX customers_hidden_both ON app.customers (name) INCLUDE (hidden_ssn);
CREATE INDEX hidden_expression ON app.customers (lower(email || 'hidden')); CREATE INDEX hidden_partial ON app.customers (id) WHERE email = 'hidden';
CREATE INDEX places_lower ON app.places (lower(name));
CREATE VIEW app.hidden_view AS SELECT id, name FROM app.hidden_people;
CREATE VIEW app.totals AS SELECT sum(total) AS total FROM app.orders WHERE total <> 4711;
CREATE MATERIALIZED VIEW app.place_names AS SELECT name FROM app.places;
CREATE MATERIALIZED VIEW app.hidden_names AS SELECT id FROM app.hidden_people;
CREATE MATERIALIZED VIEW app.visit_notes AS SELECT id, 'hidden' || id AS note FROM app.places; CREATE INDEX hidden_notes ON app.visit_notes (note) WHERE id > 0;
CREATE SEQUENCE app.hidden_counter;
CREATE FUNCTION app.hidden_function(int) RETURNS SETOF app.hidden_people LANGUAGE sql AS 'SELECT * FROM app.hidden_people';
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER hidden_trigger BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.note();
CREATE STATISTICS app.hidden_statistics ON id, hidden_ssn FROM app.customers;
CREATE POLICY hidden_policy ON app.customers USING (hidden_ssn <> 'x');
ALTER TABLE app.customers ADD COLUMN hidden_place int CONSTRAINT hidden_place_fk REFERENCES app.places;
COMMENT ON TABLE app.orders IS 'what was sold'; COMMENT ON COLUMN app.places.name IS 'where';
COMMENT ON TABLE app.customers IS 'see hidden_ssn'; COMMENT ON COLUMN app.customers.name IS 'not the hidden_ssn';
COMMENT ON COLUMN app.customers.hidden_ssn IS 'hidden comment'; COMMENT ON TABLE app.hidden_people IS 'hidden comment';
COMMENT ON SCHEMA hidden_schema IS 'hidden comment'; COMMENT ON TYPE app.hidden_kind IS 'hidden comment';
COMMENT ON CONSTRAINT hidden_fk ON app.linked IS 'hidden comment'; COMMENT ON INDEX app.customers_name IS 'beside hidden_ssn';
INSERT INTO app.customers (name, email, hidden_ssn) SELECT 'n' || g, 'hidden@' || g, 'hidden' || g FROM generate_series(1, 50) g; INSERT INTO app.visits SELECT g, g % 2 FROM generate_series(1, 40) g;
ANALYZE;
`;

/** What hides it. */
export const POLICY = `
policy:
  deny_tables: [app.hidden_people, hidden_schema.*, 'app.hidden *', app.hidden_events]
  tables:
    app.customers: { deny_columns: [hidden_ssn, hidden_place], mask_columns: { email: redact, kind: redact } }
    app.visit_notes: { mask_columns: { note: redact } }
    app.journal: { deny_columns: [hidden_day] }
    app.visits: { row_filter: "tenant_id = {{principal.tenant}}" }
`;
