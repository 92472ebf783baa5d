// When a connection may be used again: only where the server said, at each end, what it says of
// a session as new. The connection is one in memory that plays what a server would say.

import assert from "node:assert/strict";
import {
  type BatchOutcome,
  type BatchRequest,
  runBatch,
} from "../../../../agent/databases/postgres/statement_batch.ts";
import type {
  WireConnection,
  WireMessage,
} from "../../../../agent/databases/postgres/wire_connection.ts";

const MEBIBYTE = 1024 ** 2;

function completed(tag: string): WireMessage {
  return { kind: "completed", tag };
}

function ready(status: string): WireMessage {
  return { kind: "ready", status };
}

function failed(code: string): WireMessage {
  return { kind: "failed", error: { code, severity: "ERROR", message: "", nested: false } };
}

const PARSED: WireMessage = { kind: "parsed" };
const ROW: WireMessage = { kind: "row", values: ["1"], bytes: 1 };
const SETTLED = [PARSED, completed("BEGIN"), PARSED, ROW, completed("SELECT 1")];
const READ = [...SETTLED, PARSED, ROW, completed("SELECT 1")];
const WRITE = [...SETTLED, PARSED, completed("DELETE 1"), PARSED, completed("COMMIT")];
const CLEANED = [PARSED, completed("ROLLBACK"), PARSED, completed("DISCARD ALL"), ready("I")];

interface Played {
  readonly outcome: BatchOutcome;
  readonly clean: Promise<boolean>;
  readonly destroyed: boolean;
}

/** The outcome of a batch to which the server says this. */
async function play(
  messages: readonly WireMessage[],
  request: Partial<BatchRequest> = {},
): Promise<Played> {
  let destroyed = false;
  const batch: { tell: ((message: WireMessage) => void) | null } = { tell: null };
  const connection: WireConnection = {
    ...{ place: "memory", isPrivate: true, mark: null, serverVersion: "18.1" },
    timeZone: () => "UTC",
    isLost: () => destroyed,
    startBatch(_batch, listener) {
      batch.tell = listener;
    },
    endBatch() {
      batch.tell = null;
    },
    cancel: () => Promise.resolve(true),
    destroy() {
      destroyed = true;
      batch.tell?.({ kind: "lost" });
    },
    close: () => Promise.resolve(),
  };
  const { outcome, over } = runBatch(connection, {
    ...{ sql: "SELECT 1", values: [], access: "read", maxRows: 10, maxBytes: 1_000 },
    ...{ timeoutMs: 1_000, searchPath: null, onOverflow() {} },
    ...request,
  });
  // What comes after the batch's end is nobody's.
  for (const message of messages) batch.tell?.(message);
  return { outcome: await outcome, clean: over, destroyed };
}

async function isClean(
  messages: readonly WireMessage[],
  access: "read" | "write" = "read",
): Promise<boolean> {
  return (await play(messages, { access })).clean;
}

Deno.test("a connection is as new where its transaction ended as it had to", async () => {
  assert.equal(await isClean([...READ, ready("T"), ...CLEANED]), true);
  assert.equal(await isClean([...WRITE, ready("I"), ...CLEANED], "write"), true);
  const { outcome, clean } = await play([
    ...SETTLED,
    PARSED,
    failed("22012"),
    ready("E"),
    ...CLEANED,
  ]);
  assert.deepEqual([await clean, outcome.error?.phase], [true, "run"]);
});

Deno.test("a connection whose transaction ended otherwise is not used again", async () => {
  // The statement left the transaction, or a write did not.
  assert.equal(await isClean([...READ, ready("I"), ...CLEANED]), false);
  assert.equal(await isClean([...WRITE, ready("T"), ...CLEANED], "write"), false);
  // The cleaning failed, or did not end the transaction.
  const broken = [PARSED, completed("ROLLBACK"), failed("25001"), ready("I")];
  assert.equal(await isClean([...READ, ready("T"), ...broken]), false);
  for (const status of ["T", "E"]) {
    assert.equal(
      await isClean([...READ, ready("T"), ...CLEANED.slice(0, -1), ready(status)]),
      false,
    );
  }
  assert.equal(await isClean([...READ, ready("T"), { kind: "lost" }]), false);
});

Deno.test("a server that waits for data of COPY loses its connection", async () => {
  const { outcome, clean, destroyed } = await play([...SETTLED, PARSED, { kind: "copyIn" }]);
  assert.deepEqual([destroyed, await clean, outcome.lost], [true, false, true]);
});

