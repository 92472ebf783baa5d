// Requests at `/agent` that are no upgrade as the standard has it, over a real port: each is
// refused, and none a link.

import assert from "node:assert/strict";
import { listenForAgents } from "../../support/listening_tunnel.ts";

const RIGHT = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Protocol": "pgmcp.v1",
};

const REFUSED = /^HTTP\/1.1 426 [^]*PGMCP_TUNNEL_VERSION/;

async function answer(
  port: number,
  headers: Readonly<Record<string, string>>,
  method: string = "GET",
): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = Object.entries({ Host: "localhost", ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `${method} /agent HTTP/1.1\r\n${lines.join("")}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  let text = "";
  for await (const piece of connection.readable.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.endsWith("}}") || text.startsWith("HTTP/1.1 101")) break;
  }
  return text;
}

Deno.test("what is no upgrade to the tunnel is refused, and is no failure", async () => {
  await using server = await listenForAgents();
  const { port } = server;
  const authorized = { ...RIGHT, Authorization: `Bearer ${server.agentKey}` };
  for (const name of Object.keys(RIGHT)) {
    const { [name]: _left, ...others }: Readonly<Record<string, string>> = authorized;
    assert.match(await answer(port, others), REFUSED, name);
  }
  for (const [name, value] of [["Sec-WebSocket-Version", "8"], ["Sec-WebSocket-Key", "x"]]) {
    const wrong = { ...authorized, [String(name)]: String(value) };
    assert.match(await answer(port, wrong), REFUSED, name);
  }
  assert.match(await answer(port, authorized, "POST"), REFUSED);
  assert.match(await answer(port, RIGHT), /^HTTP\/1.1 401 [^]*PGMCP_KEY_REQUIRED/);
  assert.match(await answer(port, authorized), /^HTTP\/1.1 101 /);
});
