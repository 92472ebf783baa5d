// What the bridge has to know of a JSON-RPC message. It passes the text itself on, untouched:
// numbers keep their digits, and what it does not know goes through.

/** A request's id. */
export type MessageId = string | number;

/** A message, as far as the bridge cares. */
export type BridgedMessage =
  & { readonly text: string }
  & (
    | {
      readonly kind: "request";
      readonly id: MessageId;
      readonly method: string;
      /** What `Mcp-Name` repeats: the tool's or prompt's name, the resource's address. */
      readonly name: string | null;
      /** The revision it names in `_meta`, as every request of 2026-07-28 does; null in the 2025 era. */
      readonly revision: string | null;
    }
    | {
      readonly kind: "notification";
      readonly method: string;
      /** The request that `notifications/cancelled` speaks of. */
      readonly cancels: MessageId | null;
    }
    | { readonly kind: "response"; readonly id: MessageId | null; readonly result: unknown }
  );

type Fields = Readonly<Record<string, unknown>>;

/** The key of `_meta` with the revision (MCP 2026-07-28, "Per-request metadata"). */
const REVISION_KEY = "io.modelcontextprotocol/protocolVersion";

/** The methods of which `Mcp-Name` repeats a parameter (MCP 2026-07-28, "Standard request headers"). */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
]);

/** Reads one message, or several of a batch; null where the text is none. */
export function readMessages(text: string): readonly BridgedMessage[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) {
    const message = read(value, text);
    return message === null ? null : [message];
  }
  const messages = value.map((each) => read(each, JSON.stringify(each)));
  const known = messages.filter((message) => message !== null);
  return known.length === messages.length && known.length > 0 ? known : null;
}

function read(value: unknown, text: string): BridgedMessage | null {
  const message = fields(value);
  if (message === null || message.jsonrpc !== "2.0") return null;
  const { id, method } = message;
  const params = fields(message.params);
  if (typeof method !== "string") {
    if (!("result" in message) && !("error" in message)) return null;
    return { kind: "response", id: isId(id) ? id : null, result: message.result, text };
  }
  if (id === undefined) {
    const cancelled = method === "notifications/cancelled" ? params?.requestId : undefined;
    return { kind: "notification", method, cancels: isId(cancelled) ? cancelled : null, text };
  }
  if (!isId(id)) return null;
  const name = params?.[NAMED.get(method) ?? ""];
  const revision = fields(params?._meta)?.[REVISION_KEY];
  return {
    kind: "request",
    id,
    method,
    name: typeof name === "string" ? name : null,
    revision: typeof revision === "string" ? revision : null,
    text,
  };
}

function isId(value: unknown): value is MessageId {
  return typeof value === "string" || typeof value === "number";
}

function fields(value: unknown): Fields | null {
  // A JSON object has string keys and any values.
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Fields
    : null;
}
