// The little that a link needs of whatever carries it. A WebSocket of either runtime fits
// behind it, and so does a pair in memory.

/** A message as it crosses the wire. */
export type Frame = string | Uint8Array<ArrayBuffer>;

/** How a link ended. */
export interface LinkEnd {
  /** A close code; 1006 where the connection broke without one (RFC 6455, section 7.4.1). */
  readonly code: number;
  /** Words of whoever closed it. */
  readonly reason: string;
}

/** What a socket tells. Nothing is told before `open` has returned. */
export interface FrameListener {
  frame(frame: Frame): void;
  /** The last word; told once. */
  end(end: LinkEnd): void;
}

/** An open, ordered, two-way stream of frames. */
export interface FrameSocket {
  /** Begins to tell; called once. */
  listen(listener: FrameListener): void;
  /** Sends, or keeps for sending; does nothing once it is closed. */
  send(frame: Frame): void;
  /** How much is kept for sending, in bytes. */
  readonly unsentBytes: number;
  /** Ends it: what was sent before still goes out if the other side takes it. Safe to call twice. */
  close(end: LinkEnd): void;
}

/** The code of a connection that broke without a word. */
export const BROKEN_CODE = 1006;
