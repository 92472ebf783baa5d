// Makes a key and keeps its hash. The key itself exists in what this returns and nowhere
// else: whoever called shows it once.

import { createApiKey } from "../../../core/auth/create_api_key.ts";
import type { ApiKeyStore, StoredApiKey } from "../../../core/ports/api_key_store.ts";
import { hashApiKey } from "../../gates/hash_api_key.ts";

/** What a key is to be. */
export type KeyRequest = Pick<
  StoredApiKey,
  "kind" | "name" | "databases" | "role" | "team" | "attributes" | "rate" | "expiresAtMs"
>;

/** A key that was just made. */
export interface IssuedKey {
  readonly id: string;
  /** The whole key. Secret. */
  readonly text: string;
}

/** Makes a key as `request` says, at `nowMs` since 1970. */
export async function issueKey(
  store: ApiKeyStore,
  { request, nowMs }: { readonly request: KeyRequest; readonly nowMs: number },
): Promise<IssuedKey> {
  const { id, text } = createApiKey(request.kind);
  await store.add({
    ...request,
    id,
    createdAtMs: nowMs,
    revokedAtMs: null,
    usedAtMs: null,
    secrets: [{ hash: hashApiKey(text), expiresAtMs: null }],
  });
  return { id, text };
}
