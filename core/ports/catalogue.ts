// The port through which the guard asks the database what a name is. The guard
// decides; the catalogue only answers, under the search path that statements run with.

import type { CatalogueEvidence } from "./catalogue_evidence.ts";
import type { ProtectionSnapshot } from "./protection_catalogue.ts";
import type { CallOptions } from "./query_executor.ts";

/** A name as the SQL gives it; without a schema it is looked up on the search path. */
export interface ObjectName {
  /** The schema; null where the SQL names none. */
  readonly schema: string | null;
  /** The name, unquoted. */
  readonly name: string;
}

/** What the guard wants to know about one statement. */
export interface CatalogueQuestion {
  /** Functions, also those that attribute notation (`row.name`) might call. */
  readonly functions: readonly ObjectName[];
  /** Operators, by their symbols. */
  readonly operators: readonly ObjectName[];
  /** Types, without array brackets and modifiers. */
  readonly types: readonly ObjectName[];
  /** Tables, views and whatever else can stand in FROM by name. */
  readonly relations: readonly ObjectName[];
}

/** A function outside `pg_catalog` that a name can reach. */
export interface FunctionInfo {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** Whether it can be called with exactly one argument, and so by attribute notation. */
  readonly takesOneArgument: boolean;
  /** The fewest arguments it takes, defaults left out. */
  readonly minArguments: number;
  /** The most arguments it takes; null for any number (VARIADIC). */
  readonly maxArguments: number | null;
  /** Whether its schema is on the search path, so that its name alone reaches it. */
  readonly onPath: boolean;
  /** What it promises (`pg_proc.provolatile`). */
  readonly volatility: "immutable" | "stable" | "volatile";
  /** Whether it runs with its owner's rights. */
  readonly securityDefiner: boolean;
  /** The extension it belongs to. */
  readonly extension: string | null;
}

/** A function that runs where an object is used, resolved by the database; also one of `pg_catalog`. */
export interface RunFunction {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** The extension it belongs to. */
  readonly extension: string | null;
}

/** An operator outside `pg_catalog` that a name can reach. */
export interface OperatorInfo {
  /** The schema it is in. */
  readonly schema: string;
  /** Its symbol. */
  readonly name: string;
  /**
   * Its operands' types by OID, where both are users' enums or composites of their own that nothing
   * else is turned into: then only values of those types reach it. Null for any other.
   */
  readonly ownTypes: readonly string[] | null;
  /** The extension it belongs to. */
  readonly extension: string | null;
}

/** A type outside `pg_catalog` that a name can reach. */
export interface TypeInfo {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** What it is (`pg_type.typtype`). */
  readonly kind: "base" | "composite" | "domain" | "enum" | "range" | "multirange" | "pseudo";
  /** The extension it belongs to. */
  readonly extension: string | null;
  /** Whether a domain is reached through it at any depth: elements, attributes, subtypes. Its CHECKs run code. */
  readonly reachesDomain: boolean;
  /** What the CHECKs of those domains call, through functions and operators. */
  readonly runs: readonly RunFunction[];
  /** Whether a cast from or to it, or to what can be taken out of it, runs a function that is neither of `pg_catalog` nor of an extension. */
  readonly castsRunCode: boolean;
}

/** A relation that a name reaches. */
export interface RelationInfo {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** `pg_class.relkind`: r, v, m, p, f, S, t, i, I, c. */
  readonly kind: string;
  /** Its columns' names, in order. */
  readonly columns: readonly string[];
  /** The users' types of its columns: an enum by OID, `*` for any other. */
  readonly ownTypes: readonly string[];
  /**
   * What a view calls, through functions, operators and casts to domains, at any depth of
   * user views below it; empty for anything but a view.
   */
  readonly runs: readonly RunFunction[];
  /** Whether a cast of one of its columns, or of a part of one, runs such a function, written out or implied. */
  readonly castsRunCode: boolean;
  /** The columns that such a cast can be applied to; null where nobody knows them. */
  readonly castColumns: readonly string[] | null;
  /** The columns of a domain, or of what holds one, whose CHECK calls more than PostgreSQL's own harmless functions. */
  readonly checkedColumns: readonly string[];
  /** The columns of types such as `regclass`, which print as the name of any object. */
  readonly objectColumns: readonly string[];
  /** Whether partitions or other children are, or once were, read with it (`pg_class.relhassubclass`). */
  readonly hasChildren: boolean;
  /** The extension it belongs to. */
  readonly extension: string | null;
}

/** The answer: everything found, nothing about names that do not exist. */
export interface CatalogueAnswer {
  /** The functions of those names. */
  readonly functions: readonly FunctionInfo[];
  /** The operators of those symbols. */
  readonly operators: readonly OperatorInfo[];
  /** The types of those names. */
  readonly types: readonly TypeInfo[];
  /** In the order of the question; null where there is no such relation. */
  readonly relations: readonly (RelationInfo | null)[];
  /** What the answer rests on, to be looked at again by the transaction that relies on it; absent where nothing changes. */
  readonly evidence?: CatalogueEvidence;
}

/** Options of {@linkcode Catalogue.resolve} and {@linkcode Catalogue.reach}. */
export interface ResolveOptions extends CallOptions {
  /**
   * Take no kept answer that is older than a few seconds; false by default. A kept answer is good
   * enough to let a statement run, for its evidence is looked at again; not to refuse one.
   */
  readonly fresh?: boolean;
}

/** What reading some relations reads: tables under views, partitions, children. */
export interface CatalogueReach {
  /** The relations, those that were asked about included. */
  readonly relations: readonly ReachedRelation[];
  /** What the answer rests on; null where it is too much to be looked at again. */
  readonly evidence: CatalogueEvidence | null;
}

/** A relation that is read where another one is named. */
export interface ReachedRelation {
  /** The schema it is in. */
  readonly schema: string;
  /** Its name. */
  readonly name: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
}

/** Answers what names are. */
export interface Catalogue {
  /** Looks the names up; throws the same errors as a query does. */
  resolve(question: CatalogueQuestion, options?: ResolveOptions): Promise<CatalogueAnswer>;
  /** Says what reading `relations` reads, views and inheritance followed to the end. */
  reach(relations: readonly ObjectName[], options?: ResolveOptions): Promise<CatalogueReach>;
  /** Every relation with its columns, and what is made of what: what a policy is compiled against. */
  readEntries(options?: ResolveOptions): Promise<ProtectionSnapshot>;
}
