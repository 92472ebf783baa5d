// Messages as frames. Small ones stay text; large ones are deflated where both sides can, which
// costs some milliseconds of CPU and saves most of the bytes of rows. What is inflated is bounded
// while it is: 32 MB of zeros deflate to 32 KB.

import type { Frame } from "./frame_socket.ts";
import { DEFLATE_FROM_BYTES } from "./protocol.ts";

/** The frame of `text`; a promise where it has to be deflated. */
export function encodeFrame(text: string, deflate: boolean): Frame | Promise<Frame> {
  if (!deflate || text.length < DEFLATE_FROM_BYTES) return text;
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Response(packed).bytes();
}

/** The text of a frame; null where it is none, or larger than `maxBytes`. */
export function decodeFrame(frame: string, maxBytes: number): string | null;
export function decodeFrame(
  frame: Frame,
  maxBytes: number,
): string | null | Promise<string | null>;
export function decodeFrame(
  frame: Frame,
  maxBytes: number,
): string | null | Promise<string | null> {
  if (typeof frame === "string") return frame.length <= maxBytes ? frame : null;
  return inflate(frame, maxBytes);
}

async function inflate(frame: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<string | null> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    const stream = new Blob([frame]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    for await (const piece of stream) {
      size += piece.byteLength;
      if (size > maxBytes) return null;
      pieces.push(piece);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(pieces).bytes());
  } catch (error) {
    // No DEFLATE, cut short, or no UTF-8 (Compression Streams, section 5; Encoding, section 8).
    if (error instanceof TypeError) return null;
    throw error;
  }
}
