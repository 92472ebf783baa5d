// Reads what a server asks of an agent. The server is not trusted: what is no member of a port's
// method does not get through, and what is one is read for its type and size.

import type { Principal } from "../auth/principal.ts";
import type { QueryLimits } from "../ports/query_executor.ts";
import type { ExplainCall, QueryCall } from "../ports/query_service.ts";
import type { DescribeTableRequest, ListTablesRequest } from "../ports/schema_explorer.ts";
import { isTraceparent } from "./is_traceparent.ts";
import { databaseName } from "./read_hello.ts";
import {
  boolean,
  integer,
  misshapen,
  nullable,
  number,
  object,
  optional,
  type Reader,
  recordOf,
  text,
} from "./shape.ts";

/** What comes with every call, of `CallOptions` what can cross a wire. */
export interface CallContext {
  readonly principal: Principal;
  /** How long the caller still waits, in milliseconds. */
  readonly deadlineMs: number;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Whether somebody wants to hear of phases. */
  readonly progress?: boolean;
}

/** A call as it crosses the wire: the database, the method's own arguments, the context. */
export interface WireCall<Arguments> {
  readonly database: string;
  readonly arguments: Arguments;
  readonly context: CallContext;
}

/** The longest SQL that crosses, in UTF-16 code units; the guard's bound is lower. */
const MAX_SQL_LENGTH = 256 * 1024;
const MAX_ATTRIBUTES = 64;

const word = text(1_024);

const readContext: Reader<CallContext> = object<CallContext>({
  principal: object<Principal>({
    id: word,
    role: nullable(word),
    team: nullable(word),
    attributes: recordOf(word, MAX_ATTRIBUTES),
  }),
  deadlineMs: number,
  traceparent: optional(traceparent),
  progress: optional(boolean),
});

const limits = optional(object<Partial<QueryLimits>>({
  maxRows: optional(integer(1)),
  maxBytes: optional(integer(1)),
  timeoutMs: optional(integer(1)),
}));

const sql = text(MAX_SQL_LENGTH);

/** Reads the call of `queries.query`. */
export const readQueryCall = readWireCall(object<QueryCall>({ sql, limits }));

/** Reads the call of `queries.explain`. */
export const readExplainCall = readWireCall(
  object<ExplainCall>({ sql, limits, analyze: optional(boolean) }),
);

/** Reads the call of `schema.list_tables`; which tables there are for somebody, no server says. */
export const readListTables = readWireCall(object<Omit<ListTablesRequest, "among">>({
  schema: optional(word),
  nameFilter: optional(word),
  limit: integer(1),
  cursor: optional(text(8_192)),
}));

/** Reads the call of `schema.describe_table`. */
export const readDescribeTable = readWireCall(object<DescribeTableRequest>({
  table: word,
  schema: optional(word),
}));

/** Reads a call without arguments: `schema.list_schemas` and `database.ping`. */
export const readBareCall = readWireCall(object<Record<never, never>>({}));

function readWireCall<T extends object>(reader: Reader<T>): Reader<WireCall<T>> {
  return object<WireCall<T>>({ database: databaseName, arguments: reader, context: readContext });
}

function traceparent(value: unknown, place: string): string {
  const read = text(256)(value, place);
  if (isTraceparent(read)) return read;
  throw misshapen(place, "a trace context");
}
