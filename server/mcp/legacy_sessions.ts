// Sessions of the 2025 era (MCP 2025-11-25, "Session Management"): one server and
// transport each. In that era only a session can be told to cancel a call, so
// serving it without sessions would lose cancellation. Sessions are capped, and
// idle ones expire: a client that never says DELETE must not hold memory for ever.

import {
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { McpServer, Server } from "@modelcontextprotocol/server";
import { LOCAL_PRINCIPAL } from "../../core/auth/principal.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { ListKind } from "../list_changes.ts";
import { announceChange } from "./announce_change.ts";
import { LAST_ANSWERS_MS } from "./end_stream.ts";
import type { RequestScope } from "./request_scope.ts";

/** Options of {@linkcode LegacySessions}. */
export interface LegacySessionsOptions {
  readonly createServer: (scope: RequestScope) => Server | McpServer;
  /** The most sessions at once. */
  readonly maxSessions: number;
  /** The most sessions of one key, so that others have room; whoever needs no key may have all. */
  readonly maxSessionsOfKey: number;
  /** How long a session may lie idle, in milliseconds. */
  readonly idleMs: number;
  /** How long a session must have been idle to make room for a new one at the cap, in milliseconds. */
  readonly minIdleMs: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: Server | McpServer;
  /** Who opened it; for anybody else there is no such session. */
  readonly owner: string;
  /** Stops waiting for the end of who opened it. */
  readonly forget: () => void;
  /** Requests that are not answered yet; a session that waits is not idle. */
  readonly unanswered: Set<string | number>;
  /** Open streams for what the server has to say; a session that listens is not idle. */
  streams: number;
  usedAtMs: number;
}

/** The sessions of one HTTP endpoint. */
export class LegacySessions {
  readonly #options: LegacySessionsOptions;
  // In the order of use, the longest unused first.
  readonly #sessions = new Map<string, Session>();

  constructor(options: LegacySessionsOptions) {
    this.#options = options;
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Answers a request of the 2025 era; `body` is its parsed body, if it has one; a session keeps the `scope` it was opened with, and answers no other principal. Throws `PGMCP_TOO_MANY_SESSIONS`. */
  async handle(request: Request, body: unknown, scope: RequestScope): Promise<Response> {
    this.#expire();
    const id = request.headers.get("mcp-session-id");
    if (id === null) return await this.#start(request, body, scope);
    const session = this.#sessions.get(id);
    if (session === undefined || session.owner !== scope.principal.id) {
      return rpcError(404, "Session not found", -32001);
    }
    session.usedAtMs = this.#options.now();
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    const requests = requestIds(body);
    for (const request of requests) session.unanswered.add(request);
    const response = await session.transport.handleRequest(request, parsed(body));
    // What the transport itself refuses, no server answers.
    if (!response.ok) { for (const request of requests) session.unanswered.delete(request); }
    // A cancelled call is never answered, so nothing else would end its stream.
    const cancelled = cancelledRequest(body);
    if (cancelled !== null) {
      session.transport.closeSSEStream(cancelled);
      session.unanswered.delete(cancelled);
    }
    if (request.method === "GET" && response.ok) {
      session.streams++;
      request.signal.addEventListener("abort", () => session.streams--, { once: true });
    }
    return response;
  }

  /** Tells every session's client that a list has changed. */
  announce(kind: ListKind): void {
    for (const { server } of this.#sessions.values()) void announceChange(server, kind);
  }

  /** Ends every session and its streams. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => {
      session.forget();
      return session.server.close();
    }));
  }

  async #start(request: Request, body: unknown, scope: RequestScope): Promise<Response> {
    if (!isInitializeRequest(body)) {
      return rpcError(400, "Bad Request: Mcp-Session-Id header is required", -32000);
    }
    this.#makeRoom(scope.principal.id);
    const server = this.#options.createServer(scope);
    const unanswered = new Set<string | number>();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        const usedAtMs = this.#options.now();
        const owner = scope.principal.id;
        const forget = this.#endWith(scope.ended, id);
        const use = { unanswered, streams: 0, usedAtMs };
        this.#sessions.set(id, { transport, server, owner, forget, ...use });
      },
      onsessionclosed: (id) => {
        this.#sessions.get(id)?.forget();
        this.#sessions.delete(id);
      },
    });
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      if (isJSONRPCResponse(message) && message.id !== undefined) unanswered.delete(message.id);
      return send(message, options);
    };
    await server.connect(transport);
    return await transport.handleRequest(request, parsed(body));
  }

  #expire(): void {
    for (const [id, session] of this.#sessions) {
      if (this.#isIdle(session, this.#options.idleMs)) this.#end(id, session);
    }
  }

  /** Ends an idle session where `owner`, or all together, have as many as they may. */
  #makeRoom(owner: string): void {
    const { maxSessions, maxSessionsOfKey } = this.#options;
    const own = [...this.#sessions].filter(([, session]) => session.owner === owner);
    const keyed = owner !== LOCAL_PRINCIPAL.id;
    if (keyed && own.length >= maxSessionsOfKey) this.#endIdle(own);
    else if (this.#sessions.size >= maxSessions) this.#endIdle(this.#sessions);
  }

  #endIdle(sessions: Iterable<readonly [string, Session]>): void {
    for (const [id, session] of sessions) {
      if (!this.#isIdle(session, this.#options.minIdleMs)) continue;
      this.#end(id, session);
      return;
    }
    throw new PgmcpError("PGMCP_TOO_MANY_SESSIONS");
  }

  #isIdle(session: Session, forMs: number): boolean {
    const atWork = session.streams > 0 || session.unanswered.size > 0;
    return !atWork && this.#options.now() - session.usedAtMs >= forMs;
  }

  /** Ends the session of `id` soon after `ended` aborts, when its calls have said so; the result stops that. */
  #endWith(ended: AbortSignal | undefined, id: string): () => void {
    if (ended === undefined) return () => {};
    const end = () => {
      setTimeout(() => {
        const session = this.#sessions.get(id);
        if (session !== undefined) this.#end(id, session);
      }, LAST_ANSWERS_MS);
    };
    if (ended.aborted) end();
    ended.addEventListener("abort", end, { once: true });
    return () => ended.removeEventListener("abort", end);
  }

  #end(id: string, session: Session): void {
    this.#sessions.delete(id);
    session.forget();
    void session.server.close();
  }
}

function parsed(body: unknown): { readonly parsedBody?: unknown } {
  return body === undefined ? {} : { parsedBody: body };
}

function requestIds(body: unknown): readonly (string | number)[] {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
  return messages.filter(isJSONRPCRequest).map((request) => request.id);
}

function cancelledRequest(body: unknown): string | number | null {
  if (!isJSONRPCNotification(body) || body.method !== "notifications/cancelled") return null;
  const id = body.params?.requestId;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function rpcError(status: number, message: string, code: number): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status });
}
