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
