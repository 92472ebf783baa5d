// Waits for something that another process or task brings about.

/** How long a condition may take to hold, in milliseconds: long, for busy machines. */
const DEFAULT_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** Resolves once `condition` holds; throws after `withinMs` (20,000 by default), naming `what`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs: number = DEFAULT_WITHIN_MS,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error(`Cannot go on: ${what} did not come to be.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
