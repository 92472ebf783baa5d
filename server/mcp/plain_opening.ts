// Recognises the handshake of the 2025 revisions in its plain form, and answers it as the
// SDK does. The SDK hears of it once it is needed: see stdio_router.

import type { ListChanges } from "../list_changes.ts";
import type { ServedDatabases } from "../tools/served_databases.ts";
import { serverInstructions } from "./instructions.ts";
import { hasOnly, isFields, isId, isPlainCapabilities, isPlainClient } from "./plain_fields.ts";
import { SERVER_INFO, serverCapabilities } from "./server_profile.ts";

/** A handshake. */
export interface PlainOpening {
  readonly id: string | number;
  readonly protocolVersion: string;
}

/** The revisions in which the results of tools look the same. */
export const LEGACY_REVISIONS: readonly string[] = ["2025-11-25", "2025-06-18"];

/** The handshake that `message` is, or null. */
export function plainOpening(message: unknown): PlainOpening | null {
  if (!isFields(message) || !hasOnly(message, ["jsonrpc", "id", "method", "params"])) return null;
  const { jsonrpc, id, method, params } = message;
  if (jsonrpc !== "2.0" || method !== "initialize" || !isId(id) || !isFields(params)) return null;
  if (!hasOnly(params, ["protocolVersion", "capabilities", "clientInfo"])) return null;
  const { protocolVersion, capabilities, clientInfo } = params;
  if (typeof protocolVersion !== "string" || !LEGACY_REVISIONS.includes(protocolVersion)) {
    return null;
  }
  if (!isPlainCapabilities(capabilities) || !isPlainClient(clientInfo)) return null;
  return { id, protocolVersion };
}

/** Whether `message` says that the handshake is over. */
export function isPlainInitialized(message: unknown): boolean {
  return isFields(message) && hasOnly(message, ["jsonrpc", "method"]) &&
    message.jsonrpc === "2.0" && message.method === "notifications/initialized";
}

/** What the answer tells. */
export interface OpeningAnswerOptions {
  readonly databases: ServedDatabases;
  readonly listChanges?: ListChanges | undefined;
}

/** The answer to a handshake. */
export function answerPlainOpening(opening: PlainOpening, options: OpeningAnswerOptions) {
  return {
    result: {
      protocolVersion: opening.protocolVersion,
      capabilities: serverCapabilities(options.listChanges),
      serverInfo: SERVER_INFO,
      instructions: serverInstructions(options.databases.list),
    },
    jsonrpc: "2.0",
    id: opening.id,
  } as const;
}
