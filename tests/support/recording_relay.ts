// A TCP relay that keeps what its clients send, connection by connection: to see that
// nothing leaves in the clear.

/** A running relay. */
export interface RecordingRelay extends AsyncDisposable {
  readonly port: number;
  /** The bytes that each connection's client has sent so far, in the order they connected. */
  sent(): readonly Uint8Array[];
}

/** Starts one to `port` of 127.0.0.1. */
export function startRecordingRelay(port: number): RecordingRelay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const recorded: Uint8Array[][] = [];
  const open = new Set<Deno.Conn>();

  async function pump(from: Deno.Conn, to: Deno.Conn, heard: (bytes: Uint8Array) => void) {
    const buffer = new Uint8Array(65_536);
    try {
      for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
        heard(buffer.slice(0, read));
        for (let at = 0; at < read;) at += await to.write(buffer.subarray(at, read));
      }
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
    for (const end of [from, to]) if (open.delete(end)) end.close();
  }

  async function relay(client: Deno.Conn): Promise<void> {
    const chunks: Uint8Array[] = [];
    recorded.push(chunks);
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    open.add(client).add(server);
    await Promise.all([
      pump(client, server, (bytes) => chunks.push(bytes)),
      pump(server, client, () => {}),
    ]);
  }

  async function accept(): Promise<void> {
    const relays: Promise<void>[] = [];
    for await (const client of listener) relays.push(relay(client));
    await Promise.all(relays);
  }

  const accepting = accept();
  return {
    port: listener.addr.port,
    sent: () => recorded.map(joined),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const end of open) end.close();
      open.clear();
      await accepting;
    },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

// Either side may hang up at any time.
function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted;
}
