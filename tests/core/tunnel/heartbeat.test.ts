// How a link is kept alive, with intervals that pass when the test says so.

import assert from "node:assert/strict";
import { Link } from "../../../core/tunnel/link.ts";
import { CLOSE_CODES, HEARTBEAT_MS, MISSED_INTERVALS } from "../../../core/tunnel/protocol.ts";
import { createSocketPair } from "../../support/socket_pair.ts";

const HANDLERS = { request: () => null, notification: () => false, fault() {} };

/** Intervals that pass by hand. */
function handTimer() {
  const ticks = new Set<() => void>();
  return {
    running: () => ticks.size,
    pass() {
      for (const tick of [...ticks]) tick();
    },
    repeat(tick: () => void) {
      ticks.add(tick);
      return () => void ticks.delete(tick);
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

Deno.test("24 hours of heartbeats keep an idle link open, and leave nothing behind", async () => {
  const { ends: [one, other], crossed } = createSocketPair();
  const timers = [handTimer(), handTimer()] as const;
  const links = [
    new Link(one, { handlers: HANDLERS, heartbeat: timers[0] }),
    new Link(other, { handlers: HANDLERS, heartbeat: timers[1] }),
  ];
  const intervals = Math.ceil(24 * 3_600_000 / HEARTBEAT_MS);
  for (let interval = 0; interval < intervals; interval++) {
    timers[0].pass();
    await settle();
    timers[1].pass();
    await settle();
    assert.ok(links.every(({ isOpen }) => isOpen), `interval ${interval}`);
  }
  assert.deepEqual(crossed.map(({ length }) => length), [intervals, intervals]);
  assert.deepEqual(links.map(({ asked, serving }) => [asked, serving]), [[0, 0], [0, 0]]);
  links[0]?.close({ code: CLOSE_CODES.done, reason: "" });
  await settle();
  assert.deepEqual(timers.map((timer) => timer.running()), [0, 0]);
});

Deno.test("a link that goes silent is noticed by both sides within 30 s", async () => {
  assert.ok((MISSED_INTERVALS + 1) * HEARTBEAT_MS <= 30_000);
  const pair = createSocketPair();
  const timers = [handTimer(), handTimer()] as const;
  const links = pair.ends.map((end, at) =>
    new Link(end, { handlers: HANDLERS, heartbeat: timers[at] ?? {} })
  );
  timers[0].pass();
  timers[1].pass();
  await settle();
  pair.swallow();
  for (let interval = 0; interval < MISSED_INTERVALS; interval++) {
    assert.ok(links.every(({ isOpen }) => isOpen));
    timers[0].pass();
    timers[1].pass();
    await settle();
  }
  // The interval in which something was heard for the last time, and those that were missed.
  timers[0].pass();
  timers[1].pass();
  const ends = await Promise.all(links.map(({ ended }) => ended));
  assert.deepEqual(ends.map(({ code }) => code), [CLOSE_CODES.silent, CLOSE_CODES.silent]);
});

Deno.test("a clock that jumps ends no link", async () => {
  const clocks = { date: Date.now, performance: performance.now };
  let nowMs = 0;
  const jump = () => nowMs += 3_600_000 * (nowMs % 2 === 0 ? 1 : -1) + 1;
  Date.now = jump;
  performance.now = jump;
  try {
    const { ends: [one, other] } = createSocketPair();
    const timers = [handTimer(), handTimer()] as const;
    const links = [
      new Link(one, { handlers: HANDLERS, heartbeat: timers[0] }),
      new Link(other, { handlers: HANDLERS, heartbeat: timers[1] }),
    ];
    for (let interval = 0; interval < 100; interval++) {
      for (const timer of timers) timer.pass();
      await settle();
    }
    assert.ok(links.every(({ isOpen }) => isOpen));
  } finally {
    Date.now = clocks.date;
    performance.now = clocks.performance;
  }
});
