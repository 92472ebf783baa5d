// Where a command writes for people: how wide it is, whether colour and movement
// are welcome, and what may be drawn with. Commands get it handed in, so that
// tests can read what was written.

/** A place to write lines for people. */
export interface Screen {
  /** How many columns fit a line. */
  readonly columns: number;
  /** Whether colour is welcome. */
  readonly colour: boolean;
  /** Whether lines may be drawn over, as a spinner does. */
  readonly interactive: boolean;
  /** Writes `text` as it is. */
  write(text: string): void;
}

/** Where there is no terminal to ask, as in a log file. */
const DEFAULT_COLUMNS = 100;

/** Wider lines are hard to read. */
const MAX_COLUMNS = 120;
const MIN_COLUMNS = 40;

/** A stream as a screen. `dumb` says that the terminal can neither colour nor move (TERM=dumb). */
export function openScreen(stream: "stdout" | "stderr", dumb: boolean): Screen {
  const sink = Deno[stream];
  const terminal = sink.isTerminal();
  const encoder = new TextEncoder();
  return {
    columns: terminal ? terminalColumns() : DEFAULT_COLUMNS,
    // Deno.noColor is the NO_COLOR convention; it needs no permission.
    colour: terminal && !dumb && !Deno.noColor,
    interactive: terminal && !dumb,
    write(text: string): void {
      const bytes = encoder.encode(text);
      for (let written = 0; written < bytes.length;) {
        written += sink.writeSync(bytes.subarray(written));
      }
    },
  };
}

function terminalColumns(): number {
  try {
    return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, Deno.consoleSize().columns));
  } catch (error) {
    // A stream can be a terminal where standard input is none, and then has no size to tell.
    if (error instanceof Error) return DEFAULT_COLUMNS;
    throw error;
  }
}
