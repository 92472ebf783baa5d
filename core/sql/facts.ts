// What one walk over a statement's tree finds out: every name it uses, in what
// role, and where. No judgement is in here; classify.ts and settle.ts judge.

import type { BoundStatement } from "./bind/bound_statement.ts";
import type { StatementKind } from "./verdict.ts";
import type { TreeNode } from "./tree.ts";

/** A name as written, with its place. */
export interface NamedFact {
  /** The schema it is qualified with; null if it is not. */
  readonly schema: string | null;
  readonly name: string;
  /** Where it stands, in bytes of UTF-8; null if unknown. */
  readonly location: number | null;
}

/** A function that is called. */
export interface FunctionFact extends NamedFact {
  /** The arguments as nodes; names of named arguments taken off. */
  readonly args: readonly unknown[];
  /** Whether some are named, and so stand in any order; false by default. */
  readonly named?: boolean;
  /** With how many arguments; null where the text does not tell. */
  readonly argumentCount: number | null;
  /**
   * `call`: as `name(…)`. `grammar`: syntax that PostgreSQL turns into a call of
   * a built-in function, such as EXTRACT. `node`: syntax in PostgreSQL 18's
   * grammar that an older server reads as a call by name, such as `json_scalar(x)`.
   */
  readonly form: "call" | "grammar" | "node";
}

/** An operator symbol. */
export interface OperatorFact extends NamedFact {
  /** Whether it was written as `OPERATOR(…)`. */
  readonly explicit: boolean;
}

/** A type name, with its modifiers as nodes. */
export interface TypeFact extends NamedFact {
  readonly modifiers: readonly unknown[];
}

/** A relation, CTEs left out. */
export interface RelationFact extends NamedFact {
  /** Whether the statement writes to it. */
  readonly target: boolean;
  /** The node it was read from. */
  readonly node: TreeNode;
}

/** `qualifier.name` or `(expression).name`: a column, a field, or else a call of function `name`. */
export interface AttributeFact {
  /** The name before the last dot; null for `(expression).name`. */
  readonly qualifier: string | null;
  readonly name: string;
  readonly location: number | null;
  /** The `ColumnRef`, or the `A_Indirection` and which of its parts. */
  readonly node: TreeNode;
  readonly part: number | null;
}

/** Something in FROM, under the name by which columns are qualified with it. */
export interface RangeFact {
  readonly alias: string;
  /** Index into {@linkcode StatementFacts.relations}; null for what is not a relation. */
  readonly relation: number | null;
  /** Columns it surely has, known from the text alone. */
  readonly columns: ReadonlySet<string>;
  /** Whether its columns are renamed by position: `t AS x(a, b)`. */
  readonly renamed: boolean;
}

/** A reference to a column, a whole row, or `*`. */
export interface ColumnFact {
  /** The name before the last dot; null if there is none. */
  readonly qualifier: string | null;
  /** The column's name; null for `*`. */
  readonly name: string | null;
  readonly location: number | null;
}

/** A text constant. */
export interface TextFact {
  readonly text: string;
  readonly location: number | null;
}

/** A relation that is named in text, to a function or a cast that looks it up. */
export interface NamedObject extends NamedFact {
  /** What is told of it: that there is one, something of all its columns, or how many rows it has. */
  readonly tells: "name" | "columns" | "rows";
}

/** Everything found in one statement. */
export interface StatementFacts {
  readonly statement: StatementKind;
  readonly access: "read" | "write";
  readonly functions: readonly FunctionFact[];
  readonly operators: readonly OperatorFact[];
  readonly types: readonly TypeFact[];
  readonly relations: readonly RelationFact[];
  readonly attributes: readonly AttributeFact[];
  readonly columns: readonly ColumnFact[];
  readonly ranges: readonly RangeFact[];
  /** The same by their alias. */
  readonly rangesByAlias: ReadonlyMap<string, readonly RangeFact[]>;
  /** Whether something in FROM has a name that PostgreSQL chooses, so that any qualifier may mean it. */
  readonly hasUnnamedRange: boolean;
  /** Collations that are named. */
  readonly collations: readonly NamedFact[];
  /** TABLESAMPLE methods. */
  readonly sampleMethods: readonly NamedFact[];
  /** Every SELECT, at any depth. */
  readonly selects: readonly TreeNode[];
  /** Every operator expression, at any depth. */
  readonly expressions: readonly TreeNode[];
  /** Every cast, at any depth. */
  readonly casts: readonly TreeNode[];
  /** Every relation that a text names. */
  readonly namedObjects: readonly NamedObject[];
  /** Every text constant. */
  readonly texts: readonly TextFact[];
  /** Every number that is not a small integer, as written. */
  readonly numbers: readonly TextFact[];
  /** Whether a NATURAL JOIN or a join with an alias of its own is in it: both reach columns under no name of their table. */
  readonly joinsHideColumns: boolean;
  /** Whether JSON_TABLE is in it, whose paths stand in its own syntax. */
  readonly hasJsonTable: boolean;
  /** What names mean, where a judgement needs it; null otherwise, and where the binder does not understand the statement. */
  readonly bound: BoundStatement | null;
}

/** The facts without the tree they came from: names only, as the catalogue's answer is held against. */
export function withoutTree(facts: StatementFacts): StatementFacts {
  return {
    ...facts,
    functions: facts.functions.map((call) => ({ ...call, args: [] })),
    types: facts.types.map((type) => ({ ...type, modifiers: [] })),
    relations: facts.relations.map((relation) => ({ ...relation, node: {} })),
    attributes: facts.attributes.map((attribute) => ({ ...attribute, node: {} })),
    columns: [],
    selects: [],
    expressions: [],
    casts: [],
    texts: [],
    numbers: [],
    bound: null,
  };
}
