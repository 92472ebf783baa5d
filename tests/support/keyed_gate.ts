// A gate of API keys over stores in memory, with a clock of the test's own and a poll
// that is soon.

import { createMemoryApiKeyStore } from "../../server/stores/memory_api_key_store.ts";
import { createMemoryQuotaStore } from "../../core/services/memory_quota_store.ts";
import {
  type ApiKeyGate,
  type ApiKeyGateOptions,
  createApiKeyGate,
} from "../../server/gates/api_key_gate.ts";
import { type IssuedKey, issueKey, type KeyRequest } from "../../server/commands/keys/issue_key.ts";
import { UNRESTRICTED_KEY } from "../../server/commands/keys/unrestricted_key.ts";
import type { ApiKeyStore } from "../../core/ports/api_key_store.ts";

/** The gate and what stands behind it. */
export interface KeyedGate extends Disposable {
  readonly gate: ApiKeyGate;
  readonly store: ApiKeyStore;
  /** Makes a key: a client's for all databases, but for what is said otherwise. */
  issue(request?: Partial<KeyRequest>): Promise<IssuedKey>;
  /** The clock. */
  nowMs: number;
}

/** How often the gate looks for changes, in milliseconds. */
const POLL_MS = 5;

/** Makes it. */
export function keyedGate(
  options: Partial<Pick<ApiKeyGateOptions, "store" | "keyless">> = {},
): KeyedGate {
  const store = options.store ?? createMemoryApiKeyStore();
  const keyed = { nowMs: Date.parse("2026-11-22T10:00:00Z") };
  const now = () => keyed.nowMs;
  const gate = createApiKeyGate({
    ...options,
    store,
    quotas: createMemoryQuotaStore(now),
    now,
    pollMs: POLL_MS,
  });
  return Object.assign(keyed, {
    gate,
    store,
    issue: (request: Partial<KeyRequest> = {}) =>
      issueKey(store, {
        request: { ...UNRESTRICTED_KEY, kind: "client", name: "test", ...request },
        nowMs: keyed.nowMs,
      }),
    [Symbol.dispose]: () => gate[Symbol.dispose](),
  });
}

/** A request with that key, or with none. */
export function withKey(key: string | null, init: RequestInit = {}): Request {
  const headers = new Headers(init.headers);
  if (key !== null) headers.set("authorization", `Bearer ${key}`);
  return new Request("http://localhost/mcp", { ...init, headers });
}
