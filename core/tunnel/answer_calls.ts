// Answers the calls that come over a link from databases that are here: the answering side. It
// trusts nothing that comes: a call is read part by part, names one of the databases that are
// offered, and runs behind that database's own guard, under its own limits.

import { PgmcpError } from "../errors.ts";
import type { GuardedDatabase } from "../ports/guarded_database.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { RpcRequest } from "./json_rpc.ts";
import type { IncomingCall } from "./link_options.ts";
import { CALL_METHODS, type CallMethod } from "./protocol.ts";
import {
  readBareCall,
  readDescribeTable,
  readExplainCall,
  readListTables,
  readQueryCall,
  type WireCall,
} from "./read_call.ts";

/** A database that stays open until it is given back. */
export interface AnsweringLease {
  readonly database: GuardedDatabase;
  /** Gives it back; safe to call twice. */
  release(): void;
}

/** The database of that name; null where none is offered. */
export type LeaseDatabase = (name: string) => AnsweringLease | null;

/** The answer to `request`; null where there is no such method. Throws `PGMCP_TUNNEL_PROTOCOL` where it is malformed. */
export function answerCall(
  request: RpcRequest,
  call: IncomingCall,
  lease: LeaseDatabase,
): Promise<unknown> | null {
  const method = CALL_METHODS.find((each) => each === request.method);
  return method === undefined ? null : answerMethod(method, request.params, { call, lease });
}

interface Surroundings {
  readonly call: IncomingCall;
  readonly lease: LeaseDatabase;
}

function answerMethod(
  method: CallMethod,
  params: unknown,
  around: Surroundings,
): Promise<unknown> {
  switch (method) {
    case "queries.query": {
      const wire = readQueryCall(params, "params");
      return withDatabase(
        wire,
        around,
        ({ queries }, options) => queries.query(wire.arguments, options),
      );
    }
    case "queries.explain": {
      const wire = readExplainCall(params, "params");
      return withDatabase(
        wire,
        around,
        ({ queries }, options) => queries.explain(wire.arguments, options),
      );
    }
    case "schema.list_schemas":
      return withDatabase(
        readBareCall(params, "params"),
        around,
        ({ explorer }, options) => explorer.listSchemas(options),
      );
    case "schema.list_tables": {
      const wire = readListTables(params, "params");
      return withDatabase(
        wire,
        around,
        ({ explorer }, options) => explorer.listTables(wire.arguments, options),
      );
    }
    case "schema.describe_table": {
      const wire = readDescribeTable(params, "params");
      return withDatabase(
        wire,
        around,
        ({ explorer }, options) => explorer.describeTable(wire.arguments, options),
      );
    }
    case "database.ping":
      return withDatabase(
        readBareCall(params, "params"),
        around,
        (database, options) => database.ping(options),
      );
  }
}

async function withDatabase<T>(
  wire: WireCall<unknown>,
  { call, lease }: Surroundings,
  run: (database: GuardedDatabase, options: CallOptions) => Promise<T>,
): Promise<T> {
  const { principal, deadlineMs, traceparent, progress } = wire.context;
  const leased = lease(wire.database);
  if (leased === null) throw new PgmcpError("PGMCP_DATABASE_NOT_FOUND");
  try {
    return await run(leased.database, {
      signal: call.signal,
      principal,
      deadlineMs,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(progress === true ? { onPhase: (phase) => call.progress(phase) } : {}),
    });
  } finally {
    leased.release();
  }
}
