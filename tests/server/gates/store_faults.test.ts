// A store that fails for a moment keeps nobody in whose key has ended, nor undoes a stop; what is
// wrong with it is told to nobody who asks.

import assert from "node:assert/strict";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
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

Deno.test("a stop that cannot be kept stops this process, and is kept as soon as it can be", async () => {
  const store = createMemoryApiKeyStore();
  let full = true;
  using keyed = keyedGate({
    store: {
      ...store,
      setLockdown: (lockdown) =>
        full
          ? Promise.reject(new PgmcpError("PGMCP_KEYS_UNAVAILABLE"))
          : store.setLockdown(lockdown),
    },
  });
  const { text } = await keyed.issue();
  const ended = await endOf(keyed.gate, text);
  const lockdown = { sinceMs: keyed.nowMs, reason: "a key has leaked" };
  await assert.rejects(keyed.gate.stopAll(lockdown), { code: "PGMCP_KEYS_UNAVAILABLE" });
  assert.equal(ended.reason.code, "PGMCP_LOCKED_DOWN");
  // What changes in the store meanwhile lifts nothing.
  const other = await keyed.issue();
  for (const key of [text, other.text]) assert.equal(await codeOf(keyed.gate, key), "LOCKED_DOWN");
  assert.equal((await keyed.gate.closed())?.code, "PGMCP_LOCKED_DOWN");
  full = false;
  await until("the stop in the store", async () => await store.lockdown() !== null, 2_000);
  assert.deepEqual(await store.lockdown(), lockdown);
  assert.equal(await codeOf(keyed.gate, text), "LOCKED_DOWN");
  await store.setLockdown(null);
  await endOf(keyed.gate, text);
  assert.equal(await keyed.gate.closed(), null);
});

Deno.test("whoever asks while the store fails is not told where it is, nor what is wrong", async () => {
  const store = createMemoryApiKeyStore();
  const { text } = createApiKey("client");
  using keyed = keyedGate({
    store: {
      ...store,
      version: () =>
        Promise.reject(
          new PgmcpError("PGMCP_KEYS_UNAVAILABLE", { message: 'Cannot use KEYS_FILE "/srv/k"' }),
        ),
    },
  });
  const answer = await keyed.gate.authenticate(withKey(text), "client");
  if (!(answer instanceof Response)) assert.fail("it was let in");
  assert.equal(answer.status, 503);
  assert.doesNotMatch(await answer.text(), /srv/);
  const closed = await keyed.gate.closed();
  assert.equal(closed?.code, "PGMCP_KEYS_UNAVAILABLE");
  assert.doesNotMatch(closed.message, /srv/);
});

async function codeOf(gate: ApiKeyGate, key: string): Promise<string | undefined> {
  const answer = await gate.authenticate(withKey(key), "client");
  return answer instanceof Response
    ? /PGMCP_(\w+)/.exec(await answer.text())?.[1]
    : assert.fail("it was let in");
}
