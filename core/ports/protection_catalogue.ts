// What a policy learns of what it protects: every relation with its columns, and what is made of
// what: partitions of tables, views of tables, generated columns of columns. Plain facts; what
// follows from them is for compile_policy.ts.

import type { CatalogueEvidence } from "./catalogue_evidence.ts";

/** A type outside PostgreSQL's own schemas. */
export interface CatalogueType {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name (`pg_type.typname`). */
  readonly name: string;
}

/** A type and what its values are made of. */
export interface MadeType extends CatalogueType {
  /** Types under it at any depth: of a domain, its elements, fields, subtypes. It is one of them itself. */
  readonly parts: readonly CatalogueType[];
}

/** A column of a relation. */
export interface CatalogueColumn {
  /** Its name. */
  readonly name: string;
  /** `pg_attribute.attnum`. */
  readonly number: number;
  /** The schema of its type; of a domain, of the type underneath. */
  readonly typeSchema: string;
  /** Its type's name (`pg_type.typname`), as `int4`; of a domain, the type's underneath. */
  readonly typeName: string;
  /** The types outside PostgreSQL's own schemas that its values are made of, its own first, at any depth. None by default. */
  readonly types?: readonly CatalogueType[];
  /** Whether it is computed when it is read: a virtual generated column. False by default. */
  readonly virtual?: boolean;
  /** Whether it belongs to the primary key, checked at once. False by default. */
  readonly key?: boolean;
  /** The numbers of the columns it is generated from, 0 for the whole row; empty where it is not generated. */
  readonly generatedFrom: readonly number[];
}

/** What a view, or a materialised view, reads of one relation. */
export interface ReadRelation {
  /** Its OID, in digits. */
  readonly oid: string;
  /** The numbers of the columns it reads by name. */
  readonly columns: readonly number[];
}

/** An index that rows can be read along. */
export interface CatalogueIndex {
  /** The columns that it orders by, those inside expressions too. */
  readonly keys: readonly string[];
  /** All columns that it holds. */
  readonly columns: readonly string[];
}

/** A relation outside PostgreSQL's own schemas. */
export interface CatalogueEntry {
  /** `pg_class.oid`, in digits. */
  readonly oid: string;
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** `pg_class.relkind`: r, p, v, m, f. */
  readonly kind: string;
  /** Its columns, in order. */
  readonly columns: readonly CatalogueColumn[];
  /** The tables it is a partition or an inheritance child of, by OID. */
  readonly parents: readonly string[];
  /** What its query reads; empty for anything but views. */
  readonly reads: readonly ReadRelation[];
  /** Whether its query uses a whole row, which no list of columns shows. */
  readonly readsWholeRows: boolean;
  /** Its indexes, with those of its partitions and children; of a view, those of what it reads. None by default. */
  readonly indexes?: readonly CatalogueIndex[];
  /** The composite type whose fields its columns are, where it was made of one: `CREATE TABLE … OF`. */
  readonly ofType?: CatalogueType;
}

/** The relations there are. */
export interface ProtectionSnapshot {
  /** All of them. */
  readonly entries: readonly CatalogueEntry[];
  /** The names of all schemas but PostgreSQL's own; by default those of the relations. */
  readonly schemas?: readonly string[];
  /** The types outside PostgreSQL's own schemas, but rows and arrays. None by default. */
  readonly types?: readonly MadeType[];
  /** What shows that they are still these; absent where nothing changes. */
  readonly evidence?: CatalogueEvidence;
}
