// One statement to check, and where it came from.

/** One statement to check. */
export interface CheckItem {
  readonly sql: string;
  /** Where it came from, such as `queries/top.sql:12` or `line 3`. */
  readonly origin: string;
}
