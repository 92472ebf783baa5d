// An agent that stays connected, over sockets in memory: when it dials, what it says of it, and
// how it ends.

import assert from "node:assert/strict";
import type { AgentLogLevel } from "../../../agent/agent_log.ts";
import { stayConnected } from "../../../agent/tunnel/stay_connected.ts";
import { type ErrorCode, PgmcpError } from "../../../core/errors.ts";
import type { FrameSocket } from "../../../core/tunnel/frame_socket.ts";
import { openAgentLink } from "../../../core/tunnel/open_agent_link.ts";
import { CLOSE_CODES } from "../../../core/tunnel/protocol.ts";
import { serveMemory } from "../../support/serve_memory.ts";
import { createSocketPair, type SocketPair } from "../../support/socket_pair.ts";
import { admitAll, createTestTunnel, offeredDatabases } from "../../support/tunnel_agents.ts";
import { until } from "../../support/until.ts";

const DATABASES = { shop: serveMemory({}) };

interface Staying extends AsyncDisposable {
  readonly said: readonly string[];
  readonly pairs: readonly SocketPair[];
}

/** An agent whose every dial is answered by `answer`; it waits for that `share` of the longest wait. */
function stay(answer: (dial: number, serverEnd: FrameSocket) => void, share = 0): Staying {
  const stop = new AbortController();
  const said: string[] = [];
  const pairs: SocketPair[] = [];
  const staying = stayConnected({
    dial() {
      const pair = createSocketPair();
      const [agentEnd, serverEnd] = pair.ends;
      answer(pairs.push(pair), serverEnd);
      return Promise.resolve(agentEnd);
    },
    open: (socket) =>
      openAgentLink(socket, {
        agentId: "one",
        offered: offeredDatabases(DATABASES),
        lease: () => null,
        fault(error) {
          throw error;
        },
        heartbeat: { repeat: () => () => {} },
      }),
    onLink: () => () => {},
    signal: stop.signal,
    log: (_level: AgentLogLevel, message) => said.push(message),
    drainMs: 1_000,
    random: () => share,
  });
  return {
    said,
    pairs,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await staying;
    },
  };
}

Deno.test("a link that breaks is dialled again, and that is said once", async () => {
  const tunnel = createTestTunnel();
  await using agent = stay((_dial, serverEnd) => tunnel.connect(serverEnd, admitAll()));
  for (let dials = 1; dials <= 3; dials++) {
    await until("the agent", () => agent.pairs.length === dials && tunnel.agents.size === 1);
    agent.pairs[dials - 1]?.cut();
    await until("the end", () => agent.pairs.length > dials);
  }
  assert.match(agent.said[0] ?? "", /the connection broke/);
});

Deno.test("a server that is away for long is told of once", async () => {
  await using agent = stay(() => {
    throw new PgmcpError("PGMCP_SERVER_UNREACHABLE");
  });
  await until("some dials", () => agent.pairs.length > 5);
  assert.equal(agent.said.length, 1);
  assert.match(agent.said[0] ?? "", /^Cannot connect: The pgmcp server cannot be reached\./);
});

Deno.test("an agent that a server will not have dials again later than one that lost it", async () => {
  const { notAdmitted, protocolError, replaced, silent, versionMismatch } = CLOSE_CODES;
  await using agents = new AsyncDisposableStack();
  async function ended(code: number): Promise<Staying> {
    const tunnel = createTestTunnel();
    const agent = stay((_dial, serverEnd) => tunnel.connect(serverEnd, admitAll()), 1);
    agents.use(agent);
    await until("the agent", () => tunnel.agents.size === 1);
    agent.pairs[0]?.ends[1].close({ code, reason: "" });
    return agent;
  }
  function failing(code: ErrorCode): Staying {
    return agents.use(stay(() => {
      throw new PgmcpError(code);
    }, 1));
  }
  const turnedAway = [
    ...await Promise.all([notAdmitted, protocolError, replaced, versionMismatch].map(ended)),
    failing("PGMCP_AGENT_REFUSED"),
  ];
  const away = [await ended(silent), failing("PGMCP_SERVER_UNREACHABLE")];
  for (const { pairs } of away) await until("another dial", () => pairs.length > 1);
  assert.deepEqual(turnedAway.map(({ pairs }) => pairs.length), turnedAway.map(() => 1));
});

Deno.test("why a server turns the agent away is said", async () => {
  const tunnel = createTestTunnel();
  const admission = { ...admitAll(), mayUse: () => false };
  await using agent = stay((_dial, serverEnd) => tunnel.connect(serverEnd, admission));
  await until("a word", () => agent.said.length > 0);
  assert.match(agent.said[0] ?? "", /Cannot serve "shop": the key may not bring this database/);
});

Deno.test("an agent that is asked to end while a server keeps it waiting for hello ends at once", async () => {
  const agent = stay(() => {});
  await until("a dial", () => agent.pairs.length === 1);
  const startedMs = performance.now();
  await agent[Symbol.asyncDispose]();
  assert.ok(performance.now() - startedMs < 5_000);
});