Deno.test("a read that goes on sending is cut, a write is heard to its end", async () => {
  const flood: readonly WireMessage[] = [
    ...SETTLED,
    PARSED,
    ROW,
    { kind: "received", bytes: 8 * MEBIBYTE + 1_000 },
    { kind: "received", bytes: 1 },
  ];
  const read = await play(flood);
  assert.deepEqual([read.destroyed, read.outcome.truncatedBy], [true, "bytes"]);
  const rest = [completed("DELETE 1"), PARSED, completed("COMMIT"), ready("I"), ...CLEANED];
  const write = await play([...flood, ...rest], { access: "write" });
  assert.deepEqual([write.destroyed, write.outcome.committed], [false, true]);
});

Deno.test("an error is told with where it struck", async () => {
  const phases = [
    [[PARSED, completed("BEGIN"), PARSED], "begin"],
    [SETTLED, "analysis"],
    [[...SETTLED, PARSED], "run"],
    [WRITE.slice(0, -1), "commit"],
  ] as const;
  for (const [before, phase] of phases) {
    const { outcome, clean } = await play([...before, failed("XX000"), ready("E"), ...CLEANED], {
      access: "write",
    });
    assert.deepEqual([outcome.error?.phase, outcome.committed, await clean], [
      phase,
      false,
      true,
    ]);
  }
});

Deno.test("bytes and rows are kept up to their bounds, whichever comes first", async () => {
  const rows = [...SETTLED, PARSED, ROW, ROW, ROW, completed("SELECT 3"), ready("T"), ...CLEANED];
  for (
    const [request, kept, by] of [
      [{ maxRows: 3, maxBytes: 3 }, 3, null],
      [{ maxRows: 2, maxBytes: 3 }, 2, "rows"],
      [{ maxRows: 3, maxBytes: 2 }, 2, "bytes"],
    ] as const
  ) {
    const { outcome } = await play(rows, request);
    assert.deepEqual([outcome.rows.length, outcome.truncatedBy], [kept, by]);
  }
});

Deno.test("a statement that has succeeded is answered before the connection is clean, another only then", async () => {
  async function isAnswered(messages: readonly WireMessage[], access: "read" | "write" = "read") {
    const early = play(messages, { access }).then(() => true);
    return await Promise.race([early, new Promise((resolve) => setTimeout(resolve, 1, false))]);
  }
  assert.equal(await isAnswered([...READ, ready("T")]), true);
  assert.equal(await isAnswered([...WRITE, ready("I")], "write"), true);
  assert.equal(await isAnswered(READ), false);
  const failure = [...SETTLED, PARSED, failed("22012"), ready("E")];
  assert.equal(await isAnswered(failure), false);
  assert.equal(await isAnswered([...failure, ...CLEANED]), true);
});

const EVIDENCE = [{ question: "SELECT 'x' AS e", answer: "x", moment: "7:7:" }];

function row(value: string): WireMessage {
  return { kind: "row", values: [value], bytes: value.length };
}

Deno.test("what a read rests on held where nothing was committed until the look behind it", async () => {
  const supposed = { evidence: EVIDENCE, isPrimary: true, momentOnly: true };
  const behind = (value: string) => [PARSED, row(value), completed("SELECT 1"), ready("T")];
  const same = await play([...READ, ...behind("7:7:"), ...CLEANED], supposed);
  assert.deepEqual([same.outcome.held, same.outcome.rows], [true, [["1"]]]);
  const later = await play([...READ, ...behind("7:8:"), ...CLEANED], supposed);
  assert.deepEqual([later.outcome.held, await later.clean], [false, true]);
  // It was looked at before the statement, and found to hold at a later moment.
  const settled = [PARSED, completed("BEGIN"), PARSED, row("7:8:"), completed("SELECT 1")];
  const read = [...settled, PARSED, ROW, completed("SELECT 1")];
  const { momentOnly: _, ...looked } = supposed;
  const moved = await play([...read, ...behind("7:8:"), ...CLEANED], looked);
  assert.deepEqual([moved.outcome.held, moved.outcome.moment], [true, "7:8:"]);
  // It did not get so far.
  const cut = await play([...SETTLED, PARSED, failed("57014"), ready("E"), ...CLEANED], supposed);
  assert.deepEqual([cut.outcome.held, cut.outcome.error?.phase], [false, "run"]);
});

Deno.test("a write whose evidence fails behind it is not committed", async () => {
  const write = [...SETTLED, PARSED, completed("DELETE 1"), PARSED];
  const { outcome, clean } = await play(
    [...write, failed("22012"), ready("E"), ...CLEANED],
    { access: "write", evidence: EVIDENCE },
  );
  assert.deepEqual([outcome.committed, outcome.held, await clean], [false, false, true]);
  assert.equal(outcome.error?.phase, "look");
});
