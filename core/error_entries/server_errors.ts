// What links, HTTP requests and keys fail with; a part of the error table.

import type { ErrorCode } from "../error_code.ts";
import { type ErrorEntry, failure } from "./error_entry.ts";

/** The codes of a server and its agents. */
export const SERVER_ERRORS = {
  // The tunnel to a database's agent.
  PGMCP_AGENT_UNAVAILABLE: failure(
    503,
    "No agent of this database is connected.",
    "An operator can start pgmcp agent beside the database; calls recover by themselves.",
    true,
  ),
  PGMCP_AGENT_LOST: failure(
    503,
    "The link to the database's agent broke during the call.",
    "Call again; agents come back by themselves.",
    true,
  ),
  PGMCP_AGENT_TIMEOUT: failure(
    504,
    "The database's agent did not answer in time, and the call was cancelled.",
    "Call again, or narrow the query.",
    true,
  ),
  PGMCP_AGENT_REFUSED: failure(
    403,
    "The server will not have this agent.",
    "Make a key with pgmcp keys create --agent on the server, and set it as AGENT_KEY.",
  ),
  PGMCP_TUNNEL_PROTOCOL: failure(
    400,
    "A message of the tunnel is not what the protocol allows.",
    "Look which program is at the other end; both have to be pgmcp.",
  ),
  PGMCP_TUNNEL_VERSION: failure(
    426,
    "Server and agent speak no common version of the tunnel's protocol.",
    "Upgrade the older one.",
  ),
  PGMCP_BUSY: failure(503, "All database connections are busy.", "Call again in a moment.", true),
  PGMCP_SHUTTING_DOWN: failure(503, "pgmcp is shutting down.", "Call again when it is back.", true),
  // HTTP requests.
  PGMCP_NOT_FOUND: failure(404, "There is nothing at this address.", "MCP is at /mcp."),
  PGMCP_METHOD_NOT_ALLOWED: failure(
    405,
    "This method is not allowed here.",
    "Use GET for /health and /ready; POST, GET and DELETE for /mcp.",
  ),
  PGMCP_HOST_NOT_ALLOWED: failure(
    403,
    "The Host header names a host that is not served.",
    "Use a loopback name such as localhost, or one that ALLOWED_HOSTS names.",
  ),
  PGMCP_ORIGIN_NOT_ALLOWED: failure(
    403,
    "Requests from this web origin are not allowed.",
    "Use a client outside the browser, or an origin that ALLOWED_ORIGINS names.",
  ),
  PGMCP_CONTENT_TYPE_NOT_ALLOWED: failure(
    415,
    "The body is not declared as JSON.",
    "Send Content-Type: application/json.",
  ),
  PGMCP_BODY_TOO_LARGE: failure(413, "The request's body is too large.", "Send at most 1 MiB."),
  PGMCP_BODY_NOT_JSON: {
    ...failure(400, "The request's body is not JSON.", "Send one JSON-RPC 2.0 message."),
    jsonRpcCode: -32700,
  },
  PGMCP_TOO_MANY_SESSIONS: failure(
    503,
    "There are too many open sessions.",
    "End sessions with DELETE, or call again when idle ones have expired.",
    true,
  ),
  // Who asks.
  PGMCP_KEY_REQUIRED: failure(
    401,
    "There is no API key in the request.",
    "Send the header Authorization: Bearer pgmcp_client_…; pgmcp keys create makes a key.",
  ),
  PGMCP_KEY_NOT_VALID: failure(
    401,
    "The API key is not valid.",
    "Check that it is whole; pgmcp keys list shows what was revoked or has expired, pgmcp keys create makes another.",
  ),
  PGMCP_KEY_WRONG_KIND: failure(
    403,
    "The API key is of the other kind.",
    "Clients need a key that begins with pgmcp_client_, agents one that begins with pgmcp_agent_.",
  ),
  PGMCP_KEYS_UNAVAILABLE: failure(
    503,
    "The API keys cannot be looked up.",
    "See pgmcp's log: the file that KEYS_FILE names cannot be read or written.",
    true,
  ),
  PGMCP_RATE_LIMITED: failure(
    429,
    "The API key has been used as often as it may be.",
    "Call again after the time that Retry-After gives.",
    true,
  ),
  PGMCP_QUOTA_EXCEEDED: failure(
    429,
    "The policy's quota is used up.",
    "Call again later; ask for less with fewer, wider queries.",
    true,
  ),
  PGMCP_PLAN_REFUSED: failure(
    422,
    "The plan is over a limit of the policy.",
    "Narrow the statement; explain shows its plan.",
  ),
  PGMCP_UNTRUSTED_COMBINATION: failure(
    403,
    "The policy does not let untrusted text be combined with other tables in one session.",
    "Ask in a new session.",
  ),
  PGMCP_LOCKED_DOWN: failure(
    503,
    "Everything is stopped by an operator.",
    "Ask them; pgmcp lockdown --lift ends it.",
  ),
  PGMCP_INTERNAL: {
    ...failure(500, "Something went wrong inside pgmcp.", "See pgmcp's log; please report it."),
    jsonRpcCode: -32603,
  },
} satisfies Partial<Record<ErrorCode, ErrorEntry>>;
