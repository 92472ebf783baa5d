// Shows how much of a known number is done: on a terminal a bar in place, in a log file
// one line at the start. It leaves no trace on a terminal when it ends.

import type { Screen } from "./screen.ts";
import { createStyle } from "./style.ts";
import { fitText } from "./text_width.ts";

/** A bar that is shown. */
export interface ProgressBar {
  /** Says that `done` of `total` are done. */
  update(done: number, total: number): void;
  /** Ends it; safe to call twice. */
  stop(): void;
}

const BAR_COLUMNS = 24;
/** A terminal need not be drawn on more often, in milliseconds. */
const FRAME_MS = 50;
const CLEAR_LINE = "\r\x1b[2K";

/** Starts to show `text` with a bar. */
export function startProgressBar(screen: Screen, text: string): ProgressBar {
  if (!screen.interactive) {
    screen.write(`${text}\n`);
    return { update(): void {}, stop(): void {} };
  }
  const style = createStyle(screen.colour);
  let drawnAt = -Infinity;
  let running = true;
  return {
    update(done, total): void {
      const now = performance.now();
      if (!running || (now - drawnAt < FRAME_MS && done < total)) return;
      drawnAt = now;
      const filled = total === 0 ? 0 : Math.floor(BAR_COLUMNS * done / total);
      const bar = style.cyan("█".repeat(filled)) + style.dim("░".repeat(BAR_COLUMNS - filled));
      const count = `${String(done).padStart(String(total).length)}/${total}`;
      const shown = fitText(text, screen.columns - BAR_COLUMNS - count.length - 3);
      screen.write(`${CLEAR_LINE}${bar} ${count} ${shown}`);
    },
    stop(): void {
      if (!running) return;
      running = false;
      screen.write(CLEAR_LINE);
    },
  };
}
