// Reads a request's JSON body once, bounded while it arrives: a declared length
// is only a claim. A web page cannot send application/json without being asked
// (CORS preflight), which is why the type is checked too.

import { PgmcpError } from "../../core/errors.ts";

/** The parsed body; throws `PGMCP_CONTENT_TYPE_NOT_ALLOWED`, `PGMCP_BODY_TOO_LARGE` or `PGMCP_BODY_NOT_JSON`. */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new PgmcpError("PGMCP_CONTENT_TYPE_NOT_ALLOWED");
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  try {
    for await (const piece of request.body ?? []) {
      bytes += piece.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(piece, { stream: true });
    }
    text += decoder.decode();
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof PgmcpError) throw cause;
    throw new PgmcpError("PGMCP_BODY_NOT_JSON", { cause });
  }
}

function tooLarge(maxBytes: number): PgmcpError {
  return new PgmcpError("PGMCP_BODY_TOO_LARGE", { hint: `Send at most ${maxBytes} bytes.` });
}
