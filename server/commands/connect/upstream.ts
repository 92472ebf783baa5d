// The server as the bridge reaches it: one address, one key, no redirects (the key must not
// follow one). A server that is just being started again is waited for: a connection that was
// never made has carried nothing, so asking again is safe.

import { PgmcpError } from "../../../core/errors.ts";
import { createDirectClient } from "../direct_client.ts";

/** Options of {@linkcode Upstream}. */
export interface UpstreamOptions {
  /** Where MCP is served. */
  readonly url: URL;
  /** The API key; null sends none. */
  readonly key: string | null;
}

/** A request of the bridge. */
export interface UpstreamRequest {
  readonly method: "POST" | "GET" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  /** The message; none by default. */
  readonly body?: string;
  /** Aborting it hangs up, which the server takes for the end of interest. */
  readonly signal: AbortSignal;
}

/** How long to go on trying to connect. */
const CONNECT_WITHIN_MS = 10_000;
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 1_000;

/** The server. */
export class Upstream implements Disposable {
  readonly #options: UpstreamOptions;
  readonly #client: Deno.HttpClient | null;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#client = createDirectClient(options.url);
  }

  [Symbol.dispose](): void {
    this.#client?.close();
  }

  /** Sends a request and gives the response, whatever its status. Throws `PGMCP_SERVER_UNREACHABLE`, and the signal's reason where that aborted. */
  async send(request: UpstreamRequest): Promise<Response> {
    const { url } = this.#options;
    const startedMs = performance.now();
    for (let waitMs = FIRST_WAIT_MS;; waitMs = Math.min(MAX_WAIT_MS, waitMs * 2)) {
      try {
        return refuseRedirect(await this.#fetch(request), url);
      } catch (error) {
        if (request.signal.aborted || error instanceof PgmcpError) throw error;
        const leftMs = CONNECT_WITHIN_MS - (performance.now() - startedMs);
        if (!mayComeBack(error) || leftMs <= 0) throw unreachable(url, error);
        await waited(Math.min(waitMs, leftMs), request.signal);
      }
    }
  }

  #fetch({ method, headers, body, signal }: UpstreamRequest): Promise<Response> {
    const { url, key } = this.#options;
    return fetch(url, {
      method,
      headers: { ...headers, ...key === null ? {} : { authorization: `Bearer ${key}` } },
      ...(body === undefined ? {} : { body }),
      signal,
      redirect: "manual",
      ...(this.#client === null ? {} : { client: this.#client }),
    });
  }
}

/** The error of a server that does not answer. */
export function unreachable(url: URL, cause: unknown): PgmcpError {
  return new PgmcpError("PGMCP_SERVER_UNREACHABLE", {
    message: `Cannot reach the server at ${url.host}: ${reason(cause)}`,
    hint: "Try again in a moment; if it stays like this, check the address and whether it runs.",
    cause,
  });
}

// Deno tells of it in words alone, the cause's; any others mean that it may have been sent.
function wasNeverConnected(error: unknown): boolean {
  return /client error \(Connect\)/.test(words(error));
}

// A certificate that is not accepted will not be in a second.
function mayComeBack(error: unknown): boolean {
  return wasNeverConnected(error) && !/certificate/i.test(words(error));
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "Deno's permission for it is missing; see pgmcp connect URL --print-command.";
  }
  const said = words(error);
  if (/certificate/i.test(said)) return "its TLS certificate is not accepted.";
  if (/dns error/.test(said)) return "its name is not known.";
  if (/Requests to port \d+ are blocked/.test(said)) return "fetch blocks this port; take another.";
  return wasNeverConnected(error) ? "nothing answers there." : "the connection broke.";
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function refuseRedirect(response: Response, url: URL): Response {
  if (response.status < 300 || response.status > 399) return response;
  void response.body?.cancel();
  throw new PgmcpError("PGMCP_SERVER_UNREACHABLE", {
    message: `Cannot use ${url.host}: it sends clients elsewhere (HTTP ${response.status}).`,
    hint: "Give the address it leads to, which must end in /mcp. The key follows no redirect.",
  });
}

async function waited(delayMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, delayMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
  signal.throwIfAborted();
}
