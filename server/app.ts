// The HTTP application as one function from request to response: gates, then MCP
// at /mcp, /health for "the process lives" and /ready for "the database answers".
// Agents come in at /agent. It listens to nothing itself: see serve_http. Who asks, a gate finds out.

import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { PgmcpError } from "../core/errors.ts";
import { isTraceparent } from "../core/tunnel/is_traceparent.ts";
import { AGENT_PATH } from "../core/tunnel/protocol.ts";
import { errorResponse, rpcErrorResponse } from "./error_response.ts";
import { faultTrace } from "./fault_trace.ts";
import type { Admission } from "./gates/admission.ts";
import type { ApiKeyGate } from "./gates/api_key_gate.ts";
import { crossOrigin } from "./gates/cross_origin.ts";
import { refuseHost } from "./gates/host_gate.ts";
import { LOOPBACK_NAMES } from "./gates/host_name.ts";
import { refuseOrigin } from "./gates/origin_gate.ts";
import { readJsonBody } from "./gates/read_json_body.ts";
import { createHttpEndpoint, type HttpEndpointOptions } from "./mcp/http_endpoint.ts";
import { admittedScope, localScope, type RequestScope } from "./mcp/request_scope.ts";
import {
  createReadiness,
  type DatabaseReadiness,
  type Readiness,
  type ReadinessQuestion,
} from "./readiness.ts";
import { oneDatabase } from "./tools/one_database.ts";
import { acceptAgent } from "./tunnel/accept_agent.ts";
import { listAgents } from "./tunnel/list_agents.ts";
import type { Tunnel } from "./tunnel/tunnel.ts";

const log = getLogger(["pgmcp", "http"]);

/** Options of {@linkcode createApp}, with those of the MCP endpoint. */
export interface AppOptions extends HttpEndpointOptions {
  /** Finds out who asks, and what they may use; by default everybody may use everything. */
  readonly gate?: ApiKeyGate;
  /** Takes agents at `/agent`, where there is a gate too; nobody is taken by default. Ends with the application. */
  readonly tunnel?: Tunnel;
  /** Host names served besides the loopback names, without port; none by default. */
  readonly allowedHosts?: readonly string[];
  /** Host names of web origins let in besides the loopback names, without port; none by default. */
  readonly allowedOrigins?: readonly string[];
  /** The largest body accepted, in bytes; 1 MiB by default. */
  readonly maxBodyBytes?: number;
  /** How long the database may take to answer `/ready`, in milliseconds; 2,000 by default. */
  readonly readyTimeoutMs?: number;
}

/** The application. */
export interface App extends AsyncDisposable {
  /** Answers one request; never throws. */
  fetch(request: Request): Promise<Response>;
  /** Refuses new calls, lets running ones finish for `graceMs` (0 by default), cancels the rest, ends all streams. */
  close(graceMs?: number): Promise<void>;
}

/** The largest body accepted. SQL is at most 32 KB; a message holds little else. */
const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
/** How long the database may take to answer `/ready`. */
const DEFAULT_READY_TIMEOUT_MS = 2_000;
/** How long an answer of `/ready` holds. */
const READY_CACHE_MS = 1_000;

