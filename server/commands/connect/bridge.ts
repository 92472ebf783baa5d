// Carries MCP between a client that speaks over a pipe and a server that speaks HTTP, in both
// protocol eras: texts pass untouched, a cancelled request hangs up, and whatever goes wrong on
// the way is the answer of the request that it happened to. A request is sent once; the one
// thing that is sent again is what surely never arrived.

import { PgmcpError } from "../../../core/errors.ts";
import { headerValue } from "./header_value.ts";
import { JSON_HEADERS, LegacySession } from "./legacy_session.ts";
import { type BridgedMessage, type MessageId, readMessages } from "./message.ts";
import { responseError, responseMessages, type RpcError, rpcError } from "./response_messages.ts";
import { unreachable, Upstream, type UpstreamOptions } from "./upstream.ts";

/** What {@linkcode Bridge} needs. */
export interface BridgeOptions extends UpstreamOptions {
  /** Takes a message for the client, in one line; resolves once the client has taken it. */
  readonly send: (text: string) => Promise<void>;
  /** Hears what goes wrong, in words that hold no key and no SQL. */
  readonly log: (message: string) => void;
}

type Request = Extract<BridgedMessage, { readonly kind: "request" }>;

interface Exchange {
  readonly request: Request;
  readonly hangUp: AbortController;
  /** Resolves once the server began to answer: it surely has the request then. */
  readonly arrived: PromiseWithResolvers<void>;
  /** Kept, or the runtime may let go of a stream that is being read. */
  response?: Response;
  /** Whether the client still waits. */
  wanted: boolean;
}

const LISTEN = "subscriptions/listen";
const LISTEN_AGAIN_MS = 1_000;
const GOODBYE_MS = 1_000;
const ARRIVAL_MS = 500;
const PARSE_ERROR = -32700;

