import assert from "node:assert/strict";
import { statementError } from "../../../../agent/databases/postgres/statement_error.ts";
import type { BatchPhase } from "../../../../agent/databases/postgres/statement_batch.ts";
import type { ServerError } from "../../../../agent/databases/postgres/wire_connection.ts";
import type { PgmcpError } from "../../../../core/errors.ts";

const SQL = "SELECT secret_column FROM t";

function told(
  error: Partial<ServerError> & { readonly code: string },
  statement: { readonly phase?: BatchPhase; readonly durationMs?: number } = {},
): PgmcpError {
  return statementError(
    { severity: "ERROR", message: "the value is TIP-OFF", nested: false, ...error },
    { sql: SQL, phase: "run", timeoutMs: 1_000, durationMs: 1, ...statement },
  );
}

Deno.test("statementError shows the server's words only of names, before a row was read", () => {
  const silent = [
    told({ code: "22P02" }, { phase: "analysis" }),
    told({ code: "42P01" }),
    told({ code: "42P01", nested: true }, { phase: "analysis" }),
    told({ code: "P0001" }, { phase: "analysis" }),
    told({ code: "XX000" }, { phase: "analysis" }),
    told({ code: "23505" }, { phase: "commit" }),
    told({ code: "42501" }),
    told({ code: "42501", message: "permission denied for table TIP-OFF" }),
    told({ code: "ZZZZZ" }),
  ];
  for (const error of silent) {
    assert.ok(!`${error.message}${error.hint}`.includes("TIP-OFF"), error.message);
  }
  const spoken = told({ code: "42P01", message: 'relation "t" does not exist' }, {
    phase: "analysis",
  });
  assert.equal(spoken.code, "PGMCP_UNDEFINED_NAME");
  assert.equal(spoken.message, 'relation "t" does not exist');
  for (const code of ["42601", "0A000", "3F000"]) {
    const message = "of the statement's own words";
    assert.equal(told({ code, message }, { phase: "analysis" }).message, message, code);
    assert.notEqual(told({ code, message }).message, message, code);
  }
  const denied = told({ code: "42501", message: "permission denied for table t" });
  assert.equal(denied.message, "permission denied for table t");
});

Deno.test("statementError tells of no name that only a policy's condition holds", () => {
  const sql = "SELECT * FROM (SELECT s.id FROM app.t AS s WHERE s.tip_off = $1) AS t";
  const silent = [
    "column s.tip_off does not exist",
    'column "tip_off" does not exist',
    'relation "app.tip_off" does not exist',
    "la colonne « tip_off » n'existe pas",
  ];
  const spoken = ["column t.idd does not exist", 'relation "app.t" does not exist'];
  for (const message of [...silent, ...spoken]) {
    const error = statementError(
      { code: "42703", severity: "ERROR", message, nested: false },
      {
        ...{ sql, phase: "analysis", timeoutMs: 1, durationMs: 0 },
        source: { sql: "SELECT idd FROM app.t", offset: sql.length + 1 },
      },
    );
    assert.equal(error.message === message, spoken.includes(message), error.message);
  }
});

Deno.test("statementError keeps nothing of the server's error but its code", () => {
  const error = told({ code: "22P02", hint: "TIP-OFF" });
  assert.ok(!Deno.inspect(error, { depth: 10, showHidden: true }).includes("TIP-OFF"));
  assert.equal(error.sqlState, "22P02");
});

Deno.test("statementError tells a time-out from somebody else's cancel", () => {
  assert.equal(told({ code: "57014" }, { durationMs: 1_000 }).code, "PGMCP_QUERY_TIMEOUT");
  assert.equal(told({ code: "57014" }, { durationMs: 500 }).code, "PGMCP_CANCELLED");
  assert.equal(told({ code: "55P03" }).code, "PGMCP_QUERY_TIMEOUT");
  assert.match(told({ code: "55P03" }).message, /lock/);
});

Deno.test("statementError counts characters as the server does", () => {
  const sql = "SELECT '🐎🐎', x";
  const error = statementError(
    { code: "42703", severity: "ERROR", message: "column", nested: false, position: 14 },
    { sql, phase: "analysis", timeoutMs: 1, durationMs: 0 },
  );
  assert.equal(error.message.split("\n").at(-1)?.length, "LINE 1: SELECT '🐎🐎', ".length + 1);
});
