// Sends each message of a stdio connection where it is answered soonest: plain ones to the
// tools, all others to the SDK. Which revision a connection speaks is decided by its
// opening, and by the SDK (see its `serveStdio`); a plain message is answered here only
// where that is certain, so that nobody can tell who answered.

import type { ListKind } from "../list_changes.ts";
import { answerPlainCall } from "./answer_plain_call.ts";
import {
  hasPlainEnvelope,
  LEAST_ENVELOPE,
  type PlainCall,
  plainLegacyCall,
  plainModernCall,
} from "./plain_call.ts";
import { isFields, requestId } from "./plain_fields.ts";
import {
  answerPlainOpening,
  isPlainInitialized,
  LEGACY_REVISIONS,
  plainOpening,
} from "./plain_opening.ts";
import type { ProgressChannel } from "./report_progress.ts";
import type { SdkStdio, SdkStdioOptions } from "./sdk_stdio.ts";
import { isTool } from "./tool_caller.ts";

/** Options of {@linkcode StdioRouter}. */
export type StdioRouterOptions = Omit<SdkStdioOptions, "before" | "onAnswer">;

/**
 * What is known of the connection: nothing yet; that the SDK is asked for its revisions and may
 * still be told of another; which revision it speaks; or that only the SDK knows.
 */
type Era = "opening" | "probe" | "modern" | "legacy" | "the SDK's";

/** Has the SDK take a connection for one of 2026-07-28; no client's request has such an id. */
const PIN = {
  jsonrpc: "2.0",
  id: `pgmcp:${crypto.randomUUID()}`,
  method: "ping",
  params: { _meta: LEAST_ENVELOPE },
};

/** The router of one connection. */
export class StdioRouter {
  readonly #options: StdioRouterOptions;
  readonly #calls = new Map<string | number, AbortController>();
  /** What the SDK has not heard, where it is not loaded. */
  readonly #before: unknown[] = [];
  #era: Era = "opening";
  #openingId: string | number | null = null;
  #loading: Promise<SdkStdio> | null = null;

  /** Makes a router; loads nothing. */
  constructor(options: StdioRouterOptions) {
    this.#options = options;
  }

  /** Takes a message of the client's, unchecked. */
  receive(message: unknown): void {
    if (this.#cancel(message)) return;
    const call = this.#plainCall(message);
    if (call !== null && isTool(call.name)) return this.#answer(call);
    if (this.#open(message)) return;
    this.#followSdk(message);
    const id = requestId(message);
    if (id !== null) this.#options.transport.expect(id);
    this.#deliver(message);
  }

  /** Tells the client that a list has changed. */
  announce(kind: ListKind): void {
    if (this.#loading !== null) {
      this.#loading.then((sdk) => sdk.announce(kind), () => {}); // That it cannot be loaded has been said.
      return;
    }
    // In 2026-07-28 whoever listens has said so, and to the SDK.
    if (this.#era !== "legacy") return;
    const { transport, onError } = this.#options;
    transport.send({ jsonrpc: "2.0", method: `notifications/${kind}/list_changed` }).catch(onError);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    // Where the SDK cannot be loaded, that has been said.
    const sdk = await this.#loading?.catch(() => null);
    await (sdk ?? this.#options.transport).close();
  }

  #plainCall(message: unknown): PlainCall | null {
    switch (this.#era) {
      case "opening": {
        const call = plainModernCall(message);
        if (call === null || !isTool(call.name)) return null;
        this.#era = "modern";
        this.#before.push(PIN);
        return call;
      }
      case "modern":
        return plainModernCall(message);
      case "legacy":
        return plainLegacyCall(message);
      case "probe":
      case "the SDK's":
        return null;
    }
  }

  #answer(call: PlainCall): void {
    const { transport, onError } = this.#options;
    const controller = new AbortController();
    const { signal } = controller;
    const era = this.#era === "modern" ? "modern" : "legacy";
    transport.expect(call.id);
    this.#calls.set(call.id, controller);
    const { progressToken: token } = call;
    const progress: ProgressChannel | null = token === null
      ? null
      : { token, notify: (told) => transport.send({ ...told, jsonrpc: "2.0" }) };
    const answering = answerPlainCall(call, {
      ...{ ...this.#options, signals: [signal], progress, era },
    });
    answering?.then(async (answer) => {
      if (this.#calls.get(call.id) === controller) this.#calls.delete(call.id);
      // A cancelled request is never answered (MCP, "Cancellation").
      if (!signal.aborted) await transport.send(answer);
    }).catch(onError);
  }

  // The handshake of the 2025 revisions.
  #open(message: unknown): boolean {
    const { transport, scope, listChanges, onError } = this.#options;
    if (this.#era === "opening") {
      const opening = plainOpening(message);
      if (opening === null) return false;
      this.#era = "legacy";
      this.#before.push(message);
      const { databases } = scope;
      transport.send(answerPlainOpening(opening, { databases, listChanges })).catch(onError);
      return true;
    }
    if (this.#era !== "legacy" || this.#loading !== null || !isPlainInitialized(message)) {
      return false;
    }
    this.#before.push(message);
    return true;
  }

  #cancel(message: unknown): boolean {
    if (!isFields(message) || message.method !== "notifications/cancelled") return false;
    const id = isFields(message.params) ? message.params.requestId : undefined;
    if (typeof id !== "string" && typeof id !== "number") return false;
    this.#options.transport.settle(id);
    const controller = this.#calls.get(id);
    controller?.abort();
    return controller !== undefined;
  }

  // What the SDK will make of the connection when it hears `message`.
  #followSdk(message: unknown): void {
    if (this.#era !== "opening" && this.#era !== "probe") return;
    const isModern = requestId(message) !== null && hasPlainEnvelope(message);
    const method = isFields(message) ? message.method : undefined;
    if (isModern && method === "server/discover") this.#era = "probe";
    else if (isModern && method !== "initialize") this.#era = "modern";
    else {
      this.#era = "the SDK's";
      if (method === "initialize") this.#openingId = requestId(message);
    }
  }

  #hear(answer: unknown): void {
    if (this.#openingId === null || !isFields(answer) || answer.id !== this.#openingId) return;
    this.#openingId = null;
    const version = isFields(answer.result) ? answer.result.protocolVersion : undefined;
    if (typeof version === "string" && LEGACY_REVISIONS.includes(version)) this.#era = "legacy";
  }

  #deliver(message: unknown): void {
    this.#loading ??= this.#load();
    // In the order of their coming, for all wait for the same promise.
    this.#loading.then((sdk) => sdk.deliver(message)).catch(this.#options.onError);
  }

  async #load(): Promise<SdkStdio> {
    const { openSdkStdio } = await import("./sdk_stdio.ts");
    return openSdkStdio({
      ...this.#options,
      before: this.#before,
      onAnswer: (answer) => this.#hear(answer),
    });
  }
}
