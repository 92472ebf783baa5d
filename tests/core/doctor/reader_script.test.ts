// The script as text: names cannot leave their places, whatever they are. That it does what
// it should is seen on servers: tests/agent/doctor.

import assert from "node:assert/strict";
import { readerScript } from "../../../core/doctor/reader_script.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { READER_POSTURE } from "./reader_posture.ts";

const QUERY = { readOnly: true, schemas: null, queryTimeoutMs: 90_000 };

Deno.test("names that look like SQL stay names, in statements and in comments", async () => {
  const evil = 'a"; DROP TABLE x; --\nDROP TABLE y';
  const script = readerScript({
    posture: {
      ...READER_POSTURE,
      database: evil,
      createsIn: [{ schema: evil, throughPublic: true }],
      readable: [{ schema: evil, tables: 1, owners: [evil] }],
    },
    query: QUERY,
  });
  const outcome = await createParser().parse(script);
  assert.equal(outcome.kind, "tree", script);
  const tree = JSON.stringify(outcome);
  assert.match(tree, /GrantStmt/);
  assert.doesNotMatch(tree, /DropStmt/);
});

Deno.test("the script is one transaction that grants reading, bounds the role, and takes nothing from others", () => {
  const createsIn = [{ schema: "public", throughPublic: true }, {
    schema: "own",
    throughPublic: false,
  }];
  const posture = { ...READER_POSTURE, createsIn };
  assert.equal(
    readerScript({ posture, query: QUERY, role: "r" }),
    `-- A role for pgmcp in the database shop: it reads these schemas, and nothing else.
-- Run it in this database: psql -v ON_ERROR_STOP=1 -f this_file, and then
-- give the role a password, in psql: \\password r

BEGIN;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'r') THEN
    CREATE ROLE "r" LOGIN CONNECTION LIMIT 20;
  END IF;
END $$;

GRANT CONNECT ON DATABASE "shop" TO "r";

GRANT USAGE ON SCHEMA "public" TO "r";
GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "r";
ALTER DEFAULT PRIVILEGES FOR ROLE "owner" IN SCHEMA "public" GRANT SELECT ON TABLES TO "r";

-- What bounds the role whatever client uses it.
ALTER ROLE "r" SET default_transaction_read_only = on;
ALTER ROLE "r" SET statement_timeout = '90s';
ALTER ROLE "r" SET lock_timeout = '2s';
ALTER ROLE "r" SET idle_in_transaction_session_timeout = '60s';

-- Superusers only, or whoever was granted SET on them: without, pgmcp doctor says so.
DO $$ BEGIN
  ALTER ROLE "r" SET temp_file_limit = '1GB';
  ALTER ROLE "r" SET log_parameter_max_length = 0;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'temp_file_limit and log_parameter_max_length are for a superuser to set';
END $$;

COMMIT;

-- Rights that every role has. If no other role needs them, take them away:
-- REVOKE CREATE ON SCHEMA "public" FROM PUBLIC;
-- REVOKE TEMPORARY ON DATABASE "shop" FROM PUBLIC;
`,
  );
});

Deno.test("READ_ONLY=false grants writes and sequences, and does not set the role to read only", () => {
  const query = { ...QUERY, readOnly: false, queryTimeoutMs: 1_500 };
  const script = readerScript({ posture: READER_POSTURE, query, role: "a".repeat(63) });
  assert.match(script, /^-- .* it reads and writes these schemas/);
  assert.match(script, /GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "public" TO/);
  assert.match(script, /GRANT USAGE ON ALL SEQUENCES IN SCHEMA "public" TO/);
  assert.match(script, /GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO/);
  assert.match(script, /SET statement_timeout = '1500ms';/);
  assert.doesNotMatch(script, /default_transaction_read_only/);
});

Deno.test("SCHEMAS narrows the grants, QUERY_TIMEOUT is the role's timeout", () => {
  const readable = ["public", "attic"].map((schema) => ({ schema, tables: 1, owners: ["o"] }));
  const posture = { ...READER_POSTURE, readable };
  const script = readerScript({ posture, query: { ...QUERY, schemas: ["public"] }, role: "r" });
  assert.match(script, /GRANT USAGE ON SCHEMA "public" TO "r";/);
  assert.doesNotMatch(script, /attic/);
  assert.match(script, /ALTER ROLE "r" SET statement_timeout = '90s';/);
  assert.doesNotMatch(script, /INSERT|PASSWORD/);
});

Deno.test("a role's name must be plain: it stands inside a quoted block", () => {
  for (const role of ["", "a b", "x$$;", "Ä", "1a", "a".repeat(64)]) {
    assert.throws(() => readerScript({ posture: READER_POSTURE, query: QUERY, role }), (error) => {
      return error instanceof PgmcpError && error.code === "PGMCP_INVALID_ARGUMENT";
    });
  }
});
