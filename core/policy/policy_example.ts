// A statement in a policy file with what has to become of it.

/** One entry under `tests`. */
export interface PolicyExample {
  /** What it shows; the statement where nothing is said. */
  readonly name: string;
  readonly sql: string;
  /** The role that asks; null for none. */
  readonly role: string | null;
  /** The caller's attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly expect: "allowed" | "refused";
  /** All columns that have to be masked; null where it does not matter. */
  readonly masked: readonly string[] | null;
  /** All tables that have to be filtered; null where it does not matter. */
  readonly filtered: readonly string[] | null;
  /** The code of the refusal; null where it does not matter. */
  readonly code: string | null;
  /** Where it stands in the file. */
  readonly line: number;
}
