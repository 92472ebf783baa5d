// Recognises the message that nearly all traffic consists of: a `tools/call` in so plain
// a form that the protocol has nothing left to judge or to negotiate. Whatever is
// anything else, right or wrong, is null here and the SDK's business: it does the same
// to a plain call, only that it takes longer.

import {
  type Fields,
  hasOnly,
  isFields,
  isId,
  isPlainCapabilities,
  isPlainClient,
} from "./plain_fields.ts";

/** A call of a tool. */
export interface PlainCall {
  readonly id: string | number;
  /** The tool's name, which may be of none. */
  readonly name: string;
  /** The arguments, unchecked; undefined where there are none. */
  readonly input: Fields | undefined;
  /** Under which name the client wants to hear of progress; null where it does not. */
  readonly progressToken: string | number | null;
}

/** The revision whose calls carry an envelope of their own (2026-07-28, "Per-request metadata"). */
export const MODERN_REVISION = "2026-07-28";

const TOKEN_KEY = "progressToken";
const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CLIENT_KEY = "io.modelcontextprotocol/clientInfo";
const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";

/** An envelope that says nothing more than it has to. */
export const LEAST_ENVELOPE: Fields = { [VERSION_KEY]: MODERN_REVISION, [CAPABILITIES_KEY]: {} };

/** The plain call of the 2026-07-28 revision that `message` is, or null. */
export function plainModernCall(message: unknown): PlainCall | null {
  const call = plainCall(message, ["name", "arguments", "_meta"]);
  return call !== null && hasPlainEnvelope(message) ? call : null;
}

/** The plain call of the 2025 revisions that `message` is, or null. */
export function plainLegacyCall(message: unknown): PlainCall | null {
  const call = plainCall(message, ["name", "arguments", "_meta"]);
  return call !== null && hasPlainMeta(message, [TOKEN_KEY]) ? call : null;
}

/** Whether `message` carries the envelope of 2026-07-28 in its plain form. */
export function hasPlainEnvelope(message: unknown): boolean {
  if (!isFields(message) || !isFields(message.params)) return false;
  const { _meta: meta } = message.params;
  const known = [VERSION_KEY, CLIENT_KEY, CAPABILITIES_KEY, TOKEN_KEY];
  if (!isFields(meta) || !hasPlainMeta(message, known)) return false;
  const client = meta[CLIENT_KEY];
  return meta[VERSION_KEY] === MODERN_REVISION && isPlainCapabilities(meta[CAPABILITIES_KEY]) &&
    (client === undefined || isPlainClient(client));
}

function hasPlainMeta(message: unknown, known: readonly string[]): boolean {
  if (!isFields(message) || !isFields(message.params)) return false;
  const { _meta: meta } = message.params;
  if (meta === undefined) return true;
  return isFields(meta) && hasOnly(meta, known) &&
    (!Object.hasOwn(meta, TOKEN_KEY) || isId(meta[TOKEN_KEY]));
}

function plainCall(message: unknown, parameters: readonly string[]): PlainCall | null {
  if (!isFields(message) || !hasOnly(message, ["jsonrpc", "id", "method", "params"])) return null;
  const { jsonrpc, id, method, params } = message;
  if (jsonrpc !== "2.0" || method !== "tools/call" || !isId(id)) return null;
  if (!isFields(params) || !hasOnly(params, parameters)) return null;
  const { name, arguments: input } = params;
  if (typeof name !== "string") return null;
  if (input !== undefined && (!isFields(input) || Object.hasOwn(input, "__proto__"))) return null;
  const token = isFields(params._meta) ? params._meta[TOKEN_KEY] : undefined;
  return { id, name, input, progressToken: isId(token) ? token : null };
}
