// Says what is being waited for: on a terminal a spinner in place, in a log file
// one line. It leaves no trace on a terminal when it ends.

import type { Screen } from "./screen.ts";
import { createStyle } from "./style.ts";
import { fitText } from "./text_width.ts";

/** A wait that is shown. */
export interface Progress {
  /** Ends it; safe to call twice. */
  stop(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
const CLEAR_LINE = "\r\x1b[2K";

/** Starts to show `text`. */
export function startProgress(screen: Screen, text: string): Progress {
  if (!screen.interactive) {
    screen.write(`${text}\n`);
    return { stop(): void {} };
  }
  const style = createStyle(screen.colour);
  const shown = fitText(text, screen.columns - 4);
  let frame = 0;

  function draw(): void {
    const mark = FRAMES[frame++ % FRAMES.length] ?? "";
    screen.write(`${CLEAR_LINE}${style.cyan(mark)} ${shown}`);
  }

  draw();
  const timer = setInterval(draw, FRAME_MS);
  let running = true;
  return {
    stop(): void {
      if (!running) return;
      running = false;
      clearInterval(timer);
      screen.write(CLEAR_LINE);
    },
  };
}
