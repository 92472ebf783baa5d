// One attack as `pgmcp prove` tries it, with a guard that says what a broken one could say:
// whatever that is, nothing runs but what its template says may run, and that only to read.

import assert from "node:assert/strict";
import { type ErrorCode, PgmcpError } from "../../../core/errors.ts";
import type { AttackTemplate } from "../../../core/prove/attack_template.ts";
import { type GuardedOutcome, tryGuarded } from "../../../core/prove/try_guarded.ts";
import { noFindings } from "../../../core/policy/policy_findings.ts";
import type { QueryResult } from "../../../core/ports/query_executor.ts";
import type { AllowVerdict, Verdict } from "../../../core/sql/verdict.ts";
import { createMemoryDatabase } from "../../support/memory_database.ts";

const SQL = "SELECT 1";
const SENT = "SELECT * FROM (SELECT 1) AS pgmcp_rows LIMIT 3";
const LIMITS = { maxRows: 2, maxBytes: 8, timeoutMs: 1_000 };
const ALLOWED: AllowVerdict = {
  kind: "allow",
  sql: SENT,
  statement: "select",
  access: "read",
  relations: [],
};
const WRITE: AllowVerdict = { ...ALLOWED, statement: "delete", access: "write" };
const OPEN: Verdict = {
  kind: "undecided",
  code: "PGMCP_NEEDS_CATALOGUE",
  access: "read",
  message: "?",
  hint: "?",
  fragment: null,
  position: null,
};

function refusal(code: ErrorCode): Verdict {
  return { kind: "refuse", code, message: "No.", hint: "-", fragment: null, position: null };
}

interface Try {
  readonly template?: Partial<AttackTemplate>;
  /** What the guard says, or throws. */
  readonly says: Verdict | PgmcpError;
  /** What the database answers, or throws. */
  readonly answers?: Partial<QueryResult> | PgmcpError;
}

/** What becomes of the attack, and what ran for it. */
async function tried({ template = {}, says, answers = {} }: Try) {
  const database = createMemoryDatabase({ results: { [SENT]: answers } });
  const guard = {
    load: () => Promise.resolve(),
    check: () => says instanceof PgmcpError ? Promise.reject(says) : Promise.resolve(says),
  };
  const context = { guard, executor: database.executor, limits: LIMITS };
  const attack: AttackTemplate = {
    id: "x-01",
    class: "hidden-write",
    sql: SQL,
    bare: { kind: "anyone" },
    runs: false,
    singleWrite: false,
    ...template,
  };
  const outcome = await tryGuarded(context, { template: attack, sql: SQL, bare: attack.bare });
  return { outcome, ran: database.requests };
}

async function notRun(what: Try): Promise<GuardedOutcome> {
  const { outcome, ran } = await tried(what);
  assert.deepEqual(ran, []);
  return outcome;
}

function kindOf(outcome: GuardedOutcome): string {
  return outcome.kind === "stopped" ? outcome.layer : outcome.kind;
}

Deno.test("what the guard refuses is stopped by the layer of the refusal", async () => {
  for (
    const [code, layer] of [
      ["PGMCP_SQL_TOO_LONG", "text"],
      ["PGMCP_MULTIPLE_STATEMENTS", "grammar"],
      ["PGMCP_CONSTANT_TOO_LARGE", "limits"],
      ["PGMCP_FUNCTION_NOT_ALLOWED", "names"],
    ] as const
  ) {
    const template = { runs: true, singleWrite: true };
    assert.equal(kindOf(await notRun({ template, says: refusal(code) })), layer);
  }
});

Deno.test("what the guard lets through is a hole, and does not run", async () => {
  for (const says of [ALLOWED, WRITE, OPEN]) {
    assert.equal(kindOf(await notRun({ says })), "through", says.kind);
  }
  for (const says of [WRITE, OPEN]) {
    assert.equal(kindOf(await notRun({ template: { runs: true }, says })), "through", says.kind);
  }
});

Deno.test("a single write is admitted on purpose, and does not run", async () => {
  for (const runs of [true, false]) {
    const template = { singleWrite: true, runs };
    assert.deepEqual(await notRun({ template, says: WRITE }), { kind: "admitted" });
  }
});

Deno.test("of a policy's attack nothing runs, and only what is refused, masked or filtered is held", async () => {
  const policy = noFindings("sha256:…");
  const masked = ["app.people.ssn"];
  const template = { class: "policy", runs: true, singleWrite: true } as const;
  for (
    const [says, expected] of [
      [refusal("PGMCP_MASKED_COLUMN"), "policy"],
      [refusal("PGMCP_UNDEFINED_NAME"), "policy"],
      [{ ...ALLOWED, policy: { ...policy, maskedColumns: masked } }, "policy"],
      [{ ...ALLOWED, policy: { ...policy, filteredTables: ["app.people"] } }, "policy"],
      [{ ...ALLOWED, policy }, "through"],
      [ALLOWED, "through"],
      [OPEN, "through"],
    ] as const
  ) {
    assert.equal(kindOf(await notRun({ template, says })), expected, JSON.stringify(says));
  }
});

Deno.test("what reads and ends by the limits runs under them, and only to read", async () => {
  const template = { runs: true };
  const { outcome, ran } = await tried({ template, says: ALLOWED, answers: { rows: [["1"]] } });
  assert.deepEqual(outcome, { kind: "stopped", layer: "limits" });
  assert.deepEqual(ran, [{ sql: SENT, access: "read", limits: LIMITS }]);
});

Deno.test("more rows or bytes than the limits allow are a hole", async () => {
  const rowsOf = async (rows: QueryResult["rows"]) =>
    kindOf((await tried({ template: { runs: true }, says: ALLOWED, answers: { rows } })).outcome);
  assert.equal(await rowsOf([["1"], ["2"]]), "limits");
  assert.equal(await rowsOf([["1"], ["2"], ["3"]]), "through");
  assert.equal(await rowsOf([["äöüä", null]]), "limits");
  assert.equal(await rowsOf([["äöüä", "1"]]), "through");
});

Deno.test("an error of the database stops the attack in its layer, whether while checking or running", async () => {
  for (
    const [code, layer] of [
      ["PGMCP_QUERY_TIMEOUT", "limits"],
      ["PGMCP_RESULT_TOO_LARGE", "limits"],
      ["PGMCP_PERMISSION_DENIED", "role"],
      ["PGMCP_QUERY_FAILED", "execution"],
      ["PGMCP_UNDEFINED_NAME", "execution"],
    ] as const
  ) {
    const error = new PgmcpError(code);
    const running = await tried({ template: { runs: true }, says: ALLOWED, answers: error });
    assert.equal(kindOf(running.outcome), layer);
    assert.equal(kindOf(await notRun({ says: error })), layer);
  }
});

Deno.test("where the database is lost nothing is proven", async () => {
  for (
    const code of [
      "PGMCP_CONNECTION_LOST",
      "PGMCP_DATABASE_UNREACHABLE",
      "PGMCP_BUSY",
      "PGMCP_CANCELLED",
      "PGMCP_INTERNAL",
    ] as const
  ) {
    const error = new PgmcpError(code);
    await assert.rejects(tried({ says: error }), { code });
    await assert.rejects(tried({ template: { runs: true }, says: ALLOWED, answers: error }), {
      code,
    });
  }
});
