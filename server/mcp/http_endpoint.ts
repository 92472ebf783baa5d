// The MCP endpoint over HTTP: the 2026-07-28 era without sessions, the 2025 era
// with them, on one address. Host, Origin and body size are the gates' business;
// the body comes here already parsed.

import { getLogger } from "@logtape/logtape";
import { createMcpHandler, isLegacyRequest } from "@modelcontextprotocol/server";
import type { McpServer, Server } from "@modelcontextprotocol/server";
import { PgmcpError } from "../../core/errors.ts";
import type { Served } from "../tools/served_databases.ts";
import type { ListChanges } from "../list_changes.ts";
import { answerPlainCall } from "./answer_plain_call.ts";
import { CallsInFlight } from "./calls_in_flight.ts";
import { endStream } from "./end_stream.ts";
import { streamIfLate } from "./late_stream.ts";
import { LegacySessions } from "./legacy_sessions.ts";
import { ListenStreams } from "./listen_streams.ts";
import { plainHttpCall } from "./plain_http_call.ts";
import { localScope, type RequestScope } from "./request_scope.ts";
import { createServerFactory } from "./server_factory.ts";

const log = getLogger(["pgmcp", "http"]);

/** Options of {@linkcode createHttpEndpoint}. */
export interface HttpEndpointOptions {
  /** The database, or several by name; null where none is configured. */
  readonly database: Served;
  /** The most sessions of the 2025 era at once; 1,000 by default. */
  readonly maxSessions?: number;
  /** The most of them that one key may have, and of streams to listen on; 500 by default. */
  readonly maxSessionsOfKey?: number;
  /** How long such a session may lie idle, in milliseconds; 30 minutes by default. */
  readonly sessionIdleMs?: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** How often slow calls report progress, in milliseconds; 1,000 by default. */
  readonly progressEveryMs?: number;
  /** Where changes of the lists are announced; they never change by default. */
  readonly listChanges?: ListChanges;
  /** Makes the servers, where something else than pgmcp's tools is served on its HTTP stack. */
  readonly createServer?: () => Server | McpServer;
}

/** The endpoint. */
export interface HttpEndpoint {
  /** Answers one request; `body` is a POST's parsed body, `scope` everything by default. Throws `PGMCP_TOO_MANY_SESSIONS`. */
  handle(request: Request, body: unknown, scope?: RequestScope): Promise<Response>;
  /** Whether the endpoint is ending and refuses new calls. */
  readonly draining: boolean;
  /** Lets running calls finish for `graceMs`, cancels the rest, and ends every session and stream. */
  close(graceMs: number): Promise<void>;
}

/** The most sessions at once. */
const DEFAULT_MAX_SESSIONS = 1_000;
/** The most sessions of one key at once. */
const DEFAULT_MAX_SESSIONS_OF_KEY = 500;
/** How long a session may lie idle. */
const DEFAULT_SESSION_IDLE_MS = 30 * 60_000;
// At the cap, a session used within the last minute is kept: its client is at work.
const MIN_IDLE_MS = 60_000;
// A cancelled statement ends within a round trip; a database that is gone never answers.
const CANCEL_MS = 2_000;

/** Makes the endpoint. */
export function createHttpEndpoint(options: HttpEndpointOptions): HttpEndpoint {
  const idleMs = options.sessionIdleMs ?? DEFAULT_SESSION_IDLE_MS;
  const calls = new CallsInFlight();
  const createServer = options.createServer ?? createServerFactory({ ...options, calls });
  const everything = localScope(options.database);
  const scopes = new WeakMap<Request, RequestScope>();
  const modern = createMcpHandler(({ requestInfo }) => {
    const scope = requestInfo === undefined ? undefined : scopes.get(requestInfo);
    // A request whose scope got lost on the way may use nothing.
    if (scope === undefined) throw new PgmcpError("PGMCP_INTERNAL");
    return createServer(scope);
  }, {
    legacy: "reject",
    onerror: (error) => log.debug("{message}", { message: error.message }),
  });
  const sessions = new LegacySessions({
    createServer,
    maxSessions: options.maxSessions ?? DEFAULT_MAX_SESSIONS,
    maxSessionsOfKey: options.maxSessionsOfKey ?? DEFAULT_MAX_SESSIONS_OF_KEY,
    idleMs,
    minIdleMs: Math.min(MIN_IDLE_MS, idleMs),
    now: options.now ?? (() => performance.now()),
  });
  const listening = new ListenStreams(options.maxSessionsOfKey ?? DEFAULT_MAX_SESSIONS_OF_KEY);
  const stopListening = options.listChanges?.listen((kind) => {
    sessions.announce(kind);
    switch (kind) {
      case "tools":
        return modern.notify.toolsChanged();
      case "prompts":
        return modern.notify.promptsChanged();
      case "resources":
        return modern.notify.resourcesChanged();
    }
  });

  function answerPlainly(
    request: Request,
    body: unknown,
    scope: RequestScope,
  ): Promise<Response> | null {
    const call = plainHttpCall(request, body);
    if (call === null) return null;
    const answer = answerPlainCall(call, {
      ...{ scope, calls, signals: [request.signal], progress: null, era: "modern" },
    });
    return answer?.then((message) => Response.json(message)) ?? null;
  }

  return {
    async handle(request, body, scope = everything) {
      const answer = options.createServer === undefined
        ? answerPlainly(request, body, scope)
        : null;
      if (answer !== null) return await endLate(request, answer, scope);
      scopes.set(request, scope);
      const legacy = request.method !== "POST" || await isLegacyRequest(request, body);
      // A session that ends closes its own streams.
      if (legacy) {
        // The trace of the request that opens a session is not that of the session's calls.
        return await sessions.handle(request, body, { ...scope, traceparent: undefined });
      }
      const left = listening.enter(body, scope.principal.id);
      return await endLate(request, modern.fetch(request, { parsedBody: body }), scope, left);
    },
    get draining() {
      return calls.draining;
    },
    async close(graceMs) {
      await calls.drain(graceMs, CANCEL_MS);
      stopListening?.();
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

async function endLate(
  request: Request,
  answer: Promise<Response>,
  scope: RequestScope,
  onEnd: () => void = () => {},
): Promise<Response> {
  try {
    const response = await streamIfLate(request, answer);
    return scope.ended === undefined ? response : endStream(response, scope.ended, onEnd);
  } catch (error) {
    // There is no stream, and so nothing that would end.
    onEnd();
    throw error;
  }
}
