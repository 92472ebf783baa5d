// SQL that pgmcp writes around protected tables, with places for values that are bound and never
// written: the keys of the hash mask and the caller's attributes.

/** A value that is bound. */
export type Binding =
  /** One of the two keys that the hash is made with (RFC 2104), as bytes. */
  | { readonly kind: "key"; readonly pad: "inner" | "outer" }
  /** What is known of the caller; `id`, `role` and `team` are names too. */
  | { readonly kind: "attribute"; readonly name: string };

/** Pieces of SQL and the values between them. */
export type SqlTemplate = readonly (string | Binding)[];

/** Gives each value its `$n`, in the order in which they stand. */
export interface Binder {
  /** The parameter that stands for `binding`. */
  bind(binding: Binding): string;
  /** What was bound so far, `$1` first. */
  bindings(): readonly Binding[];
}

/** Makes a binder. */
export function createBinder(): Binder {
  const bound: Binding[] = [];
  return {
    bind(binding) {
      // A key has one type wherever it stands. Of an attribute each place tells its own: PostgreSQL
      // would take the first one's for all.
      const known = binding.kind === "key"
        ? bound.findIndex((each) => each.kind === "key" && each.pad === binding.pad)
        : -1;
      return `$${known < 0 ? bound.push(binding) : known + 1}`;
    },
    bindings: () => bound,
  };
}

/** The SQL of `template`. */
export function renderTemplate(template: SqlTemplate, binder: Binder): string {
  return template.map((piece) => typeof piece === "string" ? piece : binder.bind(piece)).join("");
}
