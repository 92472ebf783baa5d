// A key that ends between the headers and the end of the body of its request.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { keyedGate } from "../support/keyed_gate.ts";
import { modernPost } from "../support/modern_post.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { until } from "../support/until.ts";

const REQUESTS = {
  "tools/list": modernPost({ method: "tools/list", params: {} }),
  "tools/call": modernPost({
    method: "tools/call",
    params: { name: "list_databases", arguments: {} },
    name: "list_databases",
  }),
};

for (const [method, template] of Object.entries(REQUESTS)) {
  Deno.test(`${method}: nothing is answered to a key that was revoked while its body came`, async () => {
    using keyed = keyedGate();
    await using app = createApp({ database: serveMemory(), gate: keyed.gate });
    const { text, id } = await keyed.issue();
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const headers = new Headers(template.headers);
    headers.set("authorization", `Bearer ${text}`);
    const answer = app.fetch(
      new Request("http://localhost/mcp", { method: "POST", headers, body: body.readable }),
    );
    const writer = body.writable.getWriter();
    const bytes = new Uint8Array(await template.clone().arrayBuffer());
    await writer.write(bytes.subarray(0, 10));
    const probe = new Request("http://localhost/mcp", {
      headers: { authorization: `Bearer ${text}` },
    });
    const admission = await keyed.gate.authenticate(probe, "client");
    assert.ok(!(admission instanceof Response));
    await keyed.store.revoke(id, keyed.nowMs);
    await until("the end of the key", () => admission.ended.aborted, 2_000);
    await writer.write(bytes.subarray(10));
    await writer.close();
    const response = await answer;
    const told = await response.text();
    assert.equal(response.status, 401, told);
    assert.match(told, /PGMCP_KEY_NOT_VALID/);
  });
}
