// Turns the frames that come over a socket into texts, in the order of their coming. Deflated
// ones are inflated one after the other: what many small frames inflate to would together fill
// the memory. What the texts mean is the link's business.

import { decodeFrame } from "./frame_codec.ts";
import type { Frame } from "./frame_socket.ts";
import { MAX_UNREAD_BYTES } from "./protocol.ts";

/** Options of {@linkcode FrameReader}. */
export interface FrameReaderOptions {
  /** The largest message taken, in bytes. */
  readonly maxFrameBytes: number;
  /** Takes each text. */
  readonly text: (text: string) => void;
  /** A frame cannot be taken; no further one is. */
  readonly refuse: (reason: string) => void;
  /** Hears of a failure that is none of ours. */
  readonly fault: (error: unknown) => void;
}

/** Reads the frames of one link. */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  // Came while an earlier one was being inflated.
  readonly #waiting: Frame[] = [];
  #waitingBytes = 0;
  #busy = false;
  #stopped = false;

  /** Whether deflated messages are taken. */
  inflate = false;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** Takes the next frame. */
  take(frame: Frame): void {
    if (this.#stopped) return;
    if (typeof frame !== "string" && !this.inflate) {
      return this.#refuse("it is deflated, which was not agreed");
    }
    if (typeof frame === "string" && !this.#busy) {
      return this.#give(decodeFrame(frame, this.#options.maxFrameBytes));
    }
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes > MAX_UNREAD_BYTES) return this.#refuse("too much came at once");
    if (!this.#busy) void this.#readWaiting();
  }

  /** Reads no further. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  async #readWaiting(): Promise<void> {
    this.#busy = true;
    try {
      for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
        this.#waitingBytes -= frame.length;
        this.#give(await decodeFrame(frame, this.#options.maxFrameBytes));
        // Inflating lets no timer and no other socket come in between.
        if (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve));
      }
    } catch (error) {
      this.#options.fault(error);
      this.#refuse("it cannot be inflated");
    }
    this.#busy = false;
  }

  #give(text: string | null): void {
    if (this.#stopped) return;
    if (text === null) return this.#refuse("it is too large, or cannot be read");
    this.#options.text(text);
  }

  #refuse(reason: string): void {
    this.stop();
    this.#options.refuse(reason);
  }
}
