// The gate before pg: whatever the pieces that arrive, what passes is whole messages,
// and what is too large does not pass.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Duplex, PassThrough, Writable } from "node:stream";
import { FrameGate } from "../../../../agent/databases/postgres/frame_gate.ts";
import { message, row } from "../../../support/postgres_messages.ts";

interface Passed {
  readonly bytes: Buffer;
  readonly largeRows: readonly number[];
  readonly cut: boolean;
}

/** What passes of `stream`, where it arrives in pieces of `size` bytes. */
async function pass(stream: Uint8Array, size: number): Promise<Passed> {
  const socket = new PassThrough();
  const largeRows: number[] = [];
  const gate = new FrameGate({
    ...{ socket, connected: true, onLargeRow: (bytes: number) => largeRows.push(bytes) },
  });
  const pieces: Uint8Array[] = [];
  let cut = false;
  gate.on("data", (piece: Uint8Array) => pieces.push(piece));
  gate.on("error", () => cut = true);
  gate.on("close", () => cut = true);
  for (let at = 0; at < stream.length && !cut; at += size) {
    socket.emit("data", Buffer.from(stream.subarray(at, at + size)));
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  return { bytes: Buffer.concat(pieces), largeRows, cut };
}

const SMALL = [
  message("1"),
  row("a row", null, ""),
  message("C", Buffer.from("SELECT 1\0")),
  message("Z", Buffer.from("I")),
];
const SMALL_PIECES = [1, 2, 3, 5, 7, 64, 4_096];
const PIECES = [1_009, 4_096, 100_000, 10_000_000];

Deno.test("whole messages pass unchanged, whatever the pieces they arrive in", async () => {
  const stream = Buffer.concat([...SMALL, row("x".repeat(3_000)), ...SMALL]);
  for (const size of SMALL_PIECES) {
    const { bytes, largeRows, cut } = await pass(stream, size);
    assert.ok(bytes.equals(stream), `pieces of ${size}`);
    assert.deepEqual([largeRows, cut], [[], false]);
  }
});

Deno.test("a row that is too large is told of and left out, and so are large notices", async () => {
  const large = message("D", Buffer.alloc(400_000, "x"));
  const notice = message("N", Buffer.alloc(400_000, "x"));
  const stream = Buffer.concat([...SMALL, large, notice, large, ...SMALL]);
  for (const size of PIECES) {
    const { bytes, largeRows } = await pass(stream, size);
    assert.ok(bytes.equals(Buffer.concat([...SMALL, ...SMALL])), `pieces of ${size}`);
    assert.deepEqual(largeRows, [400_004, 400_004]);
  }
});

Deno.test("of a long error its first whole fields are kept", async () => {
  const fields = Buffer.from(`SERROR\0VERROR\0C22023\0M${"x".repeat(400_000)}\0`);
  const short = message("E", Buffer.from("SERROR\0VERROR\0C22023\0\0"));
  for (const size of PIECES) {
    const { bytes, cut } = await pass(Buffer.concat([message("E", fields), ...SMALL]), size);
    assert.ok(bytes.equals(Buffer.concat([short, ...SMALL])), `pieces of ${size}`);
    assert.equal(cut, false);
  }
  const endless = await pass(message("E", Buffer.alloc(9_000_000)), 1_000_000);
  assert.equal(endless.cut, true);
});

Deno.test("what is no message of the protocol ends the connection", async () => {
  const page = Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n");
  const short = Buffer.from([0x5a, 0, 0, 0, 3]);
  const misshapen = message("D", [0, 2, 0, 0, 0, 1, 0x78]);
  for (const stream of [page, short, message("T", Buffer.alloc(300_000)), misshapen]) {
    const { bytes, cut } = await pass(stream, 10);
    assert.equal(cut, true);
    assert.equal(bytes.length, 0);
  }
});

Deno.test("what comes in the same piece as what is no message does not pass either", async () => {
  const { bytes, cut } = await pass(Buffer.concat([...SMALL, message("D", [255, 255])]), 4_096);
  assert.deepEqual([bytes.length, cut], [0, true]);
});

Deno.test("a message before it is due, and one that nobody asked for, end the connection", () => {
  const answer = Buffer.concat([message("1"), message("2"), row("1"), ...SMALL.slice(2)]);
  for (const expected of [[], [[]], [[{ describe: true }]], [[{}, {}]]]) {
    const socket = new PassThrough();
    const gate = new FrameGate({ socket, connected: true, onLargeRow: () => {} });
    gate.on("error", () => {});
    let passed = 0;
    gate.on("data", (piece: Uint8Array) => passed += piece.length);
    gate.expect([[{}]]);
    socket.emit("data", answer);
    assert.deepEqual([passed, socket.destroyed], [answer.length, false]);
    gate.expect(expected);
    socket.emit("data", answer);
    assert.deepEqual([passed, socket.destroyed], [answer.length, true]);
  }
});

Deno.test("what the reader behind the gate cannot take ends this connection, and nothing else", () => {
  const socket = new PassThrough();
  const gate = new FrameGate({ socket, connected: true, onLargeRow: () => {} });
  gate.on("error", () => {});
  gate.on("data", () => {
    throw new RangeError("Invalid array length");
  });
  socket.emit("data", Buffer.concat(SMALL));
  assert.equal(socket.destroyed, true);
});

Deno.test("what is written while corked leaves in order and in one piece", () => {
  const written: string[] = [];
  const socket = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const gate = new FrameGate({
    ...{ socket: Duplex.from({ writable: socket }), connected: true, onLargeRow: () => {} },
  });
  gate.cork();
  gate.write(Buffer.from("parse "));
  gate.write(Buffer.from("bind "));
  gate.uncork();
  gate.uncork();
  gate.cork();
  gate.write(Buffer.from("sync "));
  gate.write(Buffer.from("end"), () => {});
  gate.write(Buffer.from("!"));
  assert.deepEqual(written, ["parse bind ", "sync ", "end", "!"]);
});
