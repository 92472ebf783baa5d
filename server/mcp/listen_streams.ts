// How many streams for news (2026-07-28, "subscriptions/listen") each key has open. The SDK
// bounds them all together; without a bound of its own one key could leave none for others.

import { LOCAL_PRINCIPAL } from "../../core/auth/principal.ts";
import { PgmcpError } from "../../core/errors.ts";

/** The streams of one HTTP endpoint. */
export class ListenStreams {
  readonly #mostOfKey: number;
  readonly #open = new Map<string, number>();

  /** `mostOfKey` is how many a key may have; whoever needs no key may have all. */
  constructor(mostOfKey: number) {
    this.#mostOfKey = mostOfKey;
  }

  /** Counts the stream that a request with this parsed body opens for `owner`, until the result is called, once; any other request passes. Throws `PGMCP_TOO_MANY_SESSIONS`. */
  enter(body: unknown, owner: string): () => void {
    if (!listens(body) || owner === LOCAL_PRINCIPAL.id) return () => {};
    const before = this.#open.get(owner) ?? 0;
    if (before >= this.#mostOfKey) {
      throw new PgmcpError("PGMCP_TOO_MANY_SESSIONS", {
        message: "The API key listens on too many streams.",
        hint: "Close some of them, and listen again.",
      });
    }
    this.#open.set(owner, before + 1);
    return () => {
      const open = (this.#open.get(owner) ?? 1) - 1;
      if (open > 0) this.#open.set(owner, open);
      else this.#open.delete(owner);
    };
  }
}

function listens(body: unknown): boolean {
  return typeof body === "object" && body !== null && "method" in body &&
    body.method === "subscriptions/listen";
}
