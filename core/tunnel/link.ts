// One end of a tunnel: JSON-RPC over a socket, the same on both sides. It gives requests their
// answers, cancels them, tells of progress, keeps the link alive, and ends it at the first frame
// that the protocol does not know. What the methods are and do is left to whoever opens it.

import { PgmcpError } from "../errors.ts";
import { FrameReader } from "./frame_reader.ts";
import { FrameWriter } from "./frame_writer.ts";
import type { Frame, FrameSocket, LinkEnd } from "./frame_socket.ts";
import { parseMessage, type RpcMessage, type RpcRequest } from "./json_rpc.ts";
import {
  CLOSE_CODES,
  MAX_ANSWER_BYTES,
  MAX_CALLS_IN_FLIGHT,
  MAX_UNANSWERED,
  MAX_UNSENT_BYTES,
} from "./protocol.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { LinkHandlers, LinkOptions, RequestOptions } from "./link_options.ts";
import { fromWireError, toWireError } from "./wire_error.ts";

interface Pending {
  resolve(result: unknown): void;
  reject(error: PgmcpError): void;
  readonly onProgress: ((phase: string) => void) | undefined;
}

/** One end. */
export class Link {
  readonly #socket: FrameSocket;
  readonly #options: LinkOptions;
  readonly #pending = new Map<number, Pending>();
  // Cancelled here, and still to be answered there.
  readonly #abandoned = new Set<number>();
  readonly #incoming = new Map<number, AbortController>();
  readonly #ended = Promise.withResolvers<LinkEnd>();
  readonly #heartbeat: Heartbeat;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  #nextId = 0;
  #open = true;

