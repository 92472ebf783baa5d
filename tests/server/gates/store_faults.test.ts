// A store that fails for a moment keeps nobody in whose key has ended.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { ApiKeyGate } from "../../../server/gates/api_key_gate.ts";
import { createMemoryApiKeyStore } from "../../../server/stores/memory_api_key_store.ts";
import { keyedGate, withKey } from "../../support/keyed_gate.ts";
import { until } from "../../support/until.ts";

async function endOf(gate: ApiKeyGate, key: string): Promise<AbortSignal> {
  const answer = await gate.authenticate(withKey(key), "client");
  if (answer instanceof Response) assert.fail(await answer.text());
  return answer.ended;
}

Deno.test("a store that fails while open keys are judged is asked again", async () => {
  const store = createMemoryApiKeyStore();
  let failures = 0;
  using keyed = keyedGate({
    store: {
      ...store,
      find: (id) =>
        failures-- > 0 ? Promise.reject(new PgmcpError("PGMCP_KEYS_UNAVAILABLE")) : store.find(id),
    },
  });
  const revoked = await keyed.issue();
  const expiring = await keyed.issue({ expiresAtMs: keyed.nowMs + 60_000 });
  const ends = [
    await endOf(keyed.gate, revoked.text),
    await endOf(keyed.gate, expiring.text),
  ];
  failures = 1;
  await store.revoke(revoked.id, keyed.nowMs);
  await until("the end of the revoked key", () => ends[0]?.aborted === true, 2_000);
  keyed.nowMs += 60_000;
  await until("the end of the expired key", () => ends[1]?.aborted === true, 2_000);
});
