// One end of a tunnel against another, over a pair of sockets in memory.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { Link } from "../../../core/tunnel/link.ts";
import type { LinkHandlers, LinkOptions } from "../../../core/tunnel/link_options.ts";
import { CLOSE_CODES } from "../../../core/tunnel/protocol.ts";
import { deflated } from "../../support/deflated.ts";
import { createSocketPair, type SocketPair } from "../../support/socket_pair.ts";

const NO_HEARTBEAT = { repeat: () => () => {} };

const DEAF: LinkHandlers = {
  request: () => null,
  notification: () => false,
  fault(error) {
    throw error;
  },
};

interface Linked {
  readonly pair: SocketPair;
  readonly asking: Link;
  readonly answering: Link;
}

function linked(handlers: Partial<LinkHandlers>, options: Partial<LinkOptions> = {}): Linked {
  const pair = createSocketPair();
  const [one, other] = pair.ends;
  return {
    pair,
    asking: new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT, ...options }),
    answering: new Link(other, {
      handlers: { ...DEAF, ...handlers },
      heartbeat: NO_HEARTBEAT,
      ...options,
    }),
  };
}

/** What a link that is sent `frame` closes with. */
async function endAfter(
  frame: string | Uint8Array<ArrayBuffer>,
  options: Partial<LinkOptions> = {},
) {
  const pair = createSocketPair();
  const [one, other] = pair.ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT, ...options });
  other.send(frame);
  return await link.ended;
}

Deno.test("a request gets its answer, and many at once each get their own", async () => {
  const { asking } = linked({
    async request({ method, params }) {
      // The later the sooner.
      for (let turns = 50 - Number(params.at); turns > 0; turns--) await Promise.resolve();
      return { method, at: params.at };
    },
  });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => asking.request("double", { at })),
  );
  assert.deepEqual(answers, answers.map((_, at) => ({ method: "double", at })));
  assert.equal(asking.asked, 0);
});

Deno.test("an error crosses with its code, message, hint and SQLSTATE, and without its cause", async () => {
  const { asking, pair } = linked({
    request: () =>
      Promise.reject(
        new PgmcpError("PGMCP_QUERY_FAILED", {
          message: "division by zero",
          hint: "Do not.",
          sqlState: "22012",
          cause: new Error("row 4711"),
        }),
      ),
  });
  await assert.rejects(asking.request("fail", {}), {
    name: "PgmcpError",
    code: "PGMCP_QUERY_FAILED",
    message: "division by zero",
    hint: "Do not.",
    sqlState: "22012",
  });
  assert.doesNotMatch(pair.crossed[1].join(), /4711/);
});

Deno.test("a failure that is none of ours crosses as PGMCP_INTERNAL, and is told here", async () => {
  const told: unknown[] = [];
  const { asking, pair } = linked({
    request: () => Promise.reject(new Error("password=hunter2")),
    fault: (error) => told.push(error),
  });
  await assert.rejects(asking.request("fail", {}), { code: "PGMCP_INTERNAL" });
  assert.doesNotMatch(pair.crossed[1].join(), /hunter2/);
  assert.equal(told.length, 1);
});

Deno.test("a code that is unknown here becomes PGMCP_INTERNAL, and its text is not shown", async () => {
  const pair = createSocketPair();
  const [one, other] = pair.ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  const answer = link.request("ask", {});
  other.send(
    '{"jsonrpc":"2.0","id":0,"error":{"code":1,"message":"row 4711","data":{"code":"PGMCP_NEW"}}}',
  );
  await assert.rejects(answer, { code: "PGMCP_INTERNAL", message: /inside pgmcp/ });
});

Deno.test("cancelling fails the request at once, and aborts it at the other end", async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const { asking, answering } = linked({
    async request(_request, { signal }) {
      begun.resolve(signal);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new PgmcpError("PGMCP_CANCELLED");
    },
  });
  const controller = new AbortController();
  const answer = asking.request("endless", {}, { signal: controller.signal });
  const signal = await begun.promise;
  controller.abort();
  assert.equal(asking.asked, 1, "the other end still works on it");
  await assert.rejects(answer, { code: "PGMCP_CANCELLED" });
  while (asking.asked > 0) await Promise.resolve();
  assert.ok(signal.aborted);
  assert.ok(asking.isOpen && answering.isOpen);
});

Deno.test("what is cancelled before it is asked is not asked", async () => {
  const { asking, pair } = linked({ request: () => Promise.resolve(null) });
  const cancelled = asking.request("ask", {}, { signal: AbortSignal.abort() });
  await assert.rejects(cancelled, { code: "PGMCP_CANCELLED" });
  assert.deepEqual([asking.asked, pair.crossed[0]], [0, []]);
});

Deno.test("progress is told to whoever asked, and to nobody once there is an answer", async () => {
  const phases: string[] = [];
  const { asking } = linked({
    request(_request, { progress }) {
      progress("one");
      progress("two");
      return Promise.resolve(null);
    },
  });
  await asking.request("slow", {}, { onProgress: (phase) => phases.push(phase) });
  asking.notify("progress", { id: 99, phase: "late" });
  assert.deepEqual(phases, ["one", "two"]);
});

Deno.test("the end of a link fails every request on it, and aborts what is worked on", async () => {
  const signals: AbortSignal[] = [];
  const { asking, answering, pair } = linked({
    request(_request, { signal }) {
      signals.push(signal);
      return new Promise(() => {});
    },
  });
  const answers = Array.from({ length: 200 }, () => asking.request("endless", {}));
  while (signals.length < 200) await Promise.resolve();
  pair.cut();
  for (const answer of answers) {
    await assert.rejects(answer, { code: "PGMCP_AGENT_LOST" });
  }
  await answering.ended;
  assert.ok(signals.every((signal) => signal.aborted));
  await assert.rejects(asking.request("more", {}), { code: "PGMCP_AGENT_LOST" });
});

