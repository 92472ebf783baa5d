// The contract of an ApiKeyStore, run on every adapter.

import assert from "node:assert/strict";
import type { ApiKeyStore, StoredApiKey } from "../../core/ports/api_key_store.ts";
import { expectError } from "./expect_error.ts";

/** A key with everything that a key can have. */
export const FULL_KEY: StoredApiKey = {
  id: "0123456789a",
  kind: "client",
  name: "Ada's laptop",
  databases: ["sales", "report_*"],
  role: "support",
  team: "north",
  attributes: { tenant: "acme", region: "eu" },
  rate: { amount: 100, windowMs: 3_600_000 },
  createdAtMs: 1_000,
  expiresAtMs: 9_000,
  revokedAtMs: null,
  usedAtMs: null,
  secrets: [{ hash: new Uint8Array(32).fill(1), expiresAtMs: null }],
};

/** A key with as little as there can be. */
export const BARE_KEY: StoredApiKey = {
  id: "bbbbbbbbbbb",
  kind: "agent",
  name: "warehouse",
  databases: ["warehouse"],
  role: null,
  team: null,
  attributes: {},
  rate: null,
  createdAtMs: 2_000,
  expiresAtMs: null,
  revokedAtMs: null,
  usedAtMs: null,
  secrets: [{ hash: new Uint8Array(32).fill(2), expiresAtMs: null }],
};

type Case = (store: ApiKeyStore) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  async "a key is found as it was added, by its id only"(store) {
    await store.add(FULL_KEY);
    await store.add(BARE_KEY);
    assert.deepEqual(await found(store, FULL_KEY.id), FULL_KEY);
    assert.deepEqual(await found(store, BARE_KEY.id), BARE_KEY);
    assert.equal(await store.find("0123456789A"), null);
    assert.equal(await store.find(""), null);
    assert.equal(await store.find("' OR 1=1 --"), null);
  },
  async "the list has every key in the order they were made, revoked ones too"(store) {
    assert.deepEqual(await store.list(), []);
    await store.add(FULL_KEY);
    await store.add(BARE_KEY);
    await store.revoke(FULL_KEY.id, 3_000);
    const list = await store.list();
    assert.deepEqual(list.map(({ id }) => id), [FULL_KEY.id, BARE_KEY.id]);
    assert.deepEqual(list.map(({ revokedAtMs }) => revokedAtMs), [3_000, null]);
  },
  async "a second key of the same id is refused, and the first stays"(store) {
    await store.add(FULL_KEY);
    await expectError(
      store.add({ ...BARE_KEY, id: FULL_KEY.id }),
      "PGMCP_KEYS_UNAVAILABLE",
    );
    assert.deepEqual(await found(store, FULL_KEY.id), FULL_KEY);
  },
  async "a key is revoked once, and only if it is there"(store) {
    await store.add(FULL_KEY);
    assert.equal(await store.revoke("nobody", 3_000), false);
    assert.equal(await store.revoke(FULL_KEY.id, 3_000), true);
    assert.equal(await store.revoke(FULL_KEY.id, 4_000), false);
    assert.equal((await found(store, FULL_KEY.id)).revokedAtMs, 3_000);
  },
  async "a new secret comes beside the old one, which ends when it is told to and no later"(store) {
    await store.add(FULL_KEY);
    const secret = { hash: new Uint8Array(32).fill(3), expiresAtMs: null };
    assert.equal(await store.rotate(FULL_KEY.id, { secret, oldUntilMs: 5_000 }), true);
    const third = { hash: new Uint8Array(32).fill(4), expiresAtMs: null };
    assert.equal(await store.rotate(FULL_KEY.id, { secret: third, oldUntilMs: 7_000 }), true);
    const { secrets, ...rest } = await found(store, FULL_KEY.id);
    assert.deepEqual(
      secrets.map(({ hash, expiresAtMs }) => [hash[0], expiresAtMs]),
      [[1, 5_000], [3, 7_000], [4, null]],
    );
    const { secrets: _, ...before } = FULL_KEY;
    assert.deepEqual(rest, before);
  },
  async "a key that is revoked or not there gets no new secret"(store) {
    await store.add(FULL_KEY);
    await store.revoke(FULL_KEY.id, 3_000);
    const secret = { hash: new Uint8Array(32).fill(3), expiresAtMs: null };
    assert.equal(await store.rotate(FULL_KEY.id, { secret, oldUntilMs: 5_000 }), false);
    assert.equal(await store.rotate("nobody", { secret, oldUntilMs: 5_000 }), false);
    assert.equal((await found(store, FULL_KEY.id)).secrets.length, 1);
  },
  async "a stop holds until it is lifted, with its reason"(store) {
    assert.equal(await store.lockdown(), null);
    await store.setLockdown({ sinceMs: 3_000, reason: "a key has leaked" });
    assert.deepEqual(await store.lockdown(), { sinceMs: 3_000, reason: "a key has leaked" });
    await store.setLockdown({ sinceMs: 4_000, reason: null });
    assert.deepEqual(await store.lockdown(), { sinceMs: 4_000, reason: null });
    await store.setLockdown(null);
    assert.equal(await store.lockdown(), null);
  },
  async "every change gives another version; reading and noting a use do not"(store) {
    const seen = [await store.version()];
    const secret = { hash: new Uint8Array(32).fill(3), expiresAtMs: null };
    const changes: readonly (() => Promise<unknown>)[] = [
      () => store.add(FULL_KEY),
      () => store.rotate(FULL_KEY.id, { secret, oldUntilMs: 5_000 }),
      () => store.revoke(FULL_KEY.id, 3_000),
      () => store.setLockdown({ sinceMs: 3_000, reason: null }),
      () => store.setLockdown(null),
    ];
    for (const change of changes) {
      await change();
      seen.push(await store.version());
    }
    assert.equal(new Set(seen).size, changes.length + 1, String(seen));
    const before = await store.version();
    await store.find(FULL_KEY.id);
    await store.list();
    await store.lockdown();
    await store.noteUse(FULL_KEY.id, 6_000);
    await store.noteUse("nobody", 6_000);
    assert.equal(await store.version(), before);
    assert.equal((await found(store, FULL_KEY.id)).usedAtMs, 6_000);
  },
};

/** Registers the contract's tests for the adapter called `name`; `open` makes an empty store. */
export function apiKeyStoreContract(
  name: string,
  open: (body: (store: ApiKeyStore) => Promise<void>) => Promise<void>,
): void {
  for (const [title, check] of Object.entries(CASES)) {
    Deno.test(`${name}: ${title}`, () => open(check));
  }
}

/** The key of that id, its hashes as plain bytes. */
async function found(store: ApiKeyStore, id: string): Promise<StoredApiKey> {
  const key = await store.find(id);
  if (key === null) assert.fail(`there is no key ${id}`);
  return {
    ...key,
    secrets: key.secrets.map(({ hash, expiresAtMs }) => ({
      hash: new Uint8Array(hash),
      expiresAtMs,
    })),
  };
}
