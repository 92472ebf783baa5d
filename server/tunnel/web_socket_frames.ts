// A server's WebSocket as the tunnel's socket. It may still be opening: what the agent says
// first comes only after that, and nothing is sent before.

import { BROKEN_CODE, type FrameSocket } from "../../core/tunnel/frame_socket.ts";

/** The longest reason that a close frame holds, in bytes (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 120;

/** Closed without a code (RFC 6455, section 7.4.1); Deno also says 0. */
const NO_CODE = 1005;

/** Wraps `socket`. */
export function webSocketFrames(socket: WebSocket): FrameSocket {
  socket.binaryType = "arraybuffer";
  return {
    listen({ frame, end }) {
      socket.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (typeof data === "string") frame(data);
        else if (data instanceof ArrayBuffer) frame(new Uint8Array(data));
      };
      socket.onclose = ({ code, reason }) =>
        end({ code: code < 1000 || code === NO_CODE ? BROKEN_CODE : code, reason });
      // What went wrong is told by the close that follows.
      socket.onerror = (event) => event.preventDefault();
    },
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    close({ code, reason }) {
      if (socket.readyState < WebSocket.CLOSING) socket.close(code, shorten(reason));
    },
  };
}

function shorten(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.byteLength <= MAX_REASON_BYTES) return reason;
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES)).replace(/\uFFFD+$/, "");
}
