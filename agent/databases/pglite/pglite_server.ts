// The embedded database as something to connect to: a Worker that is started when first
// needed. A statement that nobody waits for is cancelled; where that does not stop it, the
// Worker is given up and the next call starts another. In memory the database is then as
// at the beginning, and says what is lost. It serves one client at a time.

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

/** How often a statement that nobody waits for is cancelled again, in milliseconds: a packet holds several. */
const CANCEL_AGAIN_MS = 50;
/** How long it may take to end, in milliseconds; then its Worker is given up. */
const CANCEL_WITHIN_MS = 2_000;

/** ErrorResponse's first byte, and ReadyForQuery outside a transaction (PostgreSQL, section 54.7). */
const ERROR_RESPONSE = 0x45;
const READY_AND_IDLE = [0x5a, 0, 0, 0, 5, 0x49];

/** The embedded database. */
export class PgliteServer {
  readonly #options: PgliteServerOptions;
  #folder: PgliteFolder | null = null;
  #starting: Promise<PgliteLink> | null = null;
  #link: PgliteLink | null = null;
  #recovering: Promise<void> = Promise.resolve();
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

  /** A client went without goodbye: what still runs is cancelled. If it does not stop, or the session cannot be cleaned, the Worker is given up. */
  abandon(link: PgliteLink): void {
    this.#recovering = this.#recovering.then(() => this.#recover(link));
  }

  /** Ends the Worker and gives the folder back. */
  async close(): Promise<void> {
    this.#closed = true;
    // One that is only starting too: that takes seconds, and nobody waits for it any more.
    this.#link?.terminate("pgmcp is closing");
    await this.#starting?.catch(() => {}); // Its caller has heard of it.
    this.#folder?.[Symbol.dispose]();
    this.#folder = null;
  }

  async #startWorker(): Promise<PgliteLink> {
    const { dataDir, demo, log, now } = this.#options;
    if (this.#link !== null) {
      log(
        dataDir === null
          ? "the embedded database had to be started again: what was written to it is lost"
          : "the embedded database had to be opened again from its folder",
      );
    }
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
    if (this.#closed) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    const link = new PgliteLink(message);
    this.#link = link;
    try {
      await link.ready;
    } catch (error) {
      if (this.#closed) throw new PgmcpError("PGMCP_SHUTTING_DOWN", { cause: error });
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
    if (await cancelled(link) && await isCleaned(link)) return;
    link.terminate("a statement did not stop");
  }
}

async function cancelled(link: PgliteLink): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < CANCEL_WITHIN_MS; waitedMs += CANCEL_AGAIN_MS) {
    link.cancel();
    if (await link.idleWithin(CANCEL_AGAIN_MS)) return true;
    if (link.ended) return false;
  }
  return false;
}

// Rolls back and resets the session, and believes it only on the server's word. The first
// ROLLBACK may meet a cancel that came too late for the statement, so its answer is not looked at.
async function isCleaned(link: PgliteLink): Promise<boolean> {
  await answersWell(link, "ROLLBACK");
  return await answersWell(link, "ROLLBACK") && await answersWell(link, "DISCARD ALL");
}

async function answersWell(link: PgliteLink, sql: string): Promise<boolean> {
  const answer: number[] = [];
  const sent = link.send(simpleQuery(sql), (bytes) => answer.push(...bytes));
  sent.catch(() => {}); // A Worker that ended is not idle.
  if (!await link.idleWithin(CANCEL_WITHIN_MS)) return false;
  return answer[0] !== ERROR_RESPONSE && answer.slice(-6).join() === READY_AND_IDLE.join();
}

function simpleQuery(sql: string): Uint8Array {
  const text = new TextEncoder().encode(`${sql}\0`);
  const message = new Uint8Array(5 + text.length);
  message[0] = 0x51;
  new DataView(message.buffer).setUint32(1, 4 + text.length);
  message.set(text, 5);
  return message;
}
