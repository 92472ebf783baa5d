// The program of the embedded database's Worker: PGlite behind PostgreSQL's protocol.
// It is one function without imports, because it travels as text: a Worker started from
// text needs no permission to read our source. PGlite runs a statement without yielding
// and has no timers, so nothing in here can time out or cancel. Its memory is shared, and
// the owner sets PostgreSQL's own cancel flags in it: ending a busy Worker does not stop it.

import type { PGlite } from "@electric-sql/pglite";
import type { CancelFlags, FromWorker, StartMessage, ToWorker } from "./pglite_messages.ts";

/** What the function takes from the Worker it runs in. */
export interface WorkerScope {
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

/** Serves one database to the owner of `scope`. */
export function servePglite(
  scope: WorkerScope,
  pgliteClass: typeof PGlite,
  unpackBrotli: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>,
): void {
  // Answers are gathered to this size: the database flushes every 8 kB.
  const CHUNK_BYTES = 64 * 1024;
  let database: PGlite | null = null;
  let turn: Promise<void> = Promise.resolve();

  function unpack(base64: string): Uint8Array<ArrayBuffer> {
    return unpackBrotli(Uint8Array.fromBase64(base64));
  }

  // PGlite makes a memory of its own, and has no option for it. The module imports shared memory.
  function shareMemories(): { readonly last: () => WebAssembly.Memory | undefined } {
    const made: WebAssembly.Memory[] = [];
    WebAssembly.Memory = class extends WebAssembly.Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super({ ...descriptor, shared: true });
        made.push(this);
      }
    };
    return { last: () => made.at(-1) };
  }

  // Exported variables of the backend (src/backend/utils/init/globals.c): a statement ends when both are set.
  function findCancelFlags(module: object, memory: WebAssembly.Memory | undefined): CancelFlags {
    const offsets = ["_QueryCancelPending", "_InterruptPending"].map((name) => {
      const offset: unknown = Reflect.get(module, name);
      if (typeof offset !== "number") throw new Error(`there is no ${name}`);
      return offset;
    });
    if (memory === undefined) throw new Error("no memory was made");
    return { memory, offsets };
  }

  // PGlite takes every failure of the backend for an SQL error and goes on: one that is none
  // (a library that cannot be loaded, memory that ran out) would go round for ever. Its loop
  // calls _PostgresMainLongJmp outside its own catch, so that is the way out.
  function endAtFailures(module: PGlite["Module"]): void {
    const LONG_JUMP_STATUS = 100;
    const runOnce = module._PostgresMainLoopOnce;
    const longJump = module._PostgresMainLongJmp;
    let failure: unknown = null;
    module._PostgresMainLoopOnce = () => {
      try {
        runOnce();
      } catch (error) {
        const isSqlError = typeof error === "object" && error !== null && "status" in error &&
          error.status === LONG_JUMP_STATUS;
        if (isSqlError) throw error;
        failure = error;
        throw { status: LONG_JUMP_STATUS };
      }
    };
    module._PostgresMainLongJmp = () => {
      if (failure !== null) throw failure;
      longJump();
    };
  }

  async function start(message: StartMessage): Promise<void> {
    const memories = shareMemories();
    // Compiled by other threads, while this one unpacks the rest.
    const compiling = WebAssembly.compile(unpack(message.wasm));
    const fsBundle = new Blob([unpack(message.files)]);
    const loadDataDir = message.dump === null ? null : new Blob([unpack(message.dump)]);
    database = await pgliteClass.create({
      ...(message.dataDir === null ? {} : { dataDir: message.dataDir }),
      ...(loadDataDir === null ? {} : { loadDataDir }),
      pgliteWasmModule: await compiling,
      fsBundle,
      // PGlite's own, without -O, which lets a superuser change system tables.
      startParams: [
        "--single",
        "-F",
        "-j",
        ...["search_path=public", "exit_on_error=false", "log_checkpoints=false"],
        ...["max_worker_processes=0", "max_parallel_workers=0", "io_method=sync"],
        ...["max_parallel_workers_per_gather=0", "max_parallel_maintenance_workers=0"],
      ].flatMap((word) => word.startsWith("-") ? [word] : ["-c", word]),
    });
    endAtFailures(database.Module);
    if (message.setUpSql !== "") await database.exec(message.setUpSql);
    const cancelFlags = findCancelFlags(database.Module, memories.last());
    scope.postMessage({ kind: "ready", cancelFlags });
  }

  async function send(bytes: Uint8Array): Promise<void> {
    if (database === null) throw new Error("the database has not started");
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    function flush(): void {
      if (size === 0) return;
      const answer = new Uint8Array(size);
      let at = 0;
      for (const chunk of chunks) {
        answer.set(chunk, at);
        at += chunk.length;
      }
      chunks = [];
      size = 0;
      scope.postMessage({ kind: "data", bytes: answer }, [answer.buffer]);
    }
    await database.execProtocolRawStream(bytes, {
      onRawData(data) {
        // The bytes lie in the database's memory: they must be copied now.
        chunks.push(data.slice());
        size += data.length;
        if (size >= CHUNK_BYTES) flush();
      },
    });
    flush();
    scope.postMessage({ kind: "done" });
  }

  scope.onmessage = ({ data }) => {
    turn = turn.then(() => data.kind === "start" ? start(data) : send(data.bytes))
      .catch((error: unknown) => scope.postMessage({ kind: "failed", reason: String(error) }));
  };
}
