// The gate before pg: whatever the pieces that arrive, what passes is whole messages,
// and what is too large does not pass.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Duplex, PassThrough, Writable } from "node:stream";
import { FrameGate } from "../../../../agent/databases/postgres/frame_gate.ts";

function message(kind: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, "latin1");
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

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
  message("1", Buffer.alloc(0)),
  message("D", Buffer.from("a row")),
  message("C", Buffer.from("SELECT 1\0")),
  message("Z", Buffer.from("I")),
];
const SMALL_PIECES = [1, 2, 3, 5, 7, 64, 4_096];
const PIECES = [1_009, 4_096, 100_000, 10_000_000];

Deno.test("whole messages pass unchanged, whatever the pieces they arrive in", async () => {
  const stream = Buffer.concat([...SMALL, message("D", Buffer.alloc(3_000, "x")), ...SMALL]);
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
  for (const stream of [page, short, message("T", Buffer.alloc(300_000))]) {
    const { bytes, cut } = await pass(stream, 10);
    assert.equal(cut, true);
    assert.equal(bytes.length, 0);
  }
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
