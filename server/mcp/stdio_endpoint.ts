// MCP over a pair of byte streams, in whichever protocol era the client opens with.

import { getLogger } from "@logtape/logtape";
import type { ListChanges } from "../list_changes.ts";
import type { Served } from "../tools/served_databases.ts";
import { CallsInFlight } from "./calls_in_flight.ts";
import { localScope } from "./request_scope.ts";
import { StdioRouter } from "./stdio_router.ts";
import { StdioTransport } from "./stdio_transport.ts";

const log = getLogger(["pgmcp", "stdio"]);

/** Options of {@linkcode openStdioEndpoint}. */
export interface StdioEndpointOptions {
  /** The database, or several by name; null where none is configured. */
  readonly database: Served;
  /** Where changes of the lists are announced; they never change by default. */
  readonly listChanges?: ListChanges;
  readonly input: ReadableStream<Uint8Array>;
  readonly output: WritableStream<Uint8Array>;
  /** The longest message accepted, in bytes. */
  readonly maxMessageBytes: number;
  /** How long answers may still take after the input ended, in milliseconds. */
  readonly endGraceMs: number;
  /** How long cancelled calls may take to end, in milliseconds. */
  readonly cancelMs: number;
}

/** A running connection. */
export interface StdioEndpoint {
  /** Resolves once the connection has ended and no call runs any more. */
  readonly finished: Promise<void>;
  /** Lets running calls finish for `graceMs`, cancels the rest, and ends the connection. */
  close(graceMs: number): Promise<void>;
}

/** Serves one connection. */
export function openStdioEndpoint(options: StdioEndpointOptions): StdioEndpoint {
  const { input, output, maxMessageBytes, endGraceMs, cancelMs } = options;
  const calls = new CallsInFlight();
  const transport = new StdioTransport({
    input,
    output,
    maxLineBytes: maxMessageBytes,
    endGraceMs,
  });
  const router = new StdioRouter({
    ...(options.listChanges === undefined ? {} : { listChanges: options.listChanges }),
    ...{ transport, calls, scope: localScope(options.database) },
    onError: (error) => log.warn("{message}", { message: error.message }),
  });
  const stopListening = options.listChanges?.listen((kind) => router.announce(kind));
  transport.onmessage = (message) => router.receive(message);
  transport.onerror = (error) => log.warn("{message}", { message: error.message });
  transport.start();
  return {
    finished: transport.closed.then(async () => {
      stopListening?.();
      await calls.drain(0, cancelMs);
    }),
    async close(graceMs) {
      await calls.drain(graceMs, cancelMs);
      await transport.answered(endGraceMs);
      await router.close();
    },
  };
}
