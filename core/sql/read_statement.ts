// Which statement a text holds: exactly one, of a kind that may run at all. What
// is inside it is judged by the walk.

import type { Refusal } from "./refusal.ts";
import { bareNode, nodeList, nodeOfType, textField, unwrapNode } from "./tree.ts";
import type { TreeNode, TypedNode } from "./tree.ts";
import { STATEMENT_WORDS } from "./statement_words.ts";
import type { StatementKind } from "./verdict.ts";

/** The one statement of a text. */
export interface ReadStatement {
  readonly kind: "statement";
  readonly statement: StatementKind;
  /** The statement to walk: of EXPLAIN the inner one; null for SHOW. */
  readonly root: TypedNode | null;
  /** The options of EXPLAIN, as nodes. */
  readonly explainOptions: readonly unknown[];
  /** The setting of SHOW. */
  readonly setting: string | null;
  /** Where it starts and how long it is, in bytes of UTF-8; a length of 0 reaches to the end. */
  readonly start: number;
  readonly length: number;
}

/** Which writes may be read as statements. */
export interface ReadStatementOptions {
  readonly readOnly: boolean;
}

const WRITES: Readonly<Record<string, StatementKind>> = {
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
  MergeStmt: "merge",
};

/** EXPLAIN's options; GENERIC_PLAN is for parameters, which there are not. */
const EXPLAIN_OPTIONS: ReadonlySet<string> = new Set([
  "analyze",
  "verbose",
  "costs",
  "buffers",
  "timing",
  "summary",
  "settings",
  "format",
  "memory",
  "serialize",
  "wal",
]);

/** Reads the one statement in the parser's list. */
export function readStatement(
  statements: readonly unknown[],
  options: ReadStatementOptions,
): ReadStatement | { readonly kind: "refusal"; readonly refusal: Refusal } {
  const [first, second] = statements.map(bareNode);
  if (first === undefined || first === null) {
    return refuse("PGMCP_SQL_EMPTY", "There is no SQL statement in the text");
  }
  if (second !== undefined) return refuseSecond(first, second ?? {});
  const root = unwrapNode(first.stmt);
  if (root === null) return refuse("PGMCP_SQL_EMPTY", "There is no SQL statement in the text");
  const place = {
    kind: "statement",
    setting: null,
    explainOptions: [],
    start: startOf(first),
    length: numberOf(first.stmt_len),
  } as const;
  switch (root.type) {
    case "SelectStmt":
      return { ...place, statement: "select", root };
    case "VariableShowStmt":
      return { ...place, statement: "show", root: null, setting: textField(root.node.name) ?? "" };
    case "ExplainStmt": {
      const refusal = checkExplain(root.node);
      const inner = unwrapNode(root.node.query);
      if (refusal !== null || inner === null) {
        return { kind: "refusal", refusal: refusal ?? refuseKind("ExplainStmt") };
      }
      return {
        ...place,
        statement: "explain",
        root: inner,
        explainOptions: nodeList(root.node.options),
      };
    }
    default: {
      const write = WRITES[root.type];
      if (write === undefined) {
        return { kind: "refusal", refusal: { ...refuseKind(root.type), location: place.start } };
      }
      if (!options.readOnly) return { ...place, statement: write, root };
      const word = write.toUpperCase();
      return refuse("PGMCP_READ_ONLY", `${word} writes, and the connection is read-only`, word);
    }
  }
}

function checkExplain(node: TreeNode): Refusal | null {
  for (const entry of nodeList(node.options)) {
    const option = nodeOfType(entry, "DefElem");
    const name = textField(option?.defname) ?? "";
    const argument = option?.arg === undefined ? null : unwrapNode(option.arg);
    const plain = option !== null && (option.arg === undefined ||
      ["String", "Integer", "Float", "Boolean"].includes(argument?.type ?? ""));
    if (!plain || !EXPLAIN_OPTIONS.has(name)) {
      const location = option?.location;
      return {
        code: "PGMCP_EXPLAIN_OPTION_NOT_ALLOWED",
        message: `The EXPLAIN option ${name.toUpperCase()} is not allowed`,
        fragment: name,
        location: typeof location === "number" ? location : null,
      };
    }
  }
  const inner = unwrapNode(node.query);
  if (inner?.type === "SelectStmt") return null;
  const words = STATEMENT_WORDS[inner?.type ?? ""]?.words ??
    WRITES[inner?.type ?? ""]?.toUpperCase();
  return {
    code: "PGMCP_STATEMENT_NOT_ALLOWED",
    message: `EXPLAIN of ${words ?? "this statement"} is not allowed: only of a SELECT`,
    hint:
      "EXPLAIN a SELECT that finds the same rows; EXPLAIN ANALYZE would carry out what it explains.",
    fragment: words === undefined ? "EXPLAIN" : `EXPLAIN ${words}`,
    location: null,
  };
}

function refuseKind(type: string): Refusal {
  const known = STATEMENT_WORDS[type];
  const words = known?.words ?? type.replace(/Stmt$/, "");
  return {
    code: "PGMCP_STATEMENT_NOT_ALLOWED",
    message: `${words} is not allowed: ${
      known?.why ?? "it is not on the list of statements that only read"
    }`,
    ...(known === undefined ? {} : { hint: known.hint }),
    fragment: words,
    location: null,
  };
}

function refuseSecond(first: TreeNode, second: TreeNode): { kind: "refusal"; refusal: Refusal } {
  const types = [first, second].map((statement) => unwrapNode(statement.stmt)?.type ?? "");
  const odd = types.find((type) => STATEMENT_WORDS[type] !== undefined);
  const words = odd === undefined ? undefined : STATEMENT_WORDS[odd];
  return {
    kind: "refusal",
    refusal: {
      code: "PGMCP_MULTIPLE_STATEMENTS",
      message: "The text holds more than one statement",
      ...(words === undefined
        ? {}
        : { hint: `Send one SELECT a call. ${words.words} is not needed: ${words.hint}` }),
      fragment: null,
      location: startOf(second),
    },
  };
}

function refuse(
  code: "PGMCP_SQL_EMPTY" | "PGMCP_READ_ONLY",
  message: string,
  fragment: string | null = null,
): { kind: "refusal"; refusal: Refusal } {
  return {
    kind: "refusal",
    refusal: { code, message, fragment, location: fragment === null ? null : 0 },
  };
}

function startOf(statement: TreeNode): number {
  return numberOf(statement.stmt_location);
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
