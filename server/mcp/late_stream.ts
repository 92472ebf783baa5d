// An answer that comes soon is one JSON body, with its own HTTP status; one that takes
// longer becomes an event stream (MCP, "Streamable HTTP": either is allowed). Deno
// 2.9.6 notices a client that hangs up only once a response has begun, so a slow call
// needs an open one to be cancelled; for a quick one a stream is only a cost.

import { getLogger } from "@logtape/logtape";
import { PgmcpError } from "../../core/errors.ts";
import { rpcErrorResponse } from "../error_response.ts";
import { faultTrace } from "../fault_trace.ts";

const log = getLogger(["pgmcp", "http"]);

/** How long an answer may take before its stream is opened, in milliseconds. */
export const LATE_MS = 100;
/** How often a stream that waits says that it lives, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

const EVENT_STREAM = "text/event-stream";

/** The response of `answer`, or an event stream that will carry it, where `request` accepts one. */
export async function streamIfLate(
  request: Request,
  answer: Promise<Response>,
): Promise<Response> {
  if (!(request.headers.get("accept") ?? "").includes(EVENT_STREAM)) return await answer;
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), LATE_MS);
  const response = await Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
  if (response !== null) return response;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  fill(writable, answer.catch(failed)).catch((error: unknown) => {
    // The client is gone; its request's signal ends the call.
    log.debug("Cannot go on with a response: {error}", { error: String(error) });
  });
  return new Response(readable, {
    headers: {
      "content-type": EVENT_STREAM,
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

// The status is gone by then; without an event the client would wait for ever.
function failed(error: unknown): Response {
  if (error instanceof PgmcpError) return rpcErrorResponse(error);
  log.error("A request failed inside pgmcp: {trace}", { trace: faultTrace(error) });
  return rpcErrorResponse(new PgmcpError("PGMCP_INTERNAL"));
}

async function fill(writable: WritableStream<Uint8Array>, answer: Promise<Response>) {
  const body = await eventsOf(await keptAlive(writable, answer));
  if (body === null) await writable.close();
  else await body.pipeTo(writable);
}

/** Writes comments until the answer is there, so that nothing between us and the client gives up. */
async function keptAlive(
  writable: WritableStream<Uint8Array>,
  answer: Promise<Response>,
): Promise<Response> {
  const writer = writable.getWriter();
  const comment = new TextEncoder().encode(":\n\n");
  const timer = setInterval(() => {
    // A stream that nobody reads any more fails the last write too, and there it is told.
    writer.write(comment).catch(() => clearInterval(timer));
  }, KEEP_ALIVE_MS);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
    writer.releaseLock();
  }
}

async function eventsOf(response: Response): Promise<ReadableStream<Uint8Array> | null> {
  if (response.headers.get("content-type")?.startsWith(EVENT_STREAM)) return response.body;
  const text = await response.text();
  // JSON as it is sent has no line breaks, and an event's data must have none.
  return text === "" ? null : new Response(`event: message\ndata: ${text}\n\n`).body;
}
