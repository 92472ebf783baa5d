// What is read of a response before it is too much.

import assert from "node:assert/strict";
import { boundedText } from "../../../../server/commands/connect/bounded_text.ts";

Deno.test("a text of the most characters is read whole, also where a character is cut in two", async () => {
  const bytes = new TextEncoder().encode("aé€");
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  assert.equal(await boundedText(new Response(body), 3), "aé€");
  assert.equal(await boundedText(new Response(null), 0), "");
});

Deno.test("a longer one is an error, and its sender is hung up on", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new Uint8Array(1_024).fill(0x20)),
    cancel: () => void (cancelled = true),
  });
  await assert.rejects(boundedText(new Response(body), 10_000), RangeError);
  assert.ok(cancelled);
});
