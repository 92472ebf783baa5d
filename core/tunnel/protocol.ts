// The tunnel between a server and the agents that dial out to it: the whole wire format, and its
// history. An agent opens one WebSocket (RFC 6455) to `/agent`, with its key in `Authorization`;
// over it go JSON-RPC 2.0 messages, one a WebSocket message, in both directions. Whatever is not
// described here closes the link with a code of CLOSE_CODES. Reading messages: `read_*.ts` here.
//
// Frames. A text message is one JSON-RPC object in JSON; there are no batches. A binary message
// is the same JSON in raw DEFLATE (RFC 1951), only between two that both named the capability
// `deflate`. Ids are non-negative integers, given by whoever asks; each side has its own.
//
// Opening. The agent's first message is the request `hello` (AgentHello). The server answers with
// ServerHello, or with an error and a close. Nothing else is said before.
//
// From the server, requests: `queries.query`, `queries.explain`, `schema.list_schemas`,
// `schema.list_tables`, `schema.describe_table`, `database.ping`; each with the database's name,
// what the port's method takes (core/ports), and CallContext.
// From the agent, notifications: `databases` (the whole new list), `draining` (no new calls,
// please: the calls in flight will be answered, then it closes), `progress` (of a request that
// asked for it).
// From either: the notifications `cancel` (of a request of one's own) and `heartbeat`.
//
// Liveness. Each side says `heartbeat` every HEARTBEAT_MS, and counts the intervals in
// which it heard nothing: at MISSED_INTERVALS the link is lost. Intervals are counted rather than
// clocks compared, so that neither a clock that jumps nor a machine that slept ends a good link.
//
// Errors. An error's `data.code` is a code of core/error_table.ts; its message is safe to show.
// Whatever else went wrong is PGMCP_INTERNAL, and stays in the agent's log.
//
// History.
// 1: the first.

/** The versions that are spoken here, from the oldest to the newest. */
export const PROTOCOL_VERSIONS = { min: 1, max: 1 } as const;
/** The WebSocket subprotocol; its number changes only with the framing. */
export const SUBPROTOCOL = "pgmcp.v1";
/** Where a server takes agents. */
export const AGENT_PATH = "/agent";

/** How often each side says that it is there. */
export const HEARTBEAT_MS = 7_000;
/** In how many intervals in a row nothing may be heard: with {@linkcode HEARTBEAT_MS}, 28 s at the longest. */
export const MISSED_INTERVALS = 3;
/** How long the opening may take. */
export const HELLO_TIMEOUT_MS = 10_000;

/** The largest message from a server: SQL is at most 32 KB, and little comes with it. */
export const MAX_CALL_BYTES = 1024 * 1024;
/** The largest message from an agent; an answer that is larger is an error instead. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** How much may wait to be sent before the other side counts as too slow. */
export const MAX_UNSENT_BYTES = 64 * 1024 * 1024;
/** How much may have come and wait to be read: messages are inflated one after the other. */
export const MAX_UNREAD_BYTES = 4 * MAX_ANSWER_BYTES;
/** From which size on messages are compressed: below, packing takes longer than sending. */
export const DEFLATE_FROM_BYTES = 16 * 1024;
/** The most calls that an agent works on at once; further ones are PGMCP_BUSY. */
export const MAX_CALLS_IN_FLIGHT = 1_024;
/** The most calls that were cancelled and are not answered: they are still the other side's to answer. */
export const MAX_UNANSWERED = 2 * MAX_CALLS_IN_FLIGHT;
/** The most databases that one agent may offer. */
export const MAX_DATABASES = 1_000;

/** Why a link was closed (RFC 6455, section 7.4.2: 4000 to 4999 are for applications; WebSocket's own API sends no others but 1000). */
export const CLOSE_CODES = {
  /** It has ended as agreed. */
  done: 1000,
  /** A frame that is malformed, or that the protocol does not know. */
  protocolError: 4000,
  /** No version that both speak. */
  versionMismatch: 4001,
  /** The opening took too long. */
  helloTimeout: 4002,
  /** The key was revoked, or admits none of the databases. */
  notAdmitted: 4003,
  /** The same agent is connected anew. */
  replaced: 4004,
  /** Nothing was heard for too long. */
  silent: 4005,
  /** The other side takes too slowly what is sent to it. */
  tooSlow: 4006,
  /** This side ends, and may come back. */
  goingAway: 4007,
} as const;

/** What else one can do, named at the opening; unknown ones are no error. */
export const CAPABILITIES: readonly string[] = ["deflate", "progress"];

/** What a server asks of an agent. */
export const CALL_METHODS = [
  "queries.query",
  "queries.explain",
  "schema.list_schemas",
  "schema.list_tables",
  "schema.describe_table",
  "database.ping",
] as const;

/** A request of a server's. */
export type CallMethod = typeof CALL_METHODS[number];
