// What a policy leaves of a database for one role, as PostgreSQL's own catalogue may show it. What
// is not named here is not shown: objects that came later, and kinds that nobody thought of.

/** A relation that is not shown as it is. */
export interface ShownPart {
  /** `pg_class.oid`, in digits. */
  readonly oid: string;
  /** The columns that exist for the role. */
  readonly columns: readonly {
    readonly name: string;
    /** Whether something else stands in for its values. */
    readonly masked: boolean;
  }[];
  /** Whether it has columns beside these. */
  readonly hidesColumns: boolean;
}

/** What is shown. */
export interface ShownObjects {
  /** The schemas with something in them that is shown. */
  readonly schemas: readonly string[];
  /** The OIDs of the relations that are shown with all their columns, rows and values. */
  readonly whole: readonly string[];
  /** The relations of which columns, rows or values are hidden. */
  readonly parts: readonly ShownPart[];
  /** Whether there are types, such as enums, of hidden and masked columns alone. */
  readonly hidesTypes: boolean;
  /** Whether every name of a shown relation, and of its schema, reads the same without quotes. */
  readonly plainNames: boolean;
}

/** Whether a relation that is shown has columns that are not. */
export function hidesColumns({ parts }: ShownObjects): boolean {
  return parts.some((part) => part.hidesColumns);
}
