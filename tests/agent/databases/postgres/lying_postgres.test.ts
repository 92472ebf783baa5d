// A database that does not keep to the protocol, by malice or because something between it and us
// has lost count: the call ends with an error, in bounded memory, and nothing else ends with it.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../../core/errors.ts";
import type { ExecutedResult } from "../../../../core/ports/query_executor.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import {
  CLEANED,
  type Lies,
  SETTLED,
  startLyingPostgres,
} from "../../../support/lying_postgres.ts";
import {
  BOUND,
  completed,
  concat,
  described,
  failed,
  greeting,
  int16,
  int32,
  message,
  ready,
  row,
  text,
} from "../../../support/postgres_messages.ts";

/** Of a greeting that has no end nothing more comes; any other is waited for as long as it takes. */
const ENDLESS_GREETING_MS = 300;
const PATIENT_MS = 60_000;
const LIMITS = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };

async function inTurn(lies: Lies, calls: number): Promise<(ExecutedResult | PgmcpError)[]> {
  await using liar = startLyingPostgres(lies);
  const connectTimeoutMs = lies.greeting === undefined ? PATIENT_MS : ENDLESS_GREETING_MS;
  await using database = openPostgres({ url: liar.url, schemas: ["public"], connectTimeoutMs });
  const results: (ExecutedResult | PgmcpError)[] = [];
  for (let call = 0; call < calls; call++) {
    const executed = database.executor.execute({ sql: "SELECT 1", access: "read", limits: LIMITS });
    results.push(
      await executed.catch((error: unknown) => {
        if (error instanceof PgmcpError) return error;
        throw error;
      }),
    );
  }
  return results;
}

function answerOf(value: string): Uint8Array {
  const statement = [BOUND, described("a"), row(value), completed("SELECT 1"), ready("T")];
  return concat(SETTLED, ...statement, CLEANED);
}

function codes(results: readonly (ExecutedResult | PgmcpError)[]): readonly string[] {
  return results.map((result) => result instanceof PgmcpError ? result.code : "answered");
}

/** A row of 32,767 columns, each of which reads the same 200,000 bytes. */
function goingBack(): Uint8Array {
  const body = new Uint8Array(250_000).fill(0x61);
  body.set([...int16(32_767), ...int32(200_000)]);
  body.set(int32(-200_008), 200_006);
  return message("D", body);
}

const END = concat(completed("SELECT 1"), ready("T"), CLEANED);

const STATEMENT_LIES: Readonly<Record<string, Uint8Array>> = {
  "a row of minus one column": concat(described("a"), message("D", int16(-1)), END),
  "a row of more columns than it holds": concat(described("a"), message("D", int16(9_999)), END),
  "a row that is read for gigabytes": concat(described("a"), goingBack(), END),
  "a row of other columns than described": concat(described("a"), row("1", "2"), END),
  "rows that nobody described": concat(row("1"), END),
  "two descriptions": concat(described("a"), row("1"), described("b"), row("1"), END),
  "a description of minus one column": concat(message("T", int16(-1)), END),
  "an error without an end": message("E", text("SERROR")),
  "a notice without an end": message("N", [0x53]),
  "a question for another login": message("R", int32(7)),
  "the copy of minus one column": message("H", [0, ...int16(-1)]),
  "a message of no kind": message("?", [1, 2, 3]),
  "an end before its time": concat(ready("T"), ready("I")),
  "an end in no state": concat(described("a"), row("1"), completed("SELECT 1"), message("Z")),
};

for (const [what, lie] of Object.entries(STATEMENT_LIES)) {
  Deno.test(`a database that answers with ${what} loses its connection, and nothing more`, async () => {
    const results = await inTurn({ answers: [concat(SETTLED, BOUND, lie)] }, 2);
    assert.deepEqual(codes(results), ["PGMCP_CONNECTION_LOST", "PGMCP_CONNECTION_LOST"]);
  });
}

Deno.test("an answer that comes for another call is given to none", async () => {
  // The first answer is cut short, and the whole one follows when the next question comes.
  const late = { answers: [concat(ready("T"), ready("I")), answerOf("another's")] };
  const twice = { answers: [concat(answerOf("own"), answerOf("another's")), answerOf("late")] };
  for (const lies of [late, twice]) {
    const results = await inTurn(lies, 2);
    assert.deepEqual(codes(results), ["PGMCP_CONNECTION_LOST", "PGMCP_CONNECTION_LOST"]);
  }
});

