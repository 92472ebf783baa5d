// Turns SIGTERM and SIGINT into an AbortSignal, so that calls in flight can
// finish. A second signal ends the process at once: whoever sends it has waited. A process
// that another one started can also end with its input, which closes however that one ends.

/** A wait for the end. */
export interface Shutdown extends Disposable {
  /** Aborts at the first SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly requested: Promise<void>;
}

/** What a shell shows for a process that ended by SIGINT: 128 + 2. */
const INTERRUPTED_EXIT_CODE = 130;

/** Options of {@linkcode listenForShutdown}. */
export interface ShutdownOptions {
  /** Whether the end of standard input asks for the end too; false by default. */
  readonly endWithStdin?: boolean;
}

/** Listens until it is disposed of. */
export function listenForShutdown(options: ShutdownOptions = {}): Shutdown {
  const controller = new AbortController();
  const requested = Promise.withResolvers<void>();
  // Windows knows no SIGTERM; SIGINT and SIGBREAK are what a console sends.
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];

  function stop(): void {
    if (controller.signal.aborted) Deno.exit(INTERRUPTED_EXIT_CODE);
    controller.abort();
    requested.resolve();
  }

  async function followInput(): Promise<void> {
    for await (const _chunk of Deno.stdin.readable);
    controller.abort();
    requested.resolve();
  }

  for (const name of names) Deno.addSignalListener(name, stop);
  if (options.endWithStdin === true) void followInput();
  return {
    signal: controller.signal,
    requested: requested.promise,
    [Symbol.dispose](): void {
      for (const name of names) Deno.removeSignalListener(name, stop);
    },
  };
}