  /** Takes over `socket`, which is open. */
  constructor(socket: FrameSocket, options: LinkOptions) {
    this.#socket = socket;
    this.#options = options;
    const { inflate = false, maxFrameBytes = MAX_ANSWER_BYTES } = options;
    const { maxUnsentBytes = MAX_UNSENT_BYTES } = options;
    this.#reader = new FrameReader({
      maxFrameBytes,
      text: (text) => this.#read(text),
      refuse: (reason) => this.#refuse(reason),
      fault: (error) => options.handlers.fault(error),
    });
    this.#reader.inflate = inflate;
    this.#writer = new FrameWriter({
      socket,
      maxUnsentBytes,
      close: (end) => this.close(end),
      fault: (error) => options.handlers.fault(error),
    });
    this.#heartbeat = new Heartbeat(options.heartbeat ?? {}, {
      beat: () => this.notify("heartbeat"),
      silent: () =>
        this.close({ code: CLOSE_CODES.silent, reason: "nothing was heard for too long" }),
    });
    socket.listen({
      frame: (frame) => this.#take(frame),
      end: (end) => this.#end(end),
    });
  }

  /** Resolves when it has ended, whoever ended it; never rejects. */
  get ended(): Promise<LinkEnd> {
    return this.#ended.promise;
  }

  /** Whether it has not ended. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** How many requests of this side the other one works on, cancelled ones too. */
  get asked(): number {
    return this.#pending.size + this.#abandoned.size;
  }

  /** How many requests of the other side this one works on. */
  get serving(): number {
    return this.#incoming.size;
  }

  /** From now on large messages are deflated, in both directions, and none larger than `maxSendBytes` is sent. */
  agree(terms: { readonly deflate: boolean; readonly maxSendBytes: number }): void {
    this.#reader.inflate = terms.deflate;
    this.#writer.deflate = terms.deflate;
    this.#writer.maxSendBytes = terms.maxSendBytes;
  }

  /** Asks. Throws what the other side answers, `PGMCP_CANCELLED`, `PGMCP_AGENT_TIMEOUT`, and `PGMCP_AGENT_LOST` where the link ends before. */
  async request(
    method: string,
    params: object,
    options: RequestOptions = {},
  ): Promise<unknown> {
    const { signal, onProgress, timeoutMs } = options;
    if (signal?.aborted) throw new PgmcpError("PGMCP_CANCELLED");
    if (!this.#open) throw new PgmcpError("PGMCP_AGENT_LOST");
    const id = this.#nextId++;
    const answer = Promise.withResolvers<unknown>();
    this.#pending.set(id, { ...answer, onProgress });
    const cancel = () => this.#abandon(id, "PGMCP_CANCELLED");
    const timer = timeoutMs === undefined
      ? undefined
      : setTimeout(() => this.#abandon(id, "PGMCP_AGENT_TIMEOUT"), timeoutMs);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      this.#writer.send({ kind: "request", id, method, params: { ...params } });
      return await answer.promise;
    } finally {
      this.#pending.delete(id);
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Says; nothing comes back. */
  notify(method: string, params: object = {}): void {
    this.#writer.send({ kind: "notification", method, params: { ...params } });
  }

  /** Ends it: every request in flight fails at once. Safe to call twice. */
  close(end: LinkEnd): void {
    if (!this.#open) return;
    this.#socket.close(end);
    // Not when the other side confirms: it may be gone without a word.
    this.#end(end);
  }

  /** Fails the request with `code`, and tells the other side that nobody waits for its answer. */
  #abandon(id: number, code: "PGMCP_CANCELLED" | "PGMCP_AGENT_TIMEOUT"): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#abandoned.add(id);
    // Whoever works answers sooner or later, and refuses what is too much for it.
    if (this.#abandoned.size > MAX_UNANSWERED) {
      this.close({ code: CLOSE_CODES.tooSlow, reason: "cancelled calls are not answered" });
    }
    this.notify("cancel", { id });
    pending.reject(new PgmcpError(code));
  }

  #end(end: LinkEnd): void {
    if (!this.#open) return;
    this.#open = false;
    this.#heartbeat.stop();
    for (const { reject } of this.#pending.values()) reject(new PgmcpError("PGMCP_AGENT_LOST"));
    this.#pending.clear();
    this.#abandoned.clear();
    this.#reader.stop();
    this.#writer.stop();
    for (const controller of this.#incoming.values()) controller.abort();
    this.#ended.resolve(end);
  }

  #take(frame: Frame): void {
    if (!this.#open) return;
    this.#heartbeat.heard();
    this.#reader.take(frame);
  }

  #read(text: string): void {
    const message = parseMessage(text);
    if (message === null) return this.#refuse("it is no JSON-RPC message");
    try {
      this.#dispatch(message);
    } catch (error) {
      this.#refuse(reasonOf(error, this.#options.handlers));
    }
  }

  #dispatch(message: RpcMessage): void {
    switch (message.kind) {
      case "request":
        return this.#serve(message);
      case "notification":
        return this.#hear(message.method, message.params);
      case "result":
      case "failure": {
        const { id } = message;
        const pending = this.#pending.get(id);
        if (pending === undefined) {
          if (!this.#abandoned.delete(id)) this.#refuse("it answers what nobody asked");
          return;
        }
        this.#pending.delete(id);
        return message.kind === "result"
          ? pending.resolve(message.result)
          : pending.reject(fromWireError(message.error));
      }
    }
  }

  #hear(method: string, params: Readonly<Record<string, unknown>>): void {
    const { id, phase } = params;
    switch (method) {
      case "heartbeat":
        return;
      case "cancel":
        // Answered meanwhile, if there is none.
        return typeof id === "number" ? this.#incoming.get(id)?.abort() : this.#refuse("no id");
      case "progress":
        if (typeof id !== "number" || typeof phase !== "string") return this.#refuse("no phase");
        return this.#pending.get(id)?.onProgress?.(phase);
      default:
        if (!this.#options.handlers.notification(method, params)) this.#refuse("unknown method");
    }
  }

  #serve(request: RpcRequest): void {
    const { id } = request;
    if (this.#incoming.has(id)) return this.#refuse("its id is in use");
    const { handlers, maxCallsInFlight = MAX_CALLS_IN_FLIGHT } = this.#options;
    if (this.#incoming.size >= maxCallsInFlight) {
      const error = toWireError(new PgmcpError("PGMCP_BUSY"));
      return void this.#writer.send({ kind: "failure", id, error });
    }
    const controller = new AbortController();
    const answered = Promise.withResolvers<void>();
    const answer = handlers.request(request, {
      signal: controller.signal,
      answered: answered.promise,
      progress: (phase) => this.notify("progress", { id, phase }),
    });
    if (answer === null) return this.#refuse("unknown method");
    this.#incoming.set(id, controller);
    void this.#answer(id, answer).then(() => answered.resolve());
  }

  async #answer(id: number, answer: Promise<unknown>): Promise<void> {
    try {
      const result = await answer;
      await this.#writer.send({ kind: "result", id, result: result ?? null });
    } catch (error) {
      if (!(error instanceof PgmcpError)) this.#options.handlers.fault(error);
      await this.#writer.send({ kind: "failure", id, error: toWireError(error) });
    } finally {
      this.#incoming.delete(id);
    }
  }

  #refuse(reason: string): void {
    this.close({ code: CLOSE_CODES.protocolError, reason: `cannot read a message: ${reason}` });
  }
}

function reasonOf(error: unknown, handlers: LinkHandlers): string {
  if (error instanceof PgmcpError) return error.message;
  handlers.fault(error);
  return "it cannot be worked on";
}
