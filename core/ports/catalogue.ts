// The port through which the guard asks the database what a name is. The guard
// decides; the catalogue only answers, under the search path that statements run with.

import type { CallOptions } from "./query_executor.ts";

/** A name as the SQL gives it; without a schema it is looked up on the search path. */
export interface ObjectName {
  readonly schema: string | null;
  readonly name: string;
}

/** What the guard wants to know about one statement. */
export interface CatalogueQuestion {
  /** Functions, also those that attribute notation (`row.name`) might call. */
  readonly functions: readonly ObjectName[];
  readonly operators: readonly ObjectName[];
  readonly types: readonly ObjectName[];
  readonly relations: readonly ObjectName[];
}

/** A function outside `pg_catalog` that a name can reach. */
export interface FunctionInfo {
  readonly schema: string;
  readonly name: string;
  /** Whether it can be called with exactly one argument, and so by attribute notation. */
  readonly takesOneArgument: boolean;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly securityDefiner: boolean;
  /** The extension it belongs to. */
  readonly extension: string | null;
}

/** An operator outside `pg_catalog` that a name can reach. */
export interface OperatorInfo {
  readonly schema: string;
  readonly name: string;
  readonly extension: string | null;
}

/** A type outside `pg_catalog` that a name can reach. */
export interface TypeInfo {
  readonly schema: string;
  readonly name: string;
  readonly kind: "base" | "composite" | "domain" | "enum" | "range" | "multirange" | "pseudo";
  readonly extension: string | null;
  /** Whether a domain is reached through it at any depth: elements, attributes, subtypes. Its CHECKs run code. */
  readonly reachesDomain: boolean;
}

/** A relation that a name reaches. */
export interface RelationInfo {
  readonly schema: string;
  readonly name: string;
  /** `pg_class.relkind`: r, v, m, p, f, S, t, i, I, c. */
  readonly kind: string;
  readonly columns: readonly string[];
  readonly extension: string | null;
}

/** The answer: everything found, nothing about names that do not exist. */
export interface CatalogueAnswer {
  readonly functions: readonly FunctionInfo[];
  readonly operators: readonly OperatorInfo[];
  readonly types: readonly TypeInfo[];
  /** In the order of the question; null where there is no such relation. */
  readonly relations: readonly (RelationInfo | null)[];
}

/** Answers what names are. */
export interface Catalogue {
  /** Looks the names up; throws the same errors as a query does. */
  resolve(question: CatalogueQuestion, options?: CallOptions): Promise<CatalogueAnswer>;
}