Deno.test("an honest answer, a refusal, and settings that change meanwhile are as ever", async () => {
  const status = message("S", [...text("TimeZone"), ...text("Asia/Tokyo")]);
  const refused = concat(SETTLED, failed("42601"), ready("E"), CLEANED);
  const answers = [answerOf("1"), refused, concat(status, answerOf("3"), status)];
  const [first, second, third] = await inTurn({ answers }, 3);
  assert.ok(first !== undefined && !(first instanceof PgmcpError));
  assert.deepEqual([first.rows, first.timeZone], [[["1"]], "UTC"]);
  assert.ok(second instanceof PgmcpError);
  assert.equal(second.sqlState, "42601");
  assert.ok(third !== undefined && !(third instanceof PgmcpError));
  assert.deepEqual([third.rows, third.timeZone], [[["3"]], "Asia/Tokyo"]);
});

Deno.test("a database that asks for a login by GSSAPI is told of by its name", async () => {
  await using liar = startLyingPostgres({ greeting: message("R", int32(7)) });
  await using database = openPostgres({ url: liar.url });
  const error = await expectError(database.ping(), "PGMCP_AUTHENTICATION_FAILED");
  assert.match(error.message, /GSSAPI/);
  assert.equal(liar.connections(), 1);
});

Deno.test("a database whose answer to the first question is none is not used", async () => {
  for (const answers of [[null, "f"], ["{oops", "f"], ['{"a":1}', "f"], []]) {
    const rows = answers.length === 0 ? [] : [row(...answers, "off", "PostgreSQL 18.1")];
    const columns = described("schemas", "recovery", "read_only", "version");
    const state = concat(SETTLED, BOUND, columns, ...rows, END);
    await using liar = startLyingPostgres({ greeting: greeting("18.1"), answers: [state] });
    await using database = openPostgres({ url: liar.url });
    const error = await expectError(database.ping(), "PGMCP_DATABASE_UNREACHABLE");
    assert.match(error.message, /did not answer the first question/);
  }
});

Deno.test("whatever bytes of an answer or a greeting are changed, the call ends, and no row is out of shape", async () => {
  const honest = concat(
    ...[SETTLED, BOUND, described("a", "b", "c")],
    ...[row("1", null, "a longer value"), row("2", "x", ""), END],
  );
  const refused = concat(SETTLED, failed("42601"), ready("E"), CLEANED);
  let state = 20_261_123;
  function random(below: number): number {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  }
  function changed(bytes: Uint8Array): Uint8Array {
    const at = random(bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (random(5)) {
      case 0:
        return concat(
          before,
          after.map((byte, place) => place === 0 ? byte ^ 1 << random(8) : byte),
        );
      case 1:
        return concat(before, after.subarray(1 + random(6)));
      case 2:
        return concat(before, after.subarray(0, 1 + random(40)), after);
      case 3:
        return concat(before, Uint8Array.of(255, 255, 255, 255), after.subarray(4));
    }
    const kind = "123CDEGHIKNRSTWZAcdnst".charAt(random(22));
    const body = Array.from({ length: random(30) }, () => random(3) === 0 ? random(256) : 0);
    return concat(before, message(kind, body), after);
  }
  const tally = new Map<string, number>();
  for (let round = 0; round < 160; round++) {
    const lies = round % 8 === 0
      ? { greeting: changed(greeting("13.20")), answers: [honest] }
      : { answers: [changed(changed(round % 4 === 1 ? refused : honest))] };
    const [result] = await inTurn(lies, 1);
    assert.ok(result !== undefined);
    const code = result instanceof PgmcpError ? result.code : "answered";
    tally.set(code, (tally.get(code) ?? 0) + 1);
    if (result instanceof PgmcpError) continue;
    const { columns, rows } = result;
    assert.ok(rows.every((each) => each.length === columns.length), `round ${round}`);
  }
  assert.ok((tally.get("PGMCP_CONNECTION_LOST") ?? 0) > 50, JSON.stringify([...tally]));
});
