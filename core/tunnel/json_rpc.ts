// JSON-RPC 2.0 messages (sections 4 and 5), as far as the tunnel uses them: one object a frame,
// parameters by name, ids that are integers. Anything else is no message.

/** Somebody asks. */
export interface RpcRequest {
  readonly kind: "request";
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Somebody says. */
export interface RpcNotification {
  readonly kind: "notification";
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The answer to a request. */
export interface RpcResult {
  readonly kind: "result";
  readonly id: number;
  readonly result: unknown;
}

/** The failure of a request. */
export interface RpcFailure {
  readonly kind: "failure";
  readonly id: number;
  readonly error: Readonly<Record<string, unknown>>;
}

/** A message. */
export type RpcMessage = RpcRequest | RpcNotification | RpcResult | RpcFailure;

/** The message in `text`; null where it is none. */
export function parseMessage(text: string): RpcMessage | null {
  const value = parseJson(text);
  if (!isRecord(value) || value.jsonrpc !== "2.0") return null;
  const { id, method, params = {}, error } = value;
  if (typeof method === "string") {
    if (!isRecord(params) || "result" in value || error !== undefined) return null;
    if (id === undefined) return { kind: "notification", method, params };
    return isId(id) ? { kind: "request", id, method, params } : null;
  }
  if (method !== undefined || !isId(id)) return null;
  if (error === undefined) {
    return "result" in value ? { kind: "result", id, result: value.result } : null;
  }
  return isRecord(error) && !("result" in value) ? { kind: "failure", id, error } : null;
}

/** The text of a message. */
export function formatMessage(message: RpcMessage): string {
  const { kind: _kind, ...rest } = message;
  return JSON.stringify({ jsonrpc: "2.0", ...rest });
}

/** Whether `value` is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
