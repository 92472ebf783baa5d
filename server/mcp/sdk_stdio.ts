// The SDK's end of a stdio connection: everything but plain messages. Loaded when it is
// first needed, for it takes longer to load than all else that a first answer needs.

import { parseJSONRPCMessage } from "@modelcontextprotocol/server";
import type { JSONRPCMessage, Server, Transport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { ListKind } from "../list_changes.ts";
import { announceChange } from "./announce_change.ts";
import { requestId } from "./plain_fields.ts";
import type { RequestScope } from "./request_scope.ts";
import { createServerFactory, type ServerFactoryOptions } from "./server_factory.ts";
import type { StdioTransport } from "./stdio_transport.ts";

/** Options of {@linkcode openSdkStdio}. */
export interface SdkStdioOptions extends ServerFactoryOptions {
  readonly scope: RequestScope;
  readonly transport: StdioTransport;
  /** What was said before, and is answered: the SDK has to know it, and its answers go nowhere. */
  readonly before: readonly unknown[];
  /** Hears each answer before it is sent. */
  readonly onAnswer: (answer: unknown) => void;
  /** Hears what goes wrong, in words that quote no input. */
  readonly onError: (error: Error) => void;
}

/** The SDK's end. */
export interface SdkStdio {
  /** Takes a message, in the order of their coming. */
  deliver(message: unknown): void;
  /** Tells the client that a list has changed. */
  announce(kind: ListKind): void;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** Puts the SDK behind `transport`, which is already reading. */
export function openSdkStdio(options: SdkStdioOptions): SdkStdio {
  const { transport, before, scope, onAnswer, onError } = options;
  const createServer = createServerFactory(options);
  const answered = new Set(before.map(requestId));
  // The one that serves is the last that was made: one before it only answers a probe.
  let serving: Server | undefined;
  const wire: Transport = {
    start: () => Promise.resolve(),
    async send(message) {
      const id = answeredId(message);
      if (id !== undefined && answered.delete(id)) return;
      if (id !== undefined) onAnswer(message);
      await transport.send(message);
    },
    close: () => transport.close(),
  };
  const handle = serveStdio(() => serving = createServer(scope), {
    transport: wire,
    onerror: onError,
  });
  transport.onclose = () => wire.onclose?.();
  for (const message of before) deliver(message);

  function deliver(message: unknown): void {
    let parsed: JSONRPCMessage;
    try {
      parsed = parseJSONRPCMessage(message);
    } catch {
      // The cause would quote the message, which can hold values.
      onError(new Error("Cannot read a line of input: it is not a JSON-RPC message."));
      const id = requestId(message);
      if (id !== null) transport.settle(id);
      return;
    }
    wire.onmessage?.(parsed);
  }

  return {
    deliver,
    announce(kind) {
      if (serving !== undefined) void announceChange(serving, kind);
    },
    close: () => handle.close(),
  };
}

function answeredId(message: JSONRPCMessage): string | number | undefined {
  return "method" in message ? undefined : message.id;
}
