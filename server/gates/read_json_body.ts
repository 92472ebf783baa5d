// Reads a request's JSON body once, bounded while it arrives: a declared length
// is only a claim. A web page cannot send application/json without being asked
// (CORS preflight), which is why the type is checked too.

import { PgmcpError } from "../../core/errors.ts";

/** Options of {@linkcode readJsonBody}. */
export interface JsonBodyOptions {
  /** The largest body taken. */
  readonly maxBytes: number;
  /** How long it may take to come, in milliseconds; {@linkcode BODY_TIMEOUT_MS} by default. */
  readonly timeoutMs?: number;
}

/** How long a body may take to come: whoever sends a byte now and then must not hold a connection for ever. */
const BODY_TIMEOUT_MS = 30_000;

/** The parsed body; throws `PGMCP_CONTENT_TYPE_NOT_ALLOWED`, `PGMCP_BODY_TOO_LARGE` or `PGMCP_BODY_NOT_JSON`, the latter also where it does not come in time. */
export async function readJsonBody(request: Request, options: JsonBodyOptions): Promise<unknown> {
  const { maxBytes, timeoutMs = BODY_TIMEOUT_MS } = options;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new PgmcpError("PGMCP_CONTENT_TYPE_NOT_ALLOWED");
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  try {
    const text = new TextDecoder("utf-8", { fatal: true });
    return JSON.parse(text.decode(await inTime(readBytes(request, maxBytes), timeoutMs)));
  } catch (cause) {
    if (cause instanceof PgmcpError) throw cause;
    throw new PgmcpError("PGMCP_BODY_NOT_JSON", { cause });
  }
}

async function inTime<T>(coming: Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new PgmcpError("PGMCP_BODY_NOT_JSON", {
        message: `The request's body did not come within ${timeoutMs / 1_000} s.`,
      }),
    );
  }, timeoutMs);
  try {
    return await Promise.race([coming, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readBytes(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // HTTP lets no more arrive than a declared length, and reading in one piece saves a stream.
  if (request.headers.has("content-length")) {
    const bytes = await request.bytes();
    if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
    return bytes;
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return await new Blob(pieces).bytes();
}

function tooLarge(maxBytes: number): PgmcpError {
  return new PgmcpError("PGMCP_BODY_TOO_LARGE", { hint: `Send at most ${maxBytes} bytes.` });
}
