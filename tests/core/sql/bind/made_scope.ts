// What the maker of queries knows to be in scope.

/** Something in FROM. */
export interface Item {
  readonly alias: string | null;
  readonly columns: readonly string[];
}

/** A query that is being made. */
export interface Level {
  readonly outer: Level | null;
  items: readonly Item[];
  /** What can be named without a qualifier. */
  columns: readonly string[];
  readonly ctes: ReadonlyMap<string, readonly string[]>;
}

/** A query, and its columns. */
export interface Made {
  readonly sql: string;
  readonly columns: readonly string[];
}
