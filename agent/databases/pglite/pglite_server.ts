// The embedded database as something to connect to: a Worker that is started when first
// needed, ended where a statement cannot be stopped otherwise, and started again by the
// next call. In memory it is then as it was at the beginning, and says what is lost. It
// serves one client at a time and leaves the protocol to it, but for a clean session.

import { PgmcpError } from "../../../core/errors.ts";
import { openPgliteFolder, type PgliteFolder } from "./pglite_folder.ts";
import { PgliteLink } from "./pglite_link.ts";
import { createStartMessage } from "./start_message.ts";

/** Options of {@linkcode PgliteServer}. */
export interface PgliteServerOptions {
  /** The folder it lives in, made if missing; null for memory. */
  readonly dataDir: string | null;
  /** Whether a new database holds the demo; otherwise it is empty. */
  readonly demo: boolean;
  /** Hears what happens, in words that hold no secret and no row. */
  readonly log: (message: string) => void;
  /** The time, to which the demo's dates are moved. */
  readonly now: () => Date;
}

/** How long a packet that nobody waits for any more may still take, in milliseconds. */
const LET_FINISH_MS = 250;

/** The embedded database. */
export class PgliteServer {
  readonly #options: PgliteServerOptions;
  #folder: PgliteFolder | null = null;
  #starting: Promise<PgliteLink> | null = null;
  #link: PgliteLink | null = null;
  #recovering: Promise<void> = Promise.resolve();
  #wroteInMemory = false;
  #closed = false;

  /** Makes it; nothing is started. */
  constructor(options: PgliteServerOptions) {
    this.#options = options;
  }

  /** The running database, started if need be. Throws `PGMCP_DATABASE_UNREACHABLE`, `PGMCP_SHUTTING_DOWN` and what the folder throws. */
  async start(): Promise<PgliteLink> {
    await this.#recovering;
    if (this.#closed) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    if (this.#link !== null && !this.#link.ended) return this.#link;
    this.#starting ??= this.#startWorker().finally(() => {
      this.#starting = null;
    });
    return await this.#starting;
  }

  /** A client went without goodbye: what still runs may finish shortly; otherwise, or if its session cannot be cleaned, the Worker ends. */
  abandon(link: PgliteLink): void {
    this.#recovering = this.#recovering.then(() => this.#recover(link));
  }

  /** Ends the Worker and gives the folder back. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting?.catch(() => {}); // Its caller has heard of it.
    this.#link?.terminate("pgmcp is closing");
    this.#folder?.[Symbol.dispose]();
    this.#folder = null;
  }

  async #startWorker(): Promise<PgliteLink> {
    const { dataDir, demo, log, now } = this.#options;
    if (dataDir !== null) this.#folder ??= openPgliteFolder(dataDir);
    const folder = this.#folder;
    const fresh = folder?.isFresh() ?? true;
    if (fresh) folder?.startLoading();
    const message = await createStartMessage({
      dataDir: folder?.path ?? null,
      fresh,
      demo,
      now: now(),
    });
    const link = new PgliteLink(message);
    this.#link = link;
    try {
      await link.ready;
    } catch (error) {
      log("the embedded database did not start");
      throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
        message: "The embedded database did not start.",
        hint: "See pgmcp's log; a folder of a damaged database can be moved away and is made anew.",
        cause: error,
      });
    }
    if (fresh) folder?.endLoading();
    return link;
  }

  async #recover(link: PgliteLink): Promise<void> {
    if (link.ended) return;
    if (await link.idleWithin(LET_FINISH_MS) && await isCleaned(link)) return;
    link.terminate("a statement did not stop");
    this.#options.log(
      this.#options.dataDir === null
        ? "a statement did not stop: the embedded database is started again, and what was written to it is lost"
        : "a statement did not stop: the embedded database is opened again from its folder",
    );
  }
}

// Rolls back and resets the session, and believes it only on the server's word: no error, and idle at the end.
async function isCleaned(link: PgliteLink): Promise<boolean> {
  for (const sql of ["ROLLBACK", "DISCARD ALL"]) {
    const answer: number[] = [];
    const sent = link.send(simpleQuery(sql), (bytes) => answer.push(...bytes));
    sent.catch(() => {}); // A Worker that ended is not idle.
    if (!await link.idleWithin(LET_FINISH_MS)) return false;
    const end = [0x5a, 0, 0, 0, 5, 0x49]; // ReadyForQuery, idle (section 54.7).
    if (answer.slice(-6).join() !== end.join() || answer[0] === 0x45) return false;
  }
  return true;
}

function simpleQuery(sql: string): Uint8Array {
  const text = new TextEncoder().encode(`${sql}\0`);
  const message = new Uint8Array(5 + text.length);
  message[0] = 0x51;
  new DataView(message.buffer).setUint32(1, 4 + text.length);
  message.set(text, 5);
  return message;
}
