// Answers an agent that dials `/agent`: key first, then the upgrade to a WebSocket. Whoever has
// no key learns nothing, and opens nothing.

import { PgmcpError } from "../../core/errors.ts";
import { SUBPROTOCOL } from "../../core/tunnel/protocol.ts";
import { errorResponse } from "../error_response.ts";
import type { Authenticate } from "../gates/admission.ts";
import type { Tunnel } from "./tunnel.ts";
import { webSocketFrames } from "./web_socket_frames.ts";

/** How long a connection may leave WebSocket's own pings unanswered before it is dropped, in seconds: what closing alone does not reach. */
const IDLE_TIMEOUT_S = 60;

/** Lets an agent in, or says why not. */
export async function acceptAgent(
  request: Request,
  options: { readonly tunnel: Tunnel; readonly authenticate: Authenticate },
): Promise<Response> {
  const { authenticate, tunnel } = options;
  const admission = await authenticate(request, "agent");
  if (admission instanceof Response) return admission;
  const protocols = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
  const upgrades = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (!upgrades || !protocols.some((name) => name.trim() === SUBPROTOCOL)) {
    return errorResponse(
      new PgmcpError("PGMCP_TUNNEL_VERSION", {
        message:
          `Cannot take this agent: it does not offer the WebSocket subprotocol ${SUBPROTOCOL}.`,
        hint: "Dial with pgmcp agent, of this server's version.",
      }),
    );
  }
  if (!tunnel.hasRoom(admission)) {
    return errorResponse(new PgmcpError("PGMCP_BUSY", { message: "There are too many agents." }));
  }
  const { socket, response } = Deno.upgradeWebSocket(request, {
    protocol: SUBPROTOCOL,
    idleTimeout: IDLE_TIMEOUT_S,
  });
  tunnel.connect(webSocketFrames(socket), admission);
  return response;
}
