// Keeps a link alive and notices when it is not: it counts the intervals in which nothing was
// heard. It compares no clocks, so a clock that jumps or a machine that slept ends no good link.

import { HEARTBEAT_MS, MISSED_INTERVALS } from "./protocol.ts";

/** How a link is kept alive. */
export interface HeartbeatOptions {
  /** {@linkcode HEARTBEAT_MS} by default. */
  readonly everyMs?: number;
  /** {@linkcode MISSED_INTERVALS} by default. */
  readonly missedIntervals?: number;
  /** Calls `tick` again and again until the result is called; `setInterval` by default. */
  readonly repeat?: (tick: () => void, everyMs: number) => () => void;
}

/** What a heartbeat brings about. */
export interface HeartbeatEffects {
  /** Says something, every interval. */
  beat(): void;
  /** Nothing was heard for too long; called once. */
  silent(): void;
}

/** The heartbeat of one end of a link. */
export class Heartbeat {
  readonly #missedIntervals: number;
  readonly #effects: HeartbeatEffects;
  readonly #stop: () => void;
  #heard = true;
  #missed = 0;

  /** Begins. */
  constructor(options: HeartbeatOptions, effects: HeartbeatEffects) {
    const { everyMs = HEARTBEAT_MS, missedIntervals = MISSED_INTERVALS } = options;
    this.#missedIntervals = missedIntervals;
    this.#effects = effects;
    this.#stop = (options.repeat ?? repeatByTimer)(() => this.#tick(), everyMs);
  }

  /** Something was heard. */
  heard(): void {
    this.#heard = true;
  }

  /** Ends it. */
  stop(): void {
    this.#stop();
  }

  #tick(): void {
    this.#missed = this.#heard ? 0 : this.#missed + 1;
    this.#heard = false;
    if (this.#missed >= this.#missedIntervals) {
      this.stop();
      return this.#effects.silent();
    }
    this.#effects.beat();
  }
}

function repeatByTimer(tick: () => void, everyMs: number): () => void {
  const timer = setInterval(tick, everyMs);
  return () => clearInterval(timer);
}
