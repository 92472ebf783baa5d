// Lets in whoever has a good key, and ends what a key opened once it is good no more, or
// everything is stopped: also where another process did that, which it asks the store for
// a few times a second. Every request is judged by what the store says then. Where the
// store cannot be read, nobody is let in; where it cannot be written, this process can be
// stopped all the same. Keys themselves are never kept or logged.

import { getLogger } from "@logtape/logtape";
import { LOCAL_PRINCIPAL } from "../../core/auth/principal.ts";
import { grantsDatabase } from "../../core/auth/grants_database.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { ApiKeyStore, Lockdown, StoredApiKey } from "../../core/ports/api_key_store.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import { errorResponse, type ErrorResponseOptions, rpcErrorResponse } from "../error_response.ts";
import type { Admission, Audience, Authenticate } from "./admission.ts";
import { type BearerKey, bearerKey } from "./bearer_key.ts";
import { countCalls } from "./count_calls.ts";
import { hashApiKey } from "./hash_api_key.ts";
import { judgeKey } from "./judge_key.ts";
import { limitRate } from "./limit_rate.ts";
import { wasForwarded } from "./was_forwarded.ts";

const log = getLogger(["pgmcp", "keys"]);

/** Options of {@linkcode createApiKeyGate}. */
export interface ApiKeyGateOptions {
  readonly store: ApiKeyStore;
  readonly quotas: QuotaStore;
  /** Let clients in without a key, as whoever started pgmcp; false by default. Agents always need one. */
  readonly keyless?: boolean;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How often the store is asked for changes, in milliseconds; 200 by default. */
  readonly pollMs?: number;
}

/** The gate. */
export interface ApiKeyGate extends Disposable {
  /** Whether clients need a key. */
  readonly keysRequired: boolean;
  readonly authenticate: Authenticate;
  /** Counts the calls in a client's message; the answer where they are too many, or null. */
  limitCalls(admission: Admission, body: unknown): Promise<Response | null>;
  /** Why nobody is let in now, whatever key they have: `PGMCP_LOCKED_DOWN`, `PGMCP_KEYS_UNAVAILABLE`; null where good keys are. */
  closed(): Promise<PgmcpError | null>;
  /** Stops everything here at once, then keeps that in the store; throws where it cannot, and goes on trying. */
  stopAll(lockdown: Lockdown): Promise<void>;
}

/** How often the store is asked: what it says has to be in force within a second. */
const DEFAULT_KEY_POLL_MS = 200;
/** After so many failures in a row nobody knows any more which keys are good. */
const FAILURES_UNTIL_END = 3;
/** How often it is noted that a key is in use, in milliseconds. */
const NOTE_USE_MS = 60_000;

interface Live {
  readonly admission: Admission;
  readonly controller: AbortController;
  /** SHA-256 of the key; null for whoever needs none. */
  readonly hash: Uint8Array | null;
}

