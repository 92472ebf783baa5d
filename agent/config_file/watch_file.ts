// Tells of changes of one file by looking at it now and then. Watching through the
// operating system would lose files that editors and orchestrators replace by
// renaming or by a link, and needs permission for the whole folder.

/** How often files are looked at, in milliseconds, where nothing else is said. */
export const LOOK_EVERY_MS = 500;

/** Options of {@linkcode watchFile}. */
export interface WatchOptions {
  /** How often to look, in milliseconds. */
  readonly everyMs: number;
  /** Hears of a change, once the file has not changed for one look more: it may be half written. */
  readonly onChange: () => void;
}

/** Watches the file at `path`; the result stops that. It keeps no process alive. */
export function watchFile(path: string, options: WatchOptions): () => void {
  let known: string | null = null;
  let candidate: string | null = null;
  let looking = false;

  async function look(): Promise<void> {
    const seen = await signature(path);
    if (known === null) known = seen;
    else if (seen !== known && seen === candidate) {
      known = seen;
      options.onChange();
    }
    candidate = seen;
  }

  function tick(): void {
    // A slow file system must not pile up looks.
    if (looking) return;
    looking = true;
    void look().finally(() => looking = false);
  }

  tick();
  const timer = setInterval(tick, options.everyMs);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** What tells one state of the file from another; a file that cannot be seen is a state too. */
async function signature(path: string): Promise<string> {
  try {
    const { mtime, ctime, size, ino, dev } = await Deno.stat(path);
    return `${mtime?.getTime()} ${ctime?.getTime()} ${size} ${ino} ${dev}`;
  } catch (error) {
    return error instanceof Error ? error.name : "unseen";
  }
}
