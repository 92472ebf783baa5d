// What a bound statement's references mean once its tables are protected: which column of which
// protected table, with which mask, and of which type. What is not known is null.

import type { BoundStatement, ColumnOrigin, Meaning } from "../sql/bind/bound_statement.ts";
import type { SqlType } from "../sql/bind/sql_type.ts";
import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNodes,
  type TreeNode,
  unwrapNode,
} from "../sql/tree.ts";
import type { ProtectedRelation, RelationRule, ShownColumn } from "./compiled_policy.ts";

/** A column of a protected scan that a reference reads, directly or handed on. */
export interface ProtectedColumn {
  readonly relation: ProtectedRelation;
  readonly shown: ShownColumn;
}

/** Answers what references mean. */
export interface StatementMeaning {
  readonly bound: BoundStatement;
  /** What the reference means; null for a node that is none. */
  of(node: TreeNode): Meaning | null;
  /** The column of a protected table that an expression is, itself or as `(t).column`; null for any other. */
  protectedColumn(expression: unknown): ProtectedColumn | null;
  /** The column of that number of a scan; null where it is not protected. */
  columnAt(scan: number, attnum: number): ProtectedColumn | null;
  /** The column of that name of a scan whose columns keep their names; null where it is not protected. */
  columnNamed(scan: number, name: string): ProtectedColumn | null;
  /** The masked columns of a scan. */
  maskedColumnsOf(scan: number): readonly ProtectedColumn[];
  /** Whether reading the column computes something: of a view, or a virtual column. */
  isComputed(column: ProtectedColumn): boolean;
  /** Whether arms of set operations may be cast on their way, which is not seen in the text. */
  readonly castsArms: boolean;
  /** Whether the column that something comes from does not exist for the role. */
  isHidden(origin: ColumnOrigin): boolean;
  /** The mask of a scan's column; null where it has none. */
  maskAt(scan: number, attnum: number): ShownColumn["mask"];
  /** The built-in type that an expression surely has (`pg_type.typname`), `unknown` for a bare text. */
  typeOf(expression: unknown): string | null;
}