/** Makes the application; connects to nothing. */
export function createApp(options: AppOptions): App {
  const allowedHosts = [...LOOPBACK_NAMES, ...options.allowedHosts ?? []];
  const allowedOrigins = [...LOOPBACK_NAMES, ...options.allowedOrigins ?? []];
  const maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const now = options.now ?? (() => performance.now());
  const { gate, tunnel } = options;
  const everything = localScope(options.database);
  const mcp = createHttpEndpoint(options);
  const readiness = createReadiness({
    database: options.database,
    timeoutMs: options.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS,
    cacheMs: READY_CACHE_MS,
    now,
  });

  const app = new Hono();
  app.use(secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    // Until there is TLS, this header would promise what is not there.
    strictTransportSecurity: false,
    xFrameOptions: "DENY",
  }));
  function refusal(request: Request): PgmcpError | null {
    return refuseHost(request, allowedHosts) ?? refuseOrigin(request, allowedOrigins);
  }

  app.use(async ({ req }, next) => {
    const refused = refusal(req.raw);
    if (refused !== null) throw refused;
    await next();
  });
  const pages = options.allowedOrigins ?? [];
  if (pages.length > 0) app.use("/mcp/*", crossOrigin(pages));
  app.get("/health", () => Response.json({ status: "ok" }));
  app.get("/ready", async ({ req }) => {
    if (mcp.draining) return notReady(new PgmcpError("PGMCP_SHUTTING_DOWN").message);
    const closed = await gate?.closed() ?? null;
    // The databases are not asked while nobody may.
    const question = closed === null ? readiness : closedToAll(closed);
    const agents = tunnel?.agents ?? null;
    if (gate?.keysRequired === true) return await readyForKey(req.raw, question, { gate, agents });
    const answer = await question.each();
    const known = { ...listed(answer.databases), ...(agents && { agents: listAgents(agents) }) };
    return answer.kind === "ready"
      ? Response.json({ status: "ready", ...known })
      : notReady(answer.reason, known);
  });
  app.on(["GET", "POST", "DELETE"], ["/mcp", "/mcp/:database"], async ({ req }) => {
    if (mcp.draining) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    const admission = await gate?.authenticate(req.raw, "client");
    if (admission instanceof Response) return admission;
    const body = req.method === "POST"
      ? await readJsonBody(req.raw, { maxBytes: maxBodyBytes })
      : undefined;
    // The body can take longer to come than the key is good.
    admission?.ended.throwIfAborted();
    const scope = traced(req.raw, scopeAt(req.param("database"), admission));
    const tooMany = admission === undefined ? null : await gate?.limitCalls(admission, body);
    return tooMany ?? await mcp.handle(req.raw, body, scope);
  });
  app.all("*", ({ req }) => {
    const known = ["/health", "/ready"].includes(req.path) || isMcp(req.path);
    throw new PgmcpError(known ? "PGMCP_METHOD_NOT_ALLOWED" : "PGMCP_NOT_FOUND");
  });
  app.onError((error, { req }) => {
    if (!(error instanceof PgmcpError)) {
      log.error("A request failed inside pgmcp: {trace}", { trace: faultTrace(error) });
    }
    const shown = error instanceof PgmcpError
      ? error
      : new PgmcpError("PGMCP_INTERNAL", { cause: error });
    return isMcp(req.path) ? rpcErrorResponse(shown) : errorResponse(shown);
  });

  /** What a caller may use at `/mcp`, or of that at `/mcp/{name}`. */
  function scopeAt(name: string | undefined, admission: Admission | undefined): RequestScope {
    const scope = admission === undefined ? everything : admittedScope(admission, options.database);
    if (name === undefined) return scope;
    const databases = oneDatabase(scope.databases, name);
    // The same answer for one that is not there and one that they may not use.
    if (databases.list.length === 0) throw new PgmcpError("PGMCP_DATABASE_NOT_FOUND");
    return { ...scope, databases };
  }

  /** Agents do not pass the router: nothing may be added to the response that upgrades. */
  async function takeAgent(request: Request): Promise<Response> {
    const refused = refusal(request);
    if (refused !== null) return errorResponse(refused);
    if (tunnel === undefined || gate === undefined) {
      return errorResponse(new PgmcpError("PGMCP_NOT_FOUND"));
    }
    if (mcp.draining) return errorResponse(new PgmcpError("PGMCP_SHUTTING_DOWN"));
    return await acceptAgent(request, { tunnel, authenticate: gate.authenticate });
  }

  async function close(graceMs: number): Promise<void> {
    await mcp.close(graceMs);
    tunnel?.close();
  }

  return {
    async fetch(request) {
      return request.url.endsWith(AGENT_PATH) && new URL(request.url).pathname === AGENT_PATH
        ? await takeAgent(request)
        : await app.fetch(request);
    },
    close: (graceMs = 0) => close(graceMs),
    [Symbol.asyncDispose]: () => close(0),
  };
}

/** `scope`, with the trace that the request is part of. */
function traced(request: Request, scope: RequestScope): RequestScope {
  const traceparent = request.headers.get("traceparent");
  return traceparent !== null && isTraceparent(traceparent) ? { ...scope, traceparent } : scope;
}

function isMcp(path: string): boolean {
  return path === "/mcp" || path.startsWith("/mcp/");
}

function notReady(reason: string, known: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ status: "not_ready", reason, ...known }, { status: 503 });
}

/** Readiness as a key's owner may know it: of their databases; without a key only whether. */
async function readyForKey(
  request: Request,
  question: ReadinessQuestion,
  { gate, agents }: { readonly gate: ApiKeyGate; readonly agents: Tunnel["agents"] | null },
): Promise<Response> {
  const admission = request.headers.has("authorization")
    ? await gate.authenticate(request, "client")
    : null;
  const stranger = admission === null || admission instanceof Response;
  const answer = stranger ? await question.any() : await question.each();
  const status = answer.kind === "ready" ? 200 : 503;
  if (stranger) {
    // While nobody is let in, whoever has a good key is told why.
    const told = admission?.status === 503 && answer.kind === "not_ready"
      ? { reason: answer.reason }
      : {};
    return Response.json({ status: answer.kind, ...told }, { status });
  }
  const mayUse = (name: string) => admission.mayUse(name);
  const databases = answer.databases.filter(({ name }) => mayUse(name));
  const known = { ...listed(databases), ...(agents && { agents: listAgents(agents, mayUse) }) };
  return Response.json({ status: answer.kind, ...known }, { status });
}

/** What `/ready` says where no key is let in. */
function closedToAll({ code, message }: PgmcpError): ReadinessQuestion {
  const answer: Readiness = { kind: "not_ready", reason: `${code}: ${message}`, databases: [] };
  return { each: () => Promise.resolve(answer), any: () => Promise.resolve(answer) };
}

function listed(
  databases: readonly DatabaseReadiness[],
): { readonly databases?: readonly DatabaseReadiness[] } {
  return databases.length === 0 ? {} : { databases };
}
