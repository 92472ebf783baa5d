// What a link is made with, and what its two uses, asking and answering, need.

import type { HeartbeatOptions } from "./heartbeat.ts";
import type { RpcRequest } from "./json_rpc.ts";

/** What a request of the other side's has around it. */
export interface IncomingCall {
  /** Aborts when the other side cancels, and when the link ends. */
  readonly signal: AbortSignal;
  /** Resolves when its answer was handed to the socket. */
  readonly answered: Promise<void>;
  /** Tells the other side what the call is doing. */
  progress(phase: string): void;
}

/** What the other side may ask and say. */
export interface LinkHandlers {
  /** Answers a request; null where there is no such method. May throw `PGMCP_TUNNEL_PROTOCOL`, which ends the link. */
  request(request: RpcRequest, call: IncomingCall): Promise<unknown> | null;
  /** Hears a notification; false where there is none of that name. May throw the same. */
  notification(method: string, params: Readonly<Record<string, unknown>>): boolean;
  /** Hears of a failure that is none of ours, before it is answered as PGMCP_INTERNAL. */
  fault(error: unknown): void;
}

/** Options of a link. */
export interface LinkOptions {
  readonly handlers: LinkHandlers;
  /** The largest message taken, in bytes; 32 MiB by default. */
  readonly maxFrameBytes?: number;
  /** How much may wait to be sent, in bytes; 64 MiB by default. */
  readonly maxUnsentBytes?: number;
  /** Whether deflated messages are taken before anything is agreed; false by default. */
  readonly inflate?: boolean;
  /** The most requests of the other side at once; 1,024 by default. */
  readonly maxCallsInFlight?: number;
  readonly heartbeat?: HeartbeatOptions;
}

/** Options of a request. */
export interface RequestOptions {
  /** Aborting it tells the other side, and fails the request at once. */
  readonly signal?: AbortSignal;
  /** How long the answer may take, in milliseconds, before the same is done; as long as it takes by default. */
  readonly timeoutMs?: number;
  /** Hears what the other side does for it. */
  readonly onProgress?: (phase: string) => void;
}
