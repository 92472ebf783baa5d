// Carries the news that a list has changed, as after a reload of the configuration,
// from whoever knows it to the clients that listen (MCP, "List Changed Notification").

/** A list that clients keep. */
export type ListKind = "tools" | "prompts" | "resources";

/** The news. */
export class ListChanges {
  readonly #listeners = new Set<(kind: ListKind) => void>();

  /** Tells every listener that the list of `kind` has changed. */
  announce(kind: ListKind): void {
    for (const listener of this.#listeners) listener(kind);
  }

  /** Has `listener` told from now on; returns how to stop it. */
  listen(listener: (kind: ListKind) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
