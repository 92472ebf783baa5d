// A TCP relay in this process, between a client and a server of 127.0.0.1, that can
// turn into a black hole: the connections stay open and nothing passes any more, not
// even their end, as where a router forgets them. What it relays it does not read.

/** A running relay. */
export interface TcpRelay extends AsyncDisposable {
  readonly port: number;
  /** `url` with the relay in place of the server it names. */
  through(url: string): string;
  /** How many connections clients have made. */
  connections(): number;
  /** Resolves once nothing has passed for a while: a server goes on for a moment after it has answered. */
  quiet(): Promise<void>;
  /** From now on nothing passes: not on open connections, not on new ones. */
  swallow(): void;
  /** As {@linkcode TcpRelay.swallow}, and new connections are refused, for good: as where the host has started anew without the server. */
  refuse(): void;
  /** Open connections end at the server's next word, of which nothing passes; new ones are not touched. */
  cutAnswers(): void;
  /** New connections pass again. Those that were swallowed never do. */
  heal(): void;
}

const QUIET_MS = 50;

interface Link {
  readonly ends: readonly Deno.Conn[];
  swallowed: boolean;
  answersCut: boolean;
}

/** Starts a relay to `port` on a free port. */
export function startTcpRelay(port: number): TcpRelay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const links = new Set<Link>();
  let swallowing = false;
  let accepted = 0;
  let passedMs = performance.now();

  async function pump(from: Deno.Conn, to: Deno.Conn, link: Link): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const read = await from.read(buffer);
        passedMs = performance.now();
        if (read === null || (link.answersCut && from === link.ends[1])) break;
        // Read on and drop: the sender is to notice nothing.
        for (let at = 0; at < read && !link.swallowed;) {
          at += await to.write(buffer.subarray(at, read));
        }
      }
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
    // In a black hole not even the end passes.
    if (!link.swallowed) hangUp(link);
  }

  async function relay(client: Deno.Conn): Promise<void> {
    accepted++;
    const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(ignoreRefused);
    if (server === null) return client.close();
    const link: Link = { ends: [client, server], swallowed: swallowing, answersCut: false };
    links.add(link);
    await Promise.all([pump(client, server, link), pump(server, client, link)]);
  }

  function hangUp(link: Link): void {
    links.delete(link);
    for (const end of link.ends) {
      try {
        end.close();
      } catch (error) {
        if (!isEnd(error)) throw error;
      }
    }
  }

  const relaying: Promise<void>[] = [];
  async function accept(): Promise<void> {
    for await (const client of listener) relaying.push(relay(client));
  }
  const accepting = accept();
  const { port: ownPort } = listener.addr;
  let refusing = false;

  function swallow(): void {
    swallowing = true;
    for (const link of links) link.swallowed = true;
  }

  // To close a listener twice is an error.
  function stopListening(): void {
    if (!refusing) listener.close();
    refusing = true;
  }

  return {
    port: ownPort,
    through(url) {
      const changed = new URL(url);
      changed.port = String(ownPort);
      return changed.href;
    },
    connections: () => accepted,
    async quiet() {
      for (;;) {
        const leftMs = passedMs + QUIET_MS - performance.now();
        if (leftMs <= 0) return;
        await new Promise((resolve) => setTimeout(resolve, leftMs));
      }
    },
    swallow,
    refuse() {
      swallow();
      stopListening();
    },
    cutAnswers() {
      for (const link of links) link.answersCut = true;
    },
    heal() {
      swallowing = false;
    },
    async [Symbol.asyncDispose]() {
      stopListening();
      await accepting;
      for (const link of [...links]) hangUp(link);
      await Promise.all(relaying);
    },
  };
}

// An end that was closed here, or by the other side in whichever way.
function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}

function ignoreRefused(error: unknown): null {
  if (error instanceof Deno.errors.ConnectionRefused) return null;
  throw error;
}
