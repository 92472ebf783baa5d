// What the binder says of a statement, as plain data: which columns of which tables it reads, what
// each reference means, and how its output columns are called. It is PostgreSQL's name resolution
// (parse_relation.c and its kin) told before the statement runs. What is not surely known is
// `unknown` or `unbound`, never a guess: who protects something must refuse then.

import type { TreeNode } from "../tree.ts";
import type { SqlType } from "./sql_type.ts";

/** A column of a relation, as the catalogue knows it. */
export interface KnownColumn {
  readonly name: string;
  /** `pg_attribute.attnum`; where nobody knows it, the place in the list, from 1. */
  readonly attnum: number;
  /** Null where it is not known. */
  readonly type: SqlType | null;
}

/** A relation, as the catalogue knows it. */
export interface KnownRelation {
  readonly schema: string;
  readonly name: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
  /** In order, dropped ones left out. */
  readonly columns: readonly KnownColumn[];
  /** Whether it surely has no other columns, system columns aside. */
  readonly complete: boolean;
}

/** What the binder must be told. */
export interface BindOptions {
  /** The relation that a RangeVar which is no WITH query names; null where there is none, or nobody knows. */
  relation(node: TreeNode): KnownRelation | null;
  /** The fields of a composite type, in order; null where it is none, or nobody knows. */
  readonly fieldsOf?: (type: SqlType) => readonly KnownColumn[] | null;
  /** Whether a function name may mean another function than pg_catalog's; none by default. */
  readonly isOverloaded?: (name: string) => boolean;
}

/** How a column is read: by its name, by `*`, as part of its row, or as what a join compares. */
export type ReadForm = "name" | "star" | "row" | "join";

/** A column of a base relation that the statement reads. */
export interface ColumnRead {
  readonly name: string;
  /** Negative for a system column. */
  readonly attnum: number;
  readonly forms: ReadonlySet<ReadForm>;
}

/** One mention of a base relation. */
export interface BoundScan {
  /** The `RangeVar`. */
  readonly node: TreeNode;
  /** What it is; null where the catalogue knows nothing of it. */
  readonly relation: KnownRelation | null;
  /** The name its columns are qualified with. */
  readonly alias: string;
  /** Whether its columns are renamed by position: `t AS x(a, b)`, `(t JOIN u ON …) AS x(a, b)`. */
  readonly renamed: boolean;
  /** Whether the statement writes to it. */
  readonly target: boolean;
  /** Every column of it that is read anywhere in the statement. */
  readonly reads: readonly ColumnRead[];
  /** Whether columns may be read that nobody knows of: `*` of a relation that is not wholly known. */
  readonly readsUnknown: boolean;
  /** Columns that are written, where it is the target; null where rows are deleted, or nothing is written. */
  readonly writes: readonly string[] | null;
}

/** A column of a scan: the place of the scan in {@linkcode BoundStatement.scans}, and its number. */
export interface ColumnOrigin {
  readonly scan: number;
  readonly attnum: number;
}

/** What a name means. */
export type Meaning =
  /** A column of a base relation. */
  | {
    readonly kind: "column";
    readonly scan: number;
    readonly name: string;
    readonly attnum: number;
    readonly type: SqlType | null;
  }
  /** A column of something else in FROM. `origin`: the base column that it hands on unchanged. */
  | {
    readonly kind: "derived";
    readonly range: string | null;
    readonly name: string;
    readonly type: SqlType | null;
    readonly origin: ColumnOrigin | null;
    /**
     * The expressions in the text whose values it hands on: one an arm of a set operation or a row
     * of VALUES. Those that are computed before stand in a `ComputedValue`: see computed_value.ts.
     */
    readonly definitions: readonly unknown[];
  }
  /** An output column, in ORDER BY, GROUP BY or DISTINCT ON. */
  | { readonly kind: "output"; readonly name: string }
  /** A row as one value; `scan` where it is a base relation's. */
  | {
    readonly kind: "row";
    readonly range: string;
    readonly scan: number | null;
    /** The expressions of its columns, computed before. */
    readonly definitions: readonly unknown[];
  }
  /** All columns of the ranges, or of one of them. */
  | { readonly kind: "star" }
  /** A field of a composite value. */
  | { readonly kind: "field"; readonly name: string; readonly type: SqlType | null }
  /** A call of the function `name`, or a cast to the type of that name; `argument` is the type, null if not known. */
  | {
    readonly kind: "call";
    readonly name: string;
    readonly argument: SqlType | null;
    /** Whether the argument is a row or another composite value. */
    readonly ofRow: boolean;
  }
  /** It could be several things, or nothing that the catalogue knows. */
  | { readonly kind: "unknown"; readonly name: string };

/** One reference. */
export interface BoundReference {
  /** The `ColumnRef` or `A_Indirection`; of a name in USING or in an index of ON CONFLICT the node around it. */
  readonly node: TreeNode;
  /** Which part of `A_Indirection.indirection`; null for anything else. */
  readonly part: number | null;
  readonly means: Meaning;
}

/** A join that merges columns by their names. */
export interface BoundJoin {
  /** The `JoinExpr`. */
  readonly node: TreeNode;
  readonly natural: boolean;
  /** The names merged. */
  readonly columns: readonly string[];
  /** Base columns compared. */
  readonly origins: readonly ColumnOrigin[];
  /** The expressions of the other columns compared, by column. */
  readonly computed: readonly (readonly unknown[])[];
  /** Whether a NATURAL JOIN may merge others too, for a side is not wholly known. */
  readonly mayMergeMore: boolean;
}

/** An output column. */
export interface OutputColumn {
  /** Its name; `?column?` where PostgreSQL chooses none. */
  readonly name: string;
  readonly type: SqlType | null;
  /** The base column that PostgreSQL's row description names for it; null for none, or where it is not known. */
  readonly origin: ColumnOrigin | null;
  /** The expressions in the text that it is computed by, as nodes. */
  readonly definitions: readonly unknown[];
}

/** A query's output columns. */
export interface BoundOutput {
  readonly columns: readonly OutputColumn[];
  /** False where `*` stands for what is not wholly known: then columns are missing in the list. */
  readonly complete: boolean;
}

/** A statement whose names are resolved. */
export interface BoundStatement {
  readonly kind: "bound";
  /** The base relations, in the order in which PostgreSQL meets them. */
  readonly scans: readonly BoundScan[];
  readonly references: readonly BoundReference[];
  /** The same by their nodes. */
  readonly referencesByNode: ReadonlyMap<TreeNode, readonly BoundReference[]>;
  readonly joins: readonly BoundJoin[];
  /** The outputs of every query, by its `SelectStmt`; of a write with RETURNING by the statement's node. */
  readonly outputs: ReadonlyMap<TreeNode, BoundOutput>;
  /** Whether every reference is resolved and no star stands for unknown columns. */
  readonly exact: boolean;
}

/** A statement that holds what the binder does not know. */
export interface Unbound {
  readonly kind: "unbound";
  readonly reason: string;
  /** In bytes of UTF-8; null where it is not known. */
  readonly location: number | null;
}
