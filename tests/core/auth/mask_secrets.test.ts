// What may be shown of a text that holds keys and passwords.

import assert from "node:assert/strict";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { maskSecrets } from "../../../core/auth/mask_secrets.ts";

Deno.test("passwords are masked in a text that quotes URLs", () => {
  const masked = maskSecrets(
    "no answer from postgres://ana:p@ss:w/rd@db:5432/shop?sslpassword=key&x=1 now",
  );
  assert.equal(masked, "no answer from postgres://ana:***@db:5432/shop?sslpassword=***&x=1 now");
  assert.equal(maskSecrets("http://127.0.0.1:8080/mcp"), "http://127.0.0.1:8080/mcp");
});

Deno.test("keys and passwords are masked in values that were cut", () => {
  const key = createApiKey("agent");
  const masked = maskSecrets(`"${key.text.slice(0, 60)}…", "postgres://ana:hunter2hunter2…"`);
  assert.equal(masked, `"pgmcp_agent_${key.id}……", "postgres://ana:***…"`);
});
