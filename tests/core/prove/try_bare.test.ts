// What the bare role could do, as it is found out: each question asked once, only to read,
// and an answer that is lost is never taken for a no.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { QueryResult } from "../../../core/ports/query_executor.ts";
import { QUESTION_LIMITS } from "../../../core/prove/ask_database.ts";
import { createBareRole } from "../../../core/prove/try_bare.ts";
import { createMemoryDatabase } from "../../support/memory_database.ts";

type Answer = Partial<QueryResult> | PgmcpError;

const ASK = { kind: "ask", expression: "may()" } as const;
const RUN = { kind: "run", sql: "SELECT does()" } as const;

function roleThat(answers: { readonly ask?: Answer; readonly run?: Answer }) {
  const { ask = {}, run = {} } = answers;
  const database = createMemoryDatabase({ results: { "SELECT may()": ask, "SELECT does()": run } });
  return { could: createBareRole(database.executor), database };
}

Deno.test("what anybody could do, or nobody, asks nothing", async () => {
  const { could, database } = roleThat({});
  assert.equal(await could({ kind: "anyone" }), true);
  assert.equal(await could({ kind: "nobody" }), false);
  assert.deepEqual(database.requests, []);
});

Deno.test("a question is asked once, to read, and only true is a yes", async () => {
  for (const [value, expected] of [["t", true], ["f", false], [null, false]] as const) {
    const { could, database } = roleThat({ ask: { rows: [[value]] } });
    assert.equal(await could(ASK), expected);
    assert.equal(await could(ASK), expected);
    assert.deepEqual(database.requests, [
      { sql: "SELECT may()", access: "read", limits: QUESTION_LIMITS },
    ]);
  }
  assert.equal(await roleThat({ ask: { rows: [] } }).could(ASK), false);
});

Deno.test("what runs, or is ended by the limits alone, the role could do; what the server denies it could not", async () => {
  assert.equal(await roleThat({}).could(RUN), true);
  for (
    const [code, expected] of [
      ["PGMCP_QUERY_TIMEOUT", true],
      ["PGMCP_RESULT_TOO_LARGE", true],
      ["PGMCP_PERMISSION_DENIED", false],
      ["PGMCP_QUERY_FAILED", false],
      ["PGMCP_UNDEFINED_NAME", false],
    ] as const
  ) {
    const { could, database } = roleThat({ run: new PgmcpError(code) });
    assert.equal(await could(RUN), expected, code);
    assert.equal(await could(RUN), expected, code);
    assert.deepEqual(database.requests, [
      { sql: "SELECT does()", access: "read", limits: QUESTION_LIMITS },
    ]);
  }
});

Deno.test("a table whose schema is closed cannot be asked about, which is a no", async () => {
  const { could } = roleThat({ ask: new PgmcpError("PGMCP_PERMISSION_DENIED") });
  assert.equal(await could(ASK), false);
});

Deno.test("an answer that does not come is no answer, and is asked for again", async () => {
  for (const code of ["PGMCP_CONNECTION_LOST", "PGMCP_BUSY", "PGMCP_INTERNAL"] as const) {
    const error = new PgmcpError(code);
    const { could, database } = roleThat({ ask: error, run: error });
    for (const check of [ASK, RUN]) {
      await assert.rejects(could(check), { code });
      await assert.rejects(could(check), { code });
    }
    assert.equal(database.requests.length, 4);
  }
  const { could } = roleThat({ ask: new PgmcpError("PGMCP_QUERY_FAILED") });
  await assert.rejects(could(ASK), { code: "PGMCP_QUERY_FAILED" });
});