Deno.test("a frame that is not of the protocol ends the link with a code", async () => {
  const wrong = [
    "",
    "nonsense",
    "1",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"jsonrpc":"1.0","method":"heartbeat"}',
    '{"jsonrpc":"2.0","method":1}',
    '{"jsonrpc":"2.0","method":"unknown"}',
    '{"jsonrpc":"2.0","method":"heartbeat","params":[1]}',
    '{"jsonrpc":"2.0","id":1,"method":"unknown"}',
    '{"jsonrpc":"2.0","id":"1","method":"unknown"}',
    '{"jsonrpc":"2.0","id":-1,"method":"unknown"}',
    '{"jsonrpc":"2.0","id":1.5,"method":"unknown"}',
    '{"jsonrpc":"2.0","id":0,"result":1}',
    '{"jsonrpc":"2.0","id":0,"result":1,"error":{}}',
    '{"jsonrpc":"2.0","id":0,"error":"no object"}',
    '{"jsonrpc":"2.0","id":0}',
    '{"jsonrpc":"2.0","method":"heartbeat","result":1}',
    '{"jsonrpc":"2.0","method":"heartbeat","error":{}}',
    '{"jsonrpc":"2.0","method":"cancel","params":{}}',
    '{"jsonrpc":"2.0","method":"progress","params":{"id":0}}',
    '[{"jsonrpc":"2.0","method":"heartbeat"}]',
    new Uint8Array([1, 2, 3]),
    new Uint8Array(),
  ];
  for (const frame of wrong) {
    const { code, reason } = await endAfter(frame);
    assert.equal(code, CLOSE_CODES.protocolError, String(frame));
    assert.ok(reason.length > 0 && reason.length < 120, reason);
  }
});

Deno.test("what was agreed to be deflated and is not ends the link, as the peer's fault", async () => {
  const latin1 = await deflated(new Uint8Array([0xff, 0xfe]));
  for (const frame of [new Uint8Array([255, 255, 255]), latin1]) {
    // The handlers throw what they are told as a failure of this side.
    const { code, reason } = await endAfter(frame, { inflate: true });
    assert.equal(code, CLOSE_CODES.protocolError);
    assert.match(reason, /too large, or cannot be read/);
  }
});

Deno.test("a message that is too large ends the link, also when it is deflated", async () => {
  const maxFrameBytes = 100_000;
  const text = JSON.stringify({
    jsonrpc: "2.0",
    method: "heartbeat",
    params: { a: "a".repeat(200_000) },
  });
  assert.equal((await endAfter(text, { maxFrameBytes })).code, CLOSE_CODES.protocolError);
  const packed = await deflated(text);
  assert.ok(packed.length < 1_000);
  const inflate = true;
  assert.equal(
    (await endAfter(packed, { maxFrameBytes, inflate })).code,
    CLOSE_CODES.protocolError,
  );
});

Deno.test("large messages cross deflated where both agreed, and as text where not", async () => {
  const rows = Array.from({ length: 2_000 }, (_, at) => [`row ${at}`, "the same again and again"]);
  for (const deflate of [true, false]) {
    const { asking, answering, pair } = linked({ request: () => Promise.resolve({ rows }) });
    for (const end of [asking, answering]) end.agree({ deflate, maxSendBytes: 1_000_000 });
    assert.deepEqual(await asking.request("rows", {}), { rows });
    const [frame] = pair.crossed[1];
    assert.equal(typeof frame, deflate ? "object" : "string");
    if (deflate) assert.ok((frame?.length ?? 0) < JSON.stringify(rows).length / 5);
  }
});

Deno.test("an answer larger than agreed is an error instead, and the link goes on", async () => {
  const { asking, answering } = linked({
    request: ({ params }) => Promise.resolve("x".repeat(Number(params.length))),
  });
  answering.agree({ deflate: false, maxSendBytes: 1_000 });
  await assert.rejects(asking.request("text", { length: 1_000 }), {
    code: "PGMCP_RESULT_TOO_LARGE",
  });
  assert.equal(await asking.request("text", { length: 3 }), "xxx");
});

Deno.test("more calls at once than are worked on are PGMCP_BUSY", async () => {
  const release = Promise.withResolvers<void>();
  const { asking } = linked({ request: () => release.promise }, { maxCallsInFlight: 2 });
  const kept = [asking.request("wait", {}), asking.request("wait", {})];
  await assert.rejects(asking.request("wait", {}), { code: "PGMCP_BUSY" });
  release.resolve();
  assert.deepEqual(await Promise.all(kept), [null, null]);
});

Deno.test("an id that is in use ends the link", async () => {
  const pair = createSocketPair();
  const [one, other] = pair.ends;
  const handlers = { ...DEAF, request: () => new Promise(() => {}) };
  const link = new Link(one, { handlers, heartbeat: NO_HEARTBEAT });
  other.send('{"jsonrpc":"2.0","id":7,"method":"wait"}');
  other.send('{"jsonrpc":"2.0","id":7,"method":"wait"}');
  assert.equal((await link.ended).code, CLOSE_CODES.protocolError);
});

Deno.test("a side that takes nothing is not sent for ever", async () => {
  const pair = createSocketPair({ unsentBytes: 1_001 });
  const link = new Link(pair.ends[0], {
    handlers: DEAF,
    heartbeat: NO_HEARTBEAT,
    maxUnsentBytes: 1_000,
  });
  link.notify("heartbeat");
  assert.equal((await link.ended).code, CLOSE_CODES.tooSlow);
});
