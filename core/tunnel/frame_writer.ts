// Turns messages into frames and hands them to a socket. Requests and notifications go in the
// order in which they were said, answers as soon as they are deflated. What is larger than was
// agreed, or waits for a reader that does not read, ends the link.

import { PgmcpError } from "../errors.ts";
import { encodeFrame } from "./frame_codec.ts";
import type { Frame, FrameSocket, LinkEnd } from "./frame_socket.ts";
import { formatMessage, type RpcMessage } from "./json_rpc.ts";
import { CLOSE_CODES, MAX_ANSWER_BYTES } from "./protocol.ts";
import { shorterAnswer } from "./shorter_answer.ts";

/** Options of {@linkcode FrameWriter}. */
export interface FrameWriterOptions {
  readonly socket: FrameSocket;
  /** How much may wait to be sent, in bytes. */
  readonly maxUnsentBytes: number;
  /** The link has to end. */
  readonly close: (end: LinkEnd) => void;
  /** Hears of a failure that is none of ours. */
  readonly fault: (error: unknown) => void;
}

/** Writes the frames of one link. */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  /** The last request or notification that is being deflated: the next ones go after it. */
  #told: Promise<void> | null = null;
  #stopped = false;

  /** Whether large messages are deflated. */
  deflate = false;
  /** The largest message that is sent, in UTF-16 code units. */
  maxSendBytes = MAX_ANSWER_BYTES;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** Sends `message`; resolves when the socket has it. Throws `PGMCP_INVALID_ARGUMENT` where a request is too large. */
  send(message: RpcMessage): void | Promise<void> {
    if (this.#stopped) return;
    const text = formatMessage(message);
    if (text.length > this.maxSendBytes) {
      if (message.kind !== "request") return this.#sendShorter(message);
      throw new PgmcpError("PGMCP_INVALID_ARGUMENT", { message: "The call is too large." });
    }
    const frame = encodeFrame(text, this.deflate);
    const isTold = message.kind === "request" || message.kind === "notification";
    const before = isTold ? this.#told : null;
    if (before === null && !(frame instanceof Promise)) return this.#write(frame);
    const sent = this.#writeAfter(before, frame);
    if (isTold) {
      this.#told = sent;
      void sent.then(() => {
        if (this.#told === sent) this.#told = null;
      });
    }
    return sent;
  }

  /** Sends no further. */
  stop(): void {
    this.#stopped = true;
  }

  // A cancel must not overtake its request, nor an older list of databases a newer one.
  async #writeAfter(before: Promise<void> | null, frame: Frame | Promise<Frame>): Promise<void> {
    try {
      await before;
      this.#write(await frame);
    } catch (error) {
      this.#options.fault(error);
      this.#options.close({
        code: CLOSE_CODES.protocolError,
        reason: "a message cannot be deflated",
      });
    }
  }

  #sendShorter(message: RpcMessage): void {
    const shorter = shorterAnswer(message);
    const text = shorter === null ? null : formatMessage(shorter);
    if (text !== null && text.length <= this.maxSendBytes) return this.#write(text);
    this.#options.close({
      code: CLOSE_CODES.protocolError,
      reason: "a message is larger than agreed",
    });
  }

  #write(frame: Frame): void {
    if (this.#stopped) return;
    const { close, maxUnsentBytes, socket } = this.#options;
    socket.send(frame);
    if (socket.unsentBytes > maxUnsentBytes) {
      close({ code: CLOSE_CODES.tooSlow, reason: "messages are taken too slowly" });
    }
  }
}