/** Makes the gate; it asks the store until it is disposed of. */
export function createApiKeyGate(options: ApiKeyGateOptions): ApiKeyGate {
  const { store, quotas, keyless = false, now = Date.now } = options;
  const live = new Map<string, Live>();
  const known = new Map<string, StoredApiKey>();
  const notedMs = new Map<string, number>();
  let version: number | null = null;
  let stop: Lockdown | null = null;
  /** A stop of this process that the store does not hold yet. */
  let unkept: Lockdown | null = null;
  let nextEndMs = Infinity;
  let failures = 0;

  async function refresh(): Promise<void> {
    const current = await store.version();
    if (current === version) return;
    // Read after the number: what changes in between changes the number again.
    const lockdown = unkept ?? await store.lockdown();
    tell(stop, lockdown);
    stop = lockdown;
    version = current;
    known.clear();
    await judgeLive();
  }

  async function judgeLive(): Promise<void> {
    nextEndMs = Infinity;
    try {
      for (const [name, { hash, admission }] of [...live]) {
        if (stop !== null) end(name, new PgmcpError("PGMCP_LOCKED_DOWN"));
        else if (hash !== null) {
          const judgement = judgeKey(await find(admission.principal.id), { hash, nowMs: now() });
          if (judgement.kind === "bad") end(name, judgement.error);
          else nextEndMs = Math.min(nextEndMs, judgement.endsAtMs);
        }
      }
    } catch (error) {
      // The number of the store's state is known by now: nothing else would have it done again.
      nextEndMs = -Infinity;
      throw error;
    }
  }

  function end(name: string, reason: PgmcpError): void {
    live.get(name)?.controller.abort(reason);
    live.delete(name);
  }

  async function find(id: string): Promise<StoredApiKey | null> {
    const before = known.get(id);
    if (before !== undefined) return before;
    const readAt = version;
    const key = await store.find(id);
    // What has changed since is not kept.
    if (key !== null && readAt === version) known.set(id, key);
    return key;
  }

  async function keepStop(): Promise<void> {
    const keeping = unkept;
    if (keeping === null) return;
    await store.setLockdown(keeping);
    // From now on it is lifted where it is kept.
    if (unkept === keeping) unkept = null;
  }

  async function look(): Promise<void> {
    // Whoever asked for the stop was told that it cannot be kept.
    await keepStop().catch(() => {});
    try {
      await refresh();
      if (now() >= nextEndMs) await judgeLive();
      failures = 0;
    } catch (error) {
      failures++;
      if (failures === 1) log.error("Cannot look for changed keys: {error}", { error });
      if (failures < FAILURES_UNTIL_END) return;
      for (const name of [...live.keys()]) end(name, new PgmcpError("PGMCP_KEYS_UNAVAILABLE"));
    }
  }

  function admit(name: string, made: Pick<Live, "hash"> & Omit<Admission, "ended">): Admission {
    const before = live.get(name);
    if (before !== undefined) return before.admission;
    const { hash, ...who } = made;
    const controller = new AbortController();
    const admission = { ...who, ended: controller.signal };
    live.set(name, { admission, controller, hash });
    return admission;
  }

  /** The admission of a key; throws why there is none. */
  async function admitKey(bearer: BearerKey, audience: Audience): Promise<Admission> {
    const hash = hashApiKey(bearer.text);
    for (;;) {
      await refresh();
      const judgedAt = version;
      const key = await find(bearer.parsed.id);
      // What changed meanwhile has been judged without this one.
      if (judgedAt !== version) continue;
      const judgement = judgeKey(key, { hash, nowMs: now() });
      if (judgement.kind === "bad" || key === null) {
        log.info("A key was refused: {id}", { id: bearer.parsed.id });
        throw judgement.kind === "bad" ? judgement.error : new PgmcpError("PGMCP_KEY_NOT_VALID");
      }
      if (key.kind !== audience) throw new PgmcpError("PGMCP_KEY_WRONG_KIND");
      if (stop !== null) throw new PgmcpError("PGMCP_LOCKED_DOWN");
      noteUse(key.id);
      nextEndMs = Math.min(nextEndMs, judgement.endsAtMs);
      const { id, role, team, attributes, rate, databases } = key;
      return admit(`${id} ${hash.join(" ")}`, {
        hash,
        principal: { id, role, team, attributes },
        rate,
        mayUse: (database) => grantsDatabase(databases, database),
      });
    }
  }

  async function admitLocal(request: Request, audience: Audience): Promise<Admission> {
    if (audience === "agent") {
      throw new PgmcpError("PGMCP_KEY_REQUIRED", {
        message: "This server runs without keys, and takes no agents.",
        hint: "Start it with KEYS_FILE, such as KEYS_FILE=./data/pgmcp.sqlite.",
      });
    }
    if (wasForwarded(request)) {
      throw new PgmcpError("PGMCP_KEY_REQUIRED", {
        message: "The request came through a proxy, and this server runs without keys.",
        hint: "Start it with KEYS_FILE and ALLOWED_HOSTS, and send a key.",
      });
    }
    await refresh();
    if (stop !== null) throw new PgmcpError("PGMCP_LOCKED_DOWN");
    return admit("local", {
      hash: null,
      principal: LOCAL_PRINCIPAL,
      rate: null,
      mayUse: () => true,
    });
  }

  async function closed(): Promise<PgmcpError | null> {
    try {
      await refresh();
      return stop === null ? null : new PgmcpError("PGMCP_LOCKED_DOWN");
    } catch (error) {
      if (!(error instanceof PgmcpError)) throw error;
      return shown(error);
    }
  }

  function stopAll(lockdown: Lockdown): Promise<void> {
    const before = stop;
    stop = unkept = lockdown;
    for (const name of [...live.keys()]) end(name, new PgmcpError("PGMCP_LOCKED_DOWN"));
    tell(before, lockdown);
    return keepStop();
  }

  function noteUse(id: string): void {
    const nowMs = now();
    if (nowMs - (notedMs.get(id) ?? -Infinity) < NOTE_USE_MS) return;
    notedMs.set(id, nowMs);
    store.noteUse(id, nowMs).catch((error: unknown) => {
      log.debug("Cannot note that a key is in use: {error}", { error });
    });
  }

  async function limited(admission: Admission, calls: number): Promise<Response | null> {
    const refusal = await limitRate(admission, { quotas, calls, now });
    return refusal === null ? null : answer(refusal.error, "client", refusal);
  }

  const timer = setInterval(look, options.pollMs ?? DEFAULT_KEY_POLL_MS);
  Deno.unrefTimer(timer);
  return {
    keysRequired: !keyless,
    async authenticate(request, audience) {
      try {
        if (keyless) return await admitLocal(request, audience);
        const bearer = bearerKey(request);
        if (bearer instanceof PgmcpError) return answer(bearer, audience);
        const admission = await admitKey(bearer, audience);
        // A client's calls are counted by message; an agent's links as they are made.
        if (audience === "client") return admission;
        const refusal = await limitRate(admission, { quotas, calls: 1, now });
        return refusal === null ? admission : answer(refusal.error, audience, refusal);
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        return answer(shown(error), audience);
      }
    },
    limitCalls: (admission, body) => limited(admission, countCalls(body)),
    closed,
    stopAll,
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

function answer(error: PgmcpError, audience: Audience, options?: ErrorResponseOptions): Response {
  return audience === "client" ? rpcErrorResponse(error, options) : errorResponse(error, options);
}

/** What is wrong with the store, and where it is, is for the log: anybody may have asked. */
function shown(error: PgmcpError): PgmcpError {
  return error.code === "PGMCP_KEYS_UNAVAILABLE" ? new PgmcpError(error.code) : error;
}

function tell(before: Lockdown | null, after: Lockdown | null): void {
  if (after !== null && before === null) {
    log.warn("Everything is stopped until it is lifted: {reason}", { reason: after.reason ?? "" });
  }
  if (after === null && before !== null) log.warn("The stop is lifted.");
}
