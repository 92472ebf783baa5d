// Reads what an agent answers. A server shows it to clients, so it has to be what the ports
// promise; what the rows say is the database's.

import { ERROR_TABLE, type ErrorCode } from "../errors.ts";
import type { DatabaseInfo } from "../ports/database.ts";
import type { QueryColumn, QueryResult } from "../ports/query_executor.ts";
import type {
  ExplainOutcome,
  QueryOutcome,
  QueryReport,
  RefusedOutcome,
} from "../ports/query_service.ts";
import type { PlanNode } from "../services/format/read_plan.ts";
import type { RefuseVerdict, StatementKind, UndecidedVerdict } from "../sql/verdict.ts";
import { isRecord } from "./json_rpc.ts";
import {
  anyObject,
  integer,
  listOf,
  misshapen,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  text,
} from "./shape.ts";

const words = text(64 * 1024);
const names = listOf(words);

const report: Reader<QueryReport> = object<QueryReport>({
  relations: names,
  policyHash: nullable(words),
  rules: names,
  maskedColumns: names,
  filteredTables: names,
  untrusted: names,
  sqlAsRun: nullable(text()),
  timings: object<QueryReport["timings"]>({ guardMs: number, databaseMs: number }),
  notes: names,
});

const table: Reader<QueryResult> = object<QueryResult>({
  columns: listOf(object<QueryColumn>({ name: text(), typeOid: integer(), typeName: text() })),
  rows: listOf(listOf(nullable(text()))),
  truncatedBy: nullable(oneOf("rows", "bytes")),
  affectedRows: nullable(integer()),
  durationMs: number,
  timeZone: words,
});

// Formatting takes as long as there are rows times columns, whatever stands in them.
const result: Reader<QueryResult> = (value, at) => {
  const read = table(value, at);
  const width = read.columns.length;
  if (read.rows.every((row) => row.length === width)) return read;
  throw misshapen(`${at}.rows`, "as wide as its columns");
};

/** How deep a plan may be nested: whoever writes it as JSON or text goes as deep. */
const MAX_PLAN_DEPTH = 1_000;

const planNode: Reader<PlanNode> = (value, at) => {
  const node = anyObject(value, at);
  if (!isDeeperThan(node, MAX_PLAN_DEPTH)) return node;
  throw misshapen(at, `nested ${MAX_PLAN_DEPTH} deep at most`);
};

const place = {
  message: words,
  hint: words,
  fragment: nullable(text()),
  position: nullable(integer()),
};

const refusal: Reader<RefuseVerdict> = object<RefuseVerdict>({
  kind: oneOf("refuse"),
  code: errorCode,
  ...place,
  policyHash: optional(words),
});

const undecided: Reader<UndecidedVerdict> = object<UndecidedVerdict>({
  kind: oneOf("undecided"),
  code: oneOf("PGMCP_NEEDS_CATALOGUE"),
  access: oneOf("read", "write"),
  ...place,
});

const refused: Reader<RefusedOutcome> = object<RefusedOutcome>({
  kind: oneOf("refused"),
  verdict: (value, at) => kindOf(value) === "undecided" ? undecided(value, at) : refusal(value, at),
  report,
});

const statement: Reader<StatementKind> = oneOf(
  "select",
  "show",
  "explain",
  "insert",
  "update",
  "delete",
  "merge",
);

const rows = object<Extract<QueryOutcome, { kind: "rows" }>>({
  kind: oneOf("rows"),
  statement,
  result,
  report,
});

const plan = object<Extract<ExplainOutcome, { kind: "plan" }>>({
  kind: oneOf("plan"),
  plan: planNode,
  durationMs: number,
  report,
});

/** Reads the answer to `queries.query`. */
export const readQueryOutcome: Reader<QueryOutcome> = (value, at) =>
  kindOf(value) === "refused" ? refused(value, at) : rows(value, at);

/** Reads the answer to `queries.explain`. */
export const readExplainOutcome: Reader<ExplainOutcome> = (value, at) =>
  kindOf(value) === "refused" ? refused(value, at) : plan(value, at);

/** Reads the answer to `database.ping`. */
export const readDatabaseInfo: Reader<DatabaseInfo> = object<DatabaseInfo>({
  product: text(256),
  version: text(256),
});

/** Reads a code of the error table. */
export function errorCode(value: unknown, at: string): ErrorCode {
  if (isErrorCode(value)) return value;
  throw misshapen(at, "a code of the error table");
}

/** Whether `value` is a code of the error table. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_TABLE, value);
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeperThan(part, depth - 1));
}

function kindOf(value: unknown): unknown {
  return isRecord(value) ? value.kind : undefined;
}
