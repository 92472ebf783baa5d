// The words for a node or field that is not on the grammar's allow-list. The
// well-known ones get a refusal of their own, so that it teaches; all others the
// same plain one.

import type { ErrorCode } from "../errors.ts";
import type { Refusal } from "./refusal.ts";
import { bareNode, nodeList, nodeOfType, textField, type TypedNode } from "./tree.ts";

interface Words {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly fragment?: string;
}

const WRITE_INSIDE: Words = {
  code: "PGMCP_DATA_MODIFYING_CTE",
  message: "A query inside this statement modifies data",
};

const KNOWN_NODES: Readonly<Record<string, Words>> = {
  InsertStmt: { ...WRITE_INSIDE, fragment: "INSERT" },
  UpdateStmt: { ...WRITE_INSIDE, fragment: "UPDATE" },
  DeleteStmt: { ...WRITE_INSIDE, fragment: "DELETE" },
  MergeStmt: { ...WRITE_INSIDE, fragment: "MERGE" },
  ParamRef: {
    code: "PGMCP_PARAMETER_NOT_ALLOWED",
    message: "The parameter has no value here",
  },
  CurrentOfExpr: {
    code: "PGMCP_CONSTRUCT_NOT_ALLOWED",
    message: "WHERE CURRENT OF needs a cursor, and there is none",
    hint: "Name the rows in WHERE by their key.",
    fragment: "CURRENT OF",
  },
};

const KNOWN_FIELDS: Readonly<Record<string, Words>> = {
  "SelectStmt.intoClause": {
    code: "PGMCP_SELECT_INTO",
    message: "SELECT INTO creates a table",
    fragment: "INTO",
  },
  "SelectStmt.lockingClause": {
    code: "PGMCP_LOCKING_CLAUSE",
    message: "FOR UPDATE, FOR SHARE and their kin lock rows",
  },
  "TypeName.setof": {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: "SETOF is not allowed in a type name here",
    fragment: "SETOF",
  },
  "TypeName.pct_type": {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: "%TYPE is not allowed in a type name here",
    fragment: "%TYPE",
  },
};

/** Refuses a node of a type that is not on the list, or that stands where it may not. */
export function refuseNode(visit: TypedNode, location: number | null): Refusal {
  const own = visit.node.location;
  const place = typeof own === "number" && own >= 0 ? own : location;
  const known = KNOWN_NODES[visit.type];
  if (known !== undefined) {
    const fragment = visit.type === "ParamRef"
      ? `$${Number(visit.node.number ?? 0)}`
      : known.fragment ?? null;
    return { ...known, fragment, location: place };
  }
  return {
    code: "PGMCP_CONSTRUCT_NOT_ALLOWED",
    message: `The construct ${visit.type} is not on the allow-list`,
    fragment: null,
    location: place,
  };
}

/** Refuses a field, or the value of a field, that is not on the list. */
export function refuseField(visit: TypedNode, field: string, location: number | null): Refusal {
  const known = KNOWN_FIELDS[`${visit.type}.${field}`];
  if (known !== undefined) {
    const into = bareNode(bareNode(visit.node.intoClause)?.rel);
    const name = into === null ? null : textField(into.relname);
    const at = into?.location;
    return {
      ...known,
      fragment: fragmentOf(visit, field, name) ?? known.fragment ?? null,
      location: typeof at === "number" ? at : location,
    };
  }
  return {
    code: "PGMCP_CONSTRUCT_NOT_ALLOWED",
    message: `The construct ${visit.type} with ${field} is not on the allow-list`,
    fragment: null,
    location,
  };
}

const LOCK_WORDS: Readonly<Record<string, string>> = {
  LCS_FORKEYSHARE: "FOR KEY SHARE",
  LCS_FORSHARE: "FOR SHARE",
  LCS_FORNOKEYUPDATE: "FOR NO KEY UPDATE",
  LCS_FORUPDATE: "FOR UPDATE",
};

function fragmentOf(visit: TypedNode, field: string, into: string | null): string | null {
  if (field === "intoClause") return into === null ? null : `INTO ${into}`;
  const lock = nodeOfType(nodeList(visit.node.lockingClause)[0], "LockingClause");
  return LOCK_WORDS[textField(lock?.strength) ?? ""] ?? null;
}
