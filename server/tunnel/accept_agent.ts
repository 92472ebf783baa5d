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
  if (!upgradesToTunnel(request)) {
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

// RFC 6455, section 4.2.1. Deno throws at some of what is missing, and overlooks the rest.
function upgradesToTunnel({ headers, method }: Request): boolean {
  return method === "GET" && lists(headers, "upgrade", "websocket") &&
    lists(headers, "connection", "upgrade") &&
    headers.get("sec-websocket-version") === "13" &&
    /^[A-Za-z0-9+/]{22}==$/.test(headers.get("sec-websocket-key") ?? "") &&
    lists(headers, "sec-websocket-protocol", SUBPROTOCOL);
}

function lists(headers: Headers, name: string, value: string): boolean {
  const values = headers.get(name)?.split(",") ?? [];
  return values.some((each) => each.trim().toLowerCase() === value);
}