/** The bridge. */
export class Bridge {
  readonly #options: BridgeOptions;
  readonly #upstream: Upstream;
  readonly #session: LegacySession;
  readonly #exchanges = new Map<MessageId, Exchange>();
  readonly #end = new AbortController();
  #waiting: (() => void)[] = [];
  // What is not a request keeps its place before what comes after it.
  #before: Promise<void> = Promise.resolve();

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.#upstream = new Upstream(options);
    this.#session = new LegacySession({
      upstream: this.#upstream,
      url: options.url,
      onMessage: options.send,
      signal: this.#end.signal,
    });
  }

  /** Takes a line from the client. */
  receive(line: string): void {
    if (line.trim() === "") return;
    const messages = readMessages(line);
    if (messages === null) return this.#refuse(null, { code: PARSE_ERROR, message: "Parse error" });
    for (const message of messages) this.#take(message);
  }

  /** Resolves once no request waits for its answer any more, or after `withinMs`. */
  async answered(withinMs: number): Promise<void> {
    await this.#before;
    if ([...this.#exchanges.values()].every(({ request }) => request.method === LISTEN)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Hangs up on everything and says goodbye; what runs is cancelled. */
  async close(): Promise<void> {
    for (const exchange of this.#exchanges.values()) this.#cancel(exchange);
    try {
      await this.#session.end(AbortSignal.timeout(GOODBYE_MS));
    } catch {
      // A server that cannot be reached ends the session by itself.
    }
    this.#end.abort();
    this.#upstream[Symbol.dispose]();
  }

  #take(message: BridgedMessage): void {
    if (message.kind !== "request") {
      this.#before = this.#before.then(() => this.#tell(message));
      return;
    }
    if (this.#exchanges.has(message.id)) {
      const error = { code: -32600, message: "Invalid Request: the id is in use" };
      return this.#refuse(message.id, error);
    }
    const exchange: Exchange = {
      request: message,
      hangUp: new AbortController(),
      arrived: Promise.withResolvers<void>(),
      wanted: true,
    };
    this.#exchanges.set(message.id, exchange);
    const asked = this.#before.then(() => this.#ask(exchange));
    // A client that does not wait for the handshake's answer still means its session by what follows.
    if (isHandshake(message)) this.#before = asked;
  }

  async #ask(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    try {
      await this.#exchange(exchange);
      // Listening has no effect but news, so it goes on by itself; a call may have run already.
      while (request.method === LISTEN && exchange.wanted) await this.#listenAgain(exchange);
      if (exchange.wanted) throw unreachable(this.#options.url, null);
    } catch (error) {
      if (!exchange.wanted) return;
      exchange.wanted = false;
      const shown = error instanceof PgmcpError ? error : unreachable(this.#options.url, error);
      this.#options.log(shown.message);
      this.#refuse(request.id, rpcError(shown));
    } finally {
      exchange.arrived.resolve();
      this.#exchanges.delete(request.id);
      if (this.#exchanges.size === 0) { for (const wake of this.#waiting.splice(0)) wake(); }
    }
  }

  async #listenAgain(exchange: Exchange): Promise<void> {
    await delay(LISTEN_AGAIN_MS);
    try {
      if (exchange.wanted) await this.#exchange(exchange);
    } catch (error) {
      // The server is still gone.
      if (!(error instanceof PgmcpError) && !(error instanceof TypeError)) throw error;
    }
  }

  /** One exchange over HTTP; the client has its answer afterwards, or still waits. */
  async #exchange(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const { signal } = exchange.hangUp;
    const handshake = isHandshake(request);
    if (handshake) this.#session.begin(request);
    const response = await this.#post(request, signal);
    exchange.response = response;
    exchange.arrived.resolve();
    if (!response.ok) {
      const error = await responseError(response);
      if (!exchange.wanted) return;
      exchange.wanted = false;
      const { status } = response;
      const where = status === 401 || status === 403 ? " The key is read from PGMCP_KEY." : "";
      this.#options.log(`The server refused a request (HTTP ${status}): ${error.message}${where}`);
      return this.#refuse(request.id, error);
    }
    if (handshake) this.#session.identify(response);
    for await (const text of this.#texts(exchange, response)) {
      if (!exchange.wanted) return;
      for (const message of readMessages(text) ?? []) {
        const answers = message.kind === "response" && message.id === request.id;
        // A server that ends says so to whoever listens; the client goes on listening to the next.
        if (answers && request.method === LISTEN && message.result !== undefined) return;
        if (answers) exchange.wanted = false;
        if (handshake) this.#session.agree(message);
      }
      // A server that speaks faster than the client reads must wait with it.
      await this.#options.send(text);
    }
  }

  /** What the response says; where it breaks off, it ends. */
  async *#texts(exchange: Exchange, response: Response): AsyncGenerator<string> {
    try {
      yield* responseMessages(response);
    } catch (error) {
      // A reader's TypeError is a connection that broke: whoever still waits is told so above.
      if (!(error instanceof TypeError) && !exchange.hangUp.signal.aborted) throw error;
    }
  }

  /** Sends it as its era asks; a session that the server has forgotten is begun anew, once. */
  async #post(message: BridgedMessage, signal: AbortSignal): Promise<Response> {
    const send = () =>
      this.#upstream.send({
        method: "POST",
        headers: { ...JSON_HEADERS, ...this.#headers(message) },
        body: message.text,
        signal,
      });
    const { id } = this.#session;
    const response = await send();
    const inSession = id !== null && !(message.kind === "request" && message.revision !== null);
    if (response.status !== 404 || !inSession) return response;
    await response.body?.cancel();
    // Somebody else may have found it gone, too, and begun it anew already.
    if (this.#session.id === id) await this.#session.renew();
    return await send();
  }

  #headers(message: BridgedMessage): Readonly<Record<string, string>> {
    if (message.kind !== "request" || message.revision === null) return this.#session.headers;
    return {
      "mcp-protocol-version": message.revision,
      "mcp-method": message.method,
      ...message.name === null ? {} : { "mcp-name": headerValue(message.name) },
    };
  }

  /** Passes on what wants no answer. */
  async #tell(message: Exclude<BridgedMessage, Request>): Promise<void> {
    const cancels = message.kind === "notification" ? message.cancels : null;
    const exchange = cancels === null ? undefined : this.#exchanges.get(cancels);
    // In 2026-07-28 hanging up is how a request is cancelled over HTTP.
    if (exchange !== undefined && exchange.request.revision !== null) return this.#cancel(exchange);
    // One that was not read yet could be overtaken by its own cancellation.
    if (exchange !== undefined) await Promise.race([exchange.arrived.promise, delay(ARRIVAL_MS)]);
    try {
      const response = await this.#post(message, this.#end.signal);
      await response.body?.cancel();
      if (!response.ok) this.#options.log(`The server took no notice (HTTP ${response.status}).`);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      const shown = error instanceof PgmcpError ? error.message : "the connection broke";
      this.#options.log(`Cannot pass a message on: ${shown}`);
    }
    if (exchange !== undefined) this.#cancel(exchange);
    if (message.kind !== "notification" || message.method !== "notifications/initialized") return;
    this.#session.listen();
  }

  #cancel(exchange: Exchange): void {
    exchange.wanted = false;
    exchange.hangUp.abort();
  }

  #refuse(id: MessageId | null, error: RpcError): void {
    void this.#options.send(JSON.stringify({ jsonrpc: "2.0", id, error }));
  }
}

function isHandshake({ method, revision }: Request): boolean {
  return method === "initialize" && revision === null;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
