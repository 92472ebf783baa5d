// INSERT, UPDATE, DELETE and MERGE, which only READ_ONLY=false admits, and only
// as the statement itself. WHERE CURRENT OF is absent: there are no cursors here.

import { bare, frame, type NodeRule } from "./node_rule.ts";

/** The rules by node type. */
export const WRITE_RULES: Readonly<Record<string, NodeRule>> = {
  InsertStmt: {
    relation: bare("RangeVar"),
    cols: "nodes",
    selectStmt: "nodes",
    onConflictClause: bare("OnConflictClause"),
    returningClause: bare("ReturningClause"),
    withClause: bare("WithClause"),
    override: "value",
  },
  UpdateStmt: {
    relation: bare("RangeVar"),
    targetList: "nodes",
    whereClause: "nodes",
    fromClause: "nodes",
    returningClause: bare("ReturningClause"),
    withClause: bare("WithClause"),
  },
  DeleteStmt: {
    relation: bare("RangeVar"),
    usingClause: "nodes",
    whereClause: "nodes",
    returningClause: bare("ReturningClause"),
    withClause: bare("WithClause"),
  },
  MergeStmt: {
    relation: bare("RangeVar"),
    sourceRelation: "nodes",
    joinCondition: "nodes",
    mergeWhenClauses: "nodes",
    returningClause: bare("ReturningClause"),
    withClause: bare("WithClause"),
  },
  MergeWhenClause: {
    matchKind: "value",
    commandType: ["CMD_INSERT", "CMD_UPDATE", "CMD_DELETE", "CMD_NOTHING"],
    override: "value",
    condition: "nodes",
    targetList: "nodes",
    values: "nodes",
  },
  MergeSupportFunc: frame({ msftype: "value", msfcollid: "value" }),
  OnConflictClause: frame({
    action: ["ONCONFLICT_NOTHING", "ONCONFLICT_UPDATE"],
    infer: bare("InferClause"),
    targetList: "nodes",
    whereClause: "nodes",
  }),
  InferClause: frame({ indexElems: "nodes", whereClause: "nodes", conname: "value" }),
  IndexElem: {
    name: "value",
    expr: "nodes",
    collation: "nodes",
    ordering: "value",
    nulls_ordering: "value",
  },
  ReturningClause: { options: "nodes", exprs: "nodes" },
  ReturningOption: frame({ option: "value", value: "value" }),
  SetToDefault: frame({}),
  MultiAssignRef: { source: "nodes", colno: "value", ncolumns: "value" },
};
