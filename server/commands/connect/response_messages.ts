// The messages that a response of the server carries: one as JSON, several as an event stream,
// none where it only says that a message arrived; or the error it is.

import { ERROR_TABLE, PgmcpError } from "../../../core/errors.ts";
import { boundedText } from "./bounded_text.ts";
import { eventData } from "./event_stream.ts";

/** A JSON-RPC error (section 5.1), to be sent with the id of whoever asked. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

// MAX_RESULT_BYTES is at most 64 MiB, and JSON escapes some of it.
const MAX_MESSAGE_CHARACTERS = 256 * 1024 ** 2;
// An error of ours is a few sentences; anything longer is a page of something between.
const MAX_ERROR_CHARACTERS = 64 * 1024;

/** The messages' texts, each in one line, as they come. */
export async function* responseMessages(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
    for await (const data of eventData(response.body, MAX_MESSAGE_CHARACTERS)) yield oneLine(data);
    return;
  }
  const text = await boundedText(response, MAX_MESSAGE_CHARACTERS);
  if (text.trim() !== "") yield oneLine(text);
}

/** The error that a response with a status of 400 or more stands for. */
export async function responseError(response: Response): Promise<RpcError> {
  const status = response.status;
  const error = readError(await errorText(response));
  if (error !== null) return error;
  // It came from something between: the words of a proxy's page help nobody.
  return rpcError(
    new PgmcpError("PGMCP_SERVER_UNREACHABLE", {
      message: `The server answered with HTTP ${status}, and not as pgmcp does.`,
      hint: "Check the address: it ends in /mcp.",
    }),
  );
}

/** An error of ours on the wire, as the server writes them. */
export function rpcError(error: PgmcpError): RpcError {
  const { code, hint, message } = error;
  const { jsonRpcCode, retryable } = ERROR_TABLE[code];
  return {
    code: jsonRpcCode,
    message: `${code}: ${message} ${hint}`,
    data: { code, hint, retryable },
  };
}

async function errorText(response: Response): Promise<string> {
  try {
    return await boundedText(response, MAX_ERROR_CHARACTERS);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "";
  }
}

function readError(text: string): RpcError | null {
  try {
    const error: unknown = JSON.parse(text)?.error;
    if (typeof error !== "object" || error === null) return null;
    if (!("message" in error) || typeof error.message !== "string") return null;
    if (!("code" in error) || typeof error.code !== "number") return null;
    return {
      code: error.code,
      message: error.message,
      ...("data" in error ? { data: error.data } : {}),
    };
  } catch {
    return null;
  }
}

// Inside a JSON string there is no raw line end, so between values a space will do.
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
