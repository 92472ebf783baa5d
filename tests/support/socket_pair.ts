// Two ends of a tunnel's socket in memory. What one sends, the other is told in a later turn, as
// over a network; a pair can also go silent without closing, and break.

import {
  BROKEN_CODE,
  type Frame,
  type FrameListener,
  type FrameSocket,
  type LinkEnd,
} from "../../core/tunnel/frame_socket.ts";

/** A pair. */
export interface SocketPair {
  readonly ends: readonly [FrameSocket, FrameSocket];
  /** The frames that crossed from the first end, and from the second. */
  readonly crossed: readonly [Frame[], Frame[]];
  /** From now on nothing passes, not even a close. */
  swallow(): void;
  /** Ends it for both without a word. */
  cut(): void;
}

/** Options of {@linkcode createSocketPair}. */
export interface SocketPairOptions {
  /** What each end says is kept for sending, in bytes. */
  readonly unsentBytes?: number;
}

/** Makes a pair. */
export function createSocketPair(options: SocketPairOptions = {}): SocketPair {
  const listeners: [FrameListener | null, FrameListener | null] = [null, null];
  const waiting: [(() => void)[], (() => void)[]] = [[], []];
  const crossed: [Frame[], Frame[]] = [[], []];
  let swallowing = false;
  let open = true;

  function tell(end: 0 | 1, what: (listener: FrameListener) => void): void {
    const say = () => {
      const listener = listeners[end];
      if (listener !== null) what(listener);
    };
    if (listeners[end] === null) waiting[end].push(say);
    else queueMicrotask(say);
  }

  function finish(end: LinkEnd): void {
    if (!open) return;
    open = false;
    tell(0, (listener) => listener.end(end));
    tell(1, (listener) => listener.end(end));
  }

  function makeEnd(here: 0 | 1): FrameSocket {
    const there = here === 0 ? 1 : 0;
    return {
      listen(listener) {
        listeners[here] = listener;
        for (const say of waiting[here].splice(0)) queueMicrotask(say);
      },
      send(frame) {
        if (!open || swallowing) return;
        crossed[here].push(frame);
        tell(there, (listener) => listener.frame(frame));
      },
      unsentBytes: options.unsentBytes ?? 0,
      close(end) {
        if (!swallowing) finish(end);
      },
    };
  }

  return {
    ends: [makeEnd(0), makeEnd(1)],
    crossed,
    swallow() {
      swallowing = true;
    },
    cut() {
      finish({ code: BROKEN_CODE, reason: "" });
    },
  };
}
