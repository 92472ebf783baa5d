// The gate that a server's settings ask for. A server that others can reach does not start
// without keys; one on this machine without KEYS_FILE lets its user in without.

import { PgmcpError } from "../../core/errors.ts";
import type { ApiKeyStore } from "../../core/ports/api_key_store.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import { type ApiKeyGate, createApiKeyGate } from "../gates/api_key_gate.ts";
import { MEMORY_KEYS } from "../serve_settings.ts";
import { openKeyStores } from "../stores/open_key_stores.ts";
import { issueFirstKeys } from "./keys/issue_first_keys.ts";
import type { Screen } from "./terminal/screen.ts";

/** Options of {@linkcode openGate}. */
export interface OpenGateOptions {
  /** KEYS_FILE. */
  readonly keysFile: string | null;
  /** Whether others may come to reach the server. */
  readonly reachable: boolean;
  /** Standard error, where the first keys are shown. */
  readonly screen: Screen;
}

/** The gate and its keys; disposing of it closes the store. */
export interface OpenedGate extends AsyncDisposable {
  readonly gate: ApiKeyGate;
  /** Where it counts, which policies do too. */
  readonly quotas: QuotaStore;
}

/** Opens it. Throws `PGMCP_INVALID_CONFIGURATION` where there would have to be keys, and `PGMCP_KEYS_UNAVAILABLE`. */
export async function openGate(options: OpenGateOptions): Promise<OpenedGate> {
  const { keysFile, reachable, screen } = options;
  const path = keysFile === MEMORY_KEYS ? null : keysFile;
  if (reachable && path === null) {
    throw unsafe(`KEYS_FILE is ${keysFile === null ? "not set" : MEMORY_KEYS}`);
  }
  const stores = await openKeyStores(path);
  try {
    const { keys, quotas } = stores;
    if (reachable) await requireKeys(keys);
    else if (keysFile !== null) await issueFirstKeys(keys, screen);
    const gate = createApiKeyGate({ store: keys, quotas, keyless: keysFile === null });
    return {
      gate,
      quotas,
      async [Symbol.asyncDispose]() {
        gate[Symbol.dispose]();
        await stores[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await stores[Symbol.asyncDispose]();
    throw error;
  }
}

async function requireKeys(keys: ApiKeyStore): Promise<void> {
  const nowMs = Date.now();
  const good = (await keys.list()).some(({ revokedAtMs, expiresAtMs }) =>
    revokedAtMs === null && (expiresAtMs ?? Infinity) > nowMs
  );
  if (!good) throw unsafe("there is no key that is good");
}

function unsafe(reason: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot serve beyond this machine without keys: ${reason}`,
    hint: "Set KEYS_FILE=./data/pgmcp.sqlite and make keys with pgmcp keys create; " +
      "or leave HOST (--host) and ALLOWED_HOSTS unset, to serve this machine only.",
  });
}
