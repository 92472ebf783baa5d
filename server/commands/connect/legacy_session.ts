// The session of a client of the 2025 era (MCP 2025-11-25, "Session Management"): its id and
// revision, and the stream on which the server speaks unasked. A server that was started again
// has forgotten it: then it is begun anew with the client's own words, and the client need not know.

import { PgmcpError } from "../../../core/errors.ts";
import { type BridgedMessage, readMessages } from "./message.ts";
import { responseMessages } from "./response_messages.ts";
import { unreachable, type Upstream } from "./upstream.ts";

/** What {@linkcode LegacySession} needs. */
export interface LegacySessionOptions {
  readonly upstream: Upstream;
  /** Where the server is, for errors. */
  readonly url: URL;
  /** Takes what the server says unasked. */
  readonly onMessage: (text: string) => Promise<void>;
  /** Aborts at the end. */
  readonly signal: AbortSignal;
}

const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
/** The id of a handshake of our own; the client never sees its answer. */
const RENEWAL_ID = "pgmcp-connect-renewal";
// The stream is a convenience: nobody waits for it, and a server that is gone need not be asked often.
const LISTEN_AGAIN_MS = 1_000;
const LISTEN_AGAIN_MAX_MS = 30_000;

/** The session. */
export class LegacySession {
  readonly #options: LegacySessionOptions;
  #initialize: BridgedMessage | null = null;
  #id: string | null = null;
  #revision: string | null = null;
  #renewing: Promise<void> | null = null;
  #listening: AbortController | null = null;

  constructor(options: LegacySessionOptions) {
    this.#options = options;
  }

  /** The session's id; null before it begins, and with a server that has none. */
  get id(): string | null {
    return this.#id;
  }

  /** The headers of a message of the session. */
  get headers(): Readonly<Record<string, string>> {
    return {
      ...this.#id === null ? {} : { "mcp-session-id": this.#id },
      ...this.#revision === null ? {} : { "mcp-protocol-version": this.#revision },
    };
  }

  /** Notes the client's handshake: a new one begins a new session. */
  begin(initialize: BridgedMessage): void {
    this.#initialize = initialize;
    this.#id = null;
    this.#revision = null;
    this.#listening?.abort();
  }

  /** Notes the id that came with the answer to the handshake. */
  identify(response: Response): void {
    this.#id = response.headers.get("mcp-session-id");
  }

  /** Notes the revision that the answer agrees on. */
  agree(answer: BridgedMessage): void {
    if (answer.kind !== "response") return;
    const { result } = answer;
    if (typeof result !== "object" || result === null || !("protocolVersion" in result)) return;
    if (typeof result.protocolVersion === "string") this.#revision = result.protocolVersion;
  }

  /** Begins it anew, for everybody who finds it gone at once. Throws what sending throws. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Listens to what the server says unasked, until the session ends. */
  listen(): void {
    this.#listening?.abort();
    const listening = new AbortController();
    this.#listening = listening;
    const signal = AbortSignal.any([listening.signal, this.#options.signal]);
    void this.#listen(signal).catch(() => {
      // Without it only news of changed lists is lost; every call says for itself what is wrong.
    });
  }

  /** Tells the server that the client is gone, which cancels what runs. */
  async end(signal: AbortSignal): Promise<void> {
    this.#listening?.abort();
    if (this.#id === null) return;
    const { headers } = this;
    const response = await this.#options.upstream.send({ method: "DELETE", headers, signal });
    await response.body?.cancel();
  }

  async #renew(): Promise<void> {
    const { upstream, url, signal } = this.#options;
    const initialize = this.#initialize;
    if (initialize === null) throw new PgmcpError("PGMCP_INTERNAL");
    this.begin(initialize);
    const body = JSON.stringify({ ...JSON.parse(initialize.text), id: RENEWAL_ID });
    const response = await upstream.send({ method: "POST", headers: JSON_HEADERS, body, signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw unreachable(url, new Error(`HTTP ${response.status}`));
    }
    this.identify(response);
    for await (const text of responseMessages(response)) {
      for (const message of readMessages(text) ?? []) this.agree(message);
    }
    const headers = { ...JSON_HEADERS, ...this.headers };
    const told = await upstream.send({ method: "POST", headers, body: INITIALIZED, signal });
    await told.body?.cancel();
    this.listen();
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { upstream, onMessage } = this.#options;
    for (let waitMs = LISTEN_AGAIN_MS; !signal.aborted;) {
      const headers = { accept: "text/event-stream", ...this.headers };
      const response = await upstream.send({ method: "GET", headers, signal }).catch(() => null);
      if (response?.ok === true) {
        waitMs = LISTEN_AGAIN_MS;
        try {
          for await (const text of responseMessages(response)) await onMessage(text);
        } catch {
          // It broke; it is opened again below.
        }
      } else {
        await response?.body?.cancel();
        // A server may have no such stream (405), or no such session any more (404): the next call renews it.
        if (response !== null && response.status < 500) return;
      }
      await delay(waitMs * (0.5 + Math.random() / 2), signal);
      waitMs = Math.min(LISTEN_AGAIN_MAX_MS, waitMs * 2);
    }
  }
}

/** The headers of every message. */
export const JSON_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
