// Lets the web pages that ALLOWED_ORIGINS names use MCP from a browser (CORS): they may
// send a key and read the answer. Pages of this machine are let through to look, as always,
// but no browser hands them an answer: a key is not theirs to use unless they are named.

import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { hostName } from "./host_name.ts";

/** How long a browser may remember what it was told, in seconds. */
const MAX_AGE_SECONDS = 600;

/** Answers preflights and names the origin in answers, for pages on hosts of `allowedNames`. */
export function crossOrigin(allowedNames: readonly string[]): MiddlewareHandler {
  return cors({
    origin(origin) {
      const name = origin.includes("://") ? hostName(origin) : null;
      return name !== null && allowedNames.includes(name) ? origin : null;
    },
    allowMethods: ["GET", "POST", "DELETE"],
    allowHeaders: [
      "Authorization",
      "Content-Type",
      "Last-Event-ID",
      "Mcp-Method",
      "Mcp-Name",
      "Mcp-Protocol-Version",
      "Mcp-Session-Id",
    ],
    exposeHeaders: ["Mcp-Session-Id", "Retry-After", "WWW-Authenticate"],
    maxAge: MAX_AGE_SECONDS,
  });
}
