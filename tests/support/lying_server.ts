// A server that takes agents and does with them what it likes: it speaks the tunnel's frames as
// they are on the wire, with none of pgmcp's code between.

/** A link with an agent, as the server sees it. */
export interface LyingLink {
  /** The agent's `hello`, unread. */
  readonly hello: Message;
  /** Everything the agent has sent, in order. */
  readonly heard: readonly Message[];
  /** Sends a request and waits for what answers it; null where the link ends first. */
  ask(method: string, params: unknown, id?: number): Promise<Message | null>;
  /** Sends anything. */
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  /** Resolves when the agent has ended the link. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): void;
}

/** A message as it came. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: { readonly code?: string } };
}

/** The server. */
export interface LyingServer extends AsyncDisposable {
  /** SERVER_URL. */
  readonly url: string;
  /** What agents have dialled with. */
  readonly dials: readonly Headers[];
  /** The next link whose `hello` has been answered. */
  next(): Promise<LyingLink>;
  /** What answers `hello` from now on: a result, or a whole frame of its own. */
  answerHello(result: unknown): void;
  /** From now on dials are answered with this. */
  refuse(response: (() => Response) | null): void;
}

/** What an honest server would answer. */
export const HONEST_HELLO = {
  protocol: 1,
  software: "0.1.0",
  capabilities: ["progress"],
  maxAnswerBytes: 32 * 1024 * 1024,
  refused: [],
};

/** Starts one on a free port. */
export function startLyingServer(): LyingServer {
  const dials: Headers[] = [];
  const links: LyingLink[] = [];
  const waiting: ((link: LyingLink) => void)[] = [];
  const sockets = new Set<WebSocket>();
  let helloResult: unknown = HONEST_HELLO;
  let refusal: (() => Response) | null = null;

  function arrive(link: LyingLink): void {
    const wake = waiting.shift();
    if (wake === undefined) links.push(link);
    else wake(link);
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    dials.push(new Headers(request.headers));
    if (refusal !== null) return refusal();
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: "pgmcp.v1" });
    socket.binaryType = "arraybuffer";
    sockets.add(socket);
    serve(socket);
    return response;
  });

  function serve(socket: WebSocket): void {
    const heard: Message[] = [];
    const answers = new Map<number, (message: Message | null) => void>();
    const closed = Promise.withResolvers<{ code: number; reason: string }>();
    let nextId = 0;
    const link = {
      heard,
      ask(method: string, params: unknown, id = nextId++): Promise<Message | null> {
        nextId = Math.max(nextId, id + 1);
        const answer = Promise.withResolvers<Message | null>();
        answers.set(id, answer.resolve);
        link.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
        return answer.promise;
      },
      send(frame: string | Uint8Array<ArrayBuffer>): void {
        if (socket.readyState === WebSocket.OPEN) socket.send(frame);
      },
      closed: closed.promise,
      close: () => socket.close(),
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return;
      const message: Message = JSON.parse(data);
      heard.push(message);
      if (message.method === "hello") {
        const { id } = message;
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: helloResult }));
        return arrive({ ...link, hello: message });
      }
      if (message.method !== undefined || message.id === undefined) return;
      answers.get(message.id)?.(message);
    };
    socket.onclose = ({ code, reason }) => {
      sockets.delete(socket);
      for (const resolve of answers.values()) resolve(null);
      closed.resolve({ code, reason });
    };
    // What an end looks like to whoever did not expect it.
    socket.onerror = () => {};
  }

  return {
    url: `ws://127.0.0.1:${server.addr.port}/agent`,
    dials,
    async next() {
      const link = links.shift();
      return link ?? await new Promise((resolve) => waiting.push(resolve));
    },
    answerHello(result) {
      helloResult = result;
    },
    refuse(response) {
      refusal = response;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.close();
      await server.shutdown();
    },
  };
}

/** The parameters of a call as an honest server sends them. */
export function callParams(
  args: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>> = {},
) {
  return {
    database: "shop",
    arguments: args,
    context: {
      principal: { id: "somebody", role: null, team: null, attributes: {} },
      deadlineMs: 60_000,
    },
    ...changes,
  };
}