/** Makes it from the rules of the bound scans, in their order. */
export function readMeaning(
  bound: BoundStatement,
  rules: readonly (RelationRule | null)[],
): StatementMeaning {
  const meanings = new Map<TreeNode, Meaning>();
  for (const { node, part, means } of bound.references) {
    // Of (t).column the one field is what the whole is.
    if (part === null || nodeList(node.indirection).length === 1) meanings.set(node, means);
  }
  // The arms of a set operation are cast to a common type, which is not told.
  const castsArms = [...bound.outputs.keys()].some((select) => select.larg !== undefined);
  const retyped = castsArms || rules.some((rule) =>
    rule?.kind === "protected" &&
    rule.shown.some(({ mask, column }) => mask !== null && mask.typeName !== column.typeName)
  );

  function columnAt(scan: number, attnum: number): ProtectedColumn | null {
    const relation = rules[scan];
    if (relation?.kind !== "protected") return null;
    const shown = relation.shown.find(({ column }) => column.number === attnum);
    return shown === undefined ? null : { relation, shown };
  }

  function protectedColumn(expression: unknown): ProtectedColumn | null {
    const node = nodeOfType(expression, "ColumnRef") ?? nodeOfType(expression, "A_Indirection");
    const means = node === null ? undefined : meanings.get(node);
    if (means?.kind === "column") return columnAt(means.scan, means.attnum);
    if (means?.kind !== "derived" || means.origin === null) return null;
    return columnAt(means.origin.scan, means.origin.attnum);
  }

  function maskedColumnsOf(scan: number): readonly ProtectedColumn[] {
    const relation = rules[scan];
    if (relation?.kind !== "protected") return [];
    return relation.shown.filter(({ mask }) => mask !== null).map((shown) => ({ relation, shown }));
  }

  function columnNamed(scan: number, name: string): ProtectedColumn | null {
    const relation = rules[scan];
    if (relation?.kind !== "protected" || bound.scans[scan]?.renamed !== false) return null;
    const shown = relation.shown.find(({ column }) => column.name === name);
    return shown === undefined ? null : { relation, shown };
  }

  function typeOfReference(expression: unknown, node: TreeNode): string | null {
    const mask = protectedColumn(expression)?.shown.mask;
    if (mask !== null && mask !== undefined) return mask.typeName;
    const means = meanings.get(node);
    if (means?.kind === "column") return builtinName(means.type);
    if (means?.kind !== "derived") return null;
    // Its type was told before masks changed it.
    return retyped && means.origin === null ? null : builtinName(means.type);
  }

  function typeOf(expression: unknown): string | null {
    const { type, node } = unwrapNode(expression) ?? {};
    if (node === undefined) return null;
    switch (type) {
      case "ColumnRef":
        return typeOfReference(expression, node);
      case "A_Const":
        return typeOfConstant(node);
      case "TypeCast":
        return typeOfName(bareNode(node.typeName));
      case "SQLValueFunction":
        return VALUE_FUNCTIONS[String(node.op)] ?? null;
      case "FuncCall": {
        const names = stringNodes(node.funcname);
        const plain = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
        return plain && names.at(-1) === "now" && node.args === undefined ? "timestamptz" : null;
      }
      case "A_Expr":
        return node.kind === "AEXPR_OP" ? typeOfSum(node) : null;
      case "SubLink": {
        if (node.subLinkType !== "EXPR_SUBLINK") return null;
        const select = nodeOfType(node.subselect, "SelectStmt");
        const output = select === null ? undefined : bound.outputs.get(select);
        if (output === undefined || !output.complete || retyped) return null;
        return builtinName(output.columns[0]?.type ?? null);
      }
      default:
        return null;
    }
  }

  function typeOfSum(node: TreeNode): string | null {
    const operator = stringNodes(node.name).join(".");
    const [left, right] = [typeOf(node.lexpr), typeOf(node.rexpr)];
    return SUMS[`${left} ${operator} ${right}`] ?? null;
  }

  return {
    bound,
    of: (node) => meanings.get(node) ?? null,
    protectedColumn,
    columnAt,
    columnNamed,
    maskedColumnsOf,
    castsArms,
    isComputed: ({ relation, shown }) =>
      relation.entry.kind === "v" || shown.column.virtual === true,
    isHidden({ scan, attnum }) {
      const relation = rules[scan];
      return relation?.kind === "protected" &&
        !relation.shown.some(({ column }) => column.number === attnum);
    },
    maskAt: (scan, attnum) => columnAt(scan, attnum)?.shown.mask ?? null,
    typeOf,
  };
}

const VALUE_FUNCTIONS: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: "date",
  SVFOP_CURRENT_TIMESTAMP: "timestamptz",
  SVFOP_LOCALTIMESTAMP: "timestamp",
};

const SUMS: Readonly<Record<string, string>> = {
  "timestamptz - interval": "timestamptz",
  "timestamptz + interval": "timestamptz",
  "timestamp - interval": "timestamp",
  "timestamp + interval": "timestamp",
  "date - interval": "timestamp",
  "date + interval": "timestamp",
  "date - int4": "date",
  "date + int4": "date",
};

function builtinName(type: SqlType | null): string | null {
  return type === null || type.array || type.schema !== "pg_catalog" ? null : type.name;
}

function typeOfName(typeName: TreeNode | null): string | null {
  const names = stringNodes(typeName?.names);
  if (nodeList(typeName?.arrayBounds).length > 0 || names.length > 2) return null;
  // Only what the grammar itself qualifies, or the client does, is surely PostgreSQL's own.
  return names.length === 2 && names[0] === "pg_catalog"
    ? names[1] ?? null
    : SURE_TYPES.has(names[0] ?? "")
    ? names[0] ?? null
    : null;
}

/** Types that the grammar leaves unqualified; pg_catalog comes first on the search path. */
const SURE_TYPES: ReadonlySet<string> = new Set(["date", "text", "uuid"]);

function typeOfConstant(node: TreeNode): string | null {
  if (node.ival !== undefined) return "int4";
  if (node.boolval !== undefined) return "bool";
  if (node.isnull === true || node.sval !== undefined) return "unknown";
  return node.fval === undefined ? null : "numeric";
}
