// Keeps an agent connected until it is asked to end: dials, serves the link to its end, waits,
// and dials again, for ever. When it is asked to end it drains the link first.

import { PgmcpError } from "../../core/errors.ts";
import type { FrameSocket, LinkEnd } from "../../core/tunnel/frame_socket.ts";
import type { AgentLink } from "../../core/tunnel/open_agent_link.ts";
import { CLOSE_CODES } from "../../core/tunnel/protocol.ts";
import type { AgentLog } from "../agent_log.ts";
import { AWAY_BACKOFF, backoffMs, type BackoffOptions, REFUSED_BACKOFF } from "./backoff.ts";

/** Options of {@linkcode stayConnected}. */
export interface StayConnectedOptions {
  /** Dials. Aborting the signal gives up. */
  readonly dial: (signal: AbortSignal) => Promise<FrameSocket>;
  /** Says hello over a socket. */
  readonly open: (socket: FrameSocket) => Promise<AgentLink>;
  /** Hears of each link as it opens; the result is called when it has ended. */
  readonly onLink: (link: AgentLink) => () => void;
  /** Aborting it asks for the end. */
  readonly signal: AbortSignal;
  readonly log: AgentLog;
  /** How long calls in flight may take to finish at the end, in milliseconds. */
  readonly drainMs: number;
  /** Gives numbers from 0 to 1; `Math.random` by default. */
  readonly random?: () => number;
}

/** What an HTTP server says that ends with links still open (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
/** A link that lasted so long was a good one: the next wait is a first one again. */
const GOOD_LINK_MS = 10_000;

/** Serves until the signal aborts. */
export async function stayConnected(options: StayConnectedOptions): Promise<void> {
  const { log, signal } = options;
  let attempt = 0;
  let said = "";
  while (!signal.aborted) {
    const startedMs = performance.now();
    const left = await connectOnce(options);
    if (signal.aborted) return;
    if (performance.now() - startedMs >= GOOD_LINK_MS || left.wasOpen && !left.refused) attempt = 0;
    const backoff: BackoffOptions = left.refused ? REFUSED_BACKOFF : AWAY_BACKOFF;
    const { random } = options;
    const waitMs = backoffMs(attempt++, {
      ...backoff,
      ...(random === undefined ? {} : { random }),
    });
    // A server that is away for an hour is told of once.
    if (left.why !== said) log("warn", `${left.why} Dialling again until it answers.`);
    said = left.wasOpen ? "" : left.why;
    await pause(waitMs, signal);
  }
}

interface Left {
  /** Why there is no link any more, as a sentence. */
  readonly why: string;
  readonly wasOpen: boolean;
  /** Whether dialling soon again makes no sense. */
  readonly refused: boolean;
}

async function connectOnce(options: StayConnectedOptions): Promise<Left> {
  const { signal } = options;
  try {
    const socket = await options.dial(signal);
    const abandon = () => socket.close({ code: CLOSE_CODES.goingAway, reason: "the agent ends" });
    signal.addEventListener("abort", abandon, { once: true });
    const link = await options.open(socket)
      .finally(() => signal.removeEventListener("abort", abandon));
    const forget = options.onLink(link);
    const drain = () => void link.drain(options.drainMs);
    if (signal.aborted) drain();
    signal.addEventListener("abort", drain, { once: true });
    const end = await link.ended;
    signal.removeEventListener("abort", drain);
    forget();
    return {
      why: `The link to the server ended: ${shown(end)}.`,
      wasOpen: true,
      refused: isRefusal(end),
    };
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    return {
      why: `Cannot connect: ${error.message} ${error.hint}`,
      wasOpen: false,
      refused: error.code !== "PGMCP_SERVER_UNREACHABLE" && error.code !== "PGMCP_AGENT_LOST",
    };
  }
}

function isRefusal({ code }: LinkEnd): boolean {
  switch (code) {
    case CLOSE_CODES.versionMismatch:
    case CLOSE_CODES.notAdmitted:
    case CLOSE_CODES.replaced:
    case CLOSE_CODES.protocolError:
      return true;
    default:
      return false;
  }
}

// What the other side wrote is not shown: it is a stranger's text until it is one of ours.
function shown({ code }: LinkEnd): string {
  if (code === GOING_AWAY) return SENTENCES.goingAway ?? "";
  const known = Object.entries(CLOSE_CODES).find(([, value]) => value === code);
  return known === undefined
    ? `the connection broke (${code})`
    : `${SENTENCES[known[0]] ?? known[0]}`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  done: "as agreed",
  protocolError: "a message was not understood",
  versionMismatch: "server and agent are of different versions",
  helloTimeout: "the opening took too long",
  notAdmitted: "the key does not hold any more, or everything is stopped there",
  replaced: "another agent with the same identity connected",
  silent: "nothing was heard for too long",
  tooSlow: "messages were taken too slowly",
  goingAway: "the server ends",
};

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(() => over.resolve(), ms);
  const stop = () => over.resolve();
  signal.addEventListener("abort", stop, { once: true });
  await over.promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
}
