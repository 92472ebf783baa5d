-- A role for pgmcp that can only read one schema. Run it as the owner of the database, with psql;
-- change the names and the password first. pgmcp does not rely on it: it is one more wall.
CREATE ROLE pgmcp_reader LOGIN PASSWORD 'change me'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20;
ALTER ROLE pgmcp_reader SET default_transaction_read_only = on;
ALTER ROLE pgmcp_reader SET statement_timeout = '30s';
ALTER ROLE pgmcp_reader SET idle_in_transaction_session_timeout = '60s';
-- What a query may spill to disk; only a superuser may set it.
ALTER ROLE pgmcp_reader SET temp_file_limit = '1GB';

GRANT USAGE ON SCHEMA public TO pgmcp_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pgmcp_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pgmcp_reader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
