// A peer that means harm, against one end of a link: what it sends must not take memory, the
// process, or anybody else's calls.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { Link } from "../../../core/tunnel/link.ts";
import type { LinkHandlers } from "../../../core/tunnel/link_options.ts";
import { openAgentLink } from "../../../core/tunnel/open_agent_link.ts";
import { CLOSE_CODES, MAX_UNANSWERED } from "../../../core/tunnel/protocol.ts";
import { deflated } from "../../support/deflated.ts";
import { createSocketPair } from "../../support/socket_pair.ts";
import { until } from "../../support/until.ts";

const NO_HEARTBEAT = { repeat: () => () => {} };

const DEAF: LinkHandlers = {
  request: () => null,
  notification: () => false,
  fault(error) {
    throw error;
  },
};

Deno.test("small frames that inflate to much are inflated one at a time, and let others work", async () => {
  const [one, other] = createSocketPair().ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  link.agree({ deflate: true, maxSendBytes: 1024 });
  const bomb = await deflated(
    `{"jsonrpc":"2.0","method":"heartbeat","params":{"x":"${"x".repeat(24 * 1024 * 1024)}"}}`,
  );
  const before = Deno.memoryUsage().rss;
  const looks: number[] = [];
  const timer = setInterval(() => looks.push(Deno.memoryUsage().rss), 5);
  const count = 12;
  for (let sent = 0; sent < count; sent++) other.send(bomb.slice());
  other.send("no message");
  const { code } = await link.ended;
  clearInterval(timer);
  assert.equal(code, CLOSE_CODES.protocolError);
  assert.ok(looks.length >= count / 2, `${looks.length} looks`);
  // All at once they take 150 MB each.
  const mostMb = (Math.max(...looks) - before) / 1e6;
  assert.ok(mostMb < 800, `${Math.round(mostMb)} MB`);
});

Deno.test("messages are read in the order of their coming, deflated or not", async () => {
  const heard: string[] = [];
  const [one, other] = createSocketPair().ends;
  const link = new Link(one, {
    handlers: {
      ...DEAF,
      notification(method) {
        heard.push(method);
        return true;
      },
    },
    heartbeat: NO_HEARTBEAT,
  });
  link.agree({ deflate: true, maxSendBytes: 1024 });
  other.send(await deflated('{"jsonrpc":"2.0","method":"first"}'));
  other.send('{"jsonrpc":"2.0","method":"second"}');
  await until("both messages", () => heard.length >= 2);
  // Nothing is being inflated any more.
  other.send('{"jsonrpc":"2.0","method":"third"}');
  other.send("no message");
  await link.ended;
  assert.deepEqual(heard, ["first", "second", "third"]);
});

Deno.test("what is told in an order is sent in it, deflated or not", async () => {
  const heard: unknown[] = [];
  const [one, other] = createSocketPair().ends;
  const telling = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  const listening = new Link(other, {
    handlers: {
      ...DEAF,
      notification(_method, { at }) {
        heard.push(at);
        return true;
      },
    },
    heartbeat: NO_HEARTBEAT,
  });
  for (const link of [telling, listening]) {
    link.agree({ deflate: true, maxSendBytes: 1024 * 1024 });
  }
  telling.notify("databases", { at: 1, text: "long ".repeat(10_000) });
  telling.notify("databases", { at: 2 });
  await until("both messages", () => heard.length >= 2);
  assert.deepEqual(heard, [1, 2]);
});

Deno.test("a deflated frame where none was agreed ends the link", async () => {
  const [one, other] = createSocketPair().ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  other.send(await deflated('{"jsonrpc":"2.0","method":"heartbeat"}'));
  setTimeout(() => link.close({ code: CLOSE_CODES.done, reason: "it was taken" }), 200);
  assert.equal((await link.ended).code, CLOSE_CODES.protocolError);
});

Deno.test("a call that is too large to be sent fails, and is not counted for ever", async () => {
  const [one] = createSocketPair().ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  link.agree({ deflate: false, maxSendBytes: 1024 });
  await assert.rejects(link.request("ask", { text: "x".repeat(2_000) }), {
    code: "PGMCP_INVALID_ARGUMENT",
  });
  assert.equal(link.asked, 0);
});

Deno.test("an agent goes on where a server takes only the smallest of answers", async () => {
  const [agentEnd, serverEnd] = createSocketPair().ends;
  const answers: unknown[] = [];
  serverEnd.listen({
    frame(frame) {
      const message = JSON.parse(String(frame));
      if (message.method === "hello") {
        const result = {
          protocol: 1,
          software: "0",
          capabilities: [],
          maxAnswerBytes: 1_024,
          refused: [],
        };
        serverEnd.send(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
      } else answers.push(message);
    },
    end() {},
  });
  const link = await openAgentLink(agentEnd, {
    agentId: "agent",
    offered: [],
    lease() {
      throw new PgmcpError("PGMCP_TABLE_NOT_FOUND", { message: "long ".repeat(1_000) });
    },
    fault(error) {
      throw error;
    },
    heartbeat: NO_HEARTBEAT,
  });
  const context = {
    principal: { id: "x", role: null, team: null, attributes: {} },
    deadlineMs: 1_000,
  };
  const params = { database: "shop", arguments: {}, context };
  for (const id of [1, 2]) {
    serverEnd.send(JSON.stringify({ jsonrpc: "2.0", id, method: "database.ping", params }));
  }
  await until("both answers", () => answers.length >= 2);
  assert.match(JSON.stringify(answers), /PGMCP_TABLE_NOT_FOUND.*PGMCP_TABLE_NOT_FOUND/);
  // A list that is too large for such a server ends the link, and nothing else.
  link.offer(
    Array.from({ length: 20 }, (_, at) => ({
      name: `database_${at}`,
      description: "x".repeat(100),
      readOnly: true,
      limits: { maxRows: 1, maxBytes: 1, timeoutMs: 1 },
      engine: "PostgreSQL",
      problem: null,
    })),
  );
  await link.ended;
});

Deno.test("a peer that answers no cancelled call is let go before they fill the memory", async () => {
  const [one] = createSocketPair().ends;
  const link = new Link(one, { handlers: DEAF, heartbeat: NO_HEARTBEAT });
  let cancelled = 0;
  while (link.isOpen && cancelled < 10_000) {
    const stop = new AbortController();
    const asked = link.request("ask", {}, { signal: stop.signal });
    stop.abort();
    await assert.rejects(asked, { name: "PgmcpError" });
    cancelled++;
  }
  assert.equal((await link.ended).code, CLOSE_CODES.tooSlow);
  assert.equal(cancelled, MAX_UNANSWERED + 1);
});
