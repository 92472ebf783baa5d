// A body that never ends is not waited for.

import assert from "node:assert/strict";
import { readJsonBody } from "../../../server/gates/read_json_body.ts";

for (const declared of [false, true]) {
  Deno.test(`a body ${declared ? "of a length" : "in chunks"} that comes byte by byte is given up in time`, async () => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        timer = setInterval(() => controller.enqueue(new Uint8Array([32])), 5);
      },
    });
    const headers = new Headers({ "content-type": "application/json" });
    if (declared) headers.set("content-length", "100000");
    const request = new Request("http://localhost/mcp", { method: "POST", headers, body });
    try {
      await assert.rejects(readJsonBody(request, { maxBytes: 1_000_000, timeoutMs: 50 }), {
        code: "PGMCP_BODY_NOT_JSON",
        message: /did not come within/,
      });
    } finally {
      clearInterval(timer);
    }
  });
}
