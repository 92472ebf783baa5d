// A database at the other end of a link, behind the ports: the asking side. What it sends, the
// agent checks again; what comes back is read part by part. A call takes no longer than its own
// limits and a little, whatever the agent does.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import type { GuardedDatabase } from "../ports/guarded_database.ts";
import type { CallOptions, CallPhase } from "../ports/query_executor.ts";
import type { OfferedDatabase } from "./hello.ts";
import type { Link } from "./link.ts";
import { type CallMethod, CLOSE_CODES } from "./protocol.ts";
import { readDatabaseInfo, readExplainOutcome, readQueryOutcome } from "./read_answer.ts";
import { readSchemas, readTableDescription, readTablePage } from "./read_schema.ts";
import {
  type CallContext,
  readBareCall,
  readDescribeTable,
  readExplainCall,
  readListTables,
  readQueryCall,
} from "./read_call.ts";
import type { Reader } from "./shape.ts";

/** Options of {@linkcode remoteDatabase}. */
export interface RemoteDatabaseOptions {
  /** How much longer than its query may run an answer may take, in milliseconds; {@linkcode DEFAULT_ANSWER_GRACE_MS} by default. */
  readonly answerGraceMs?: number;
}

/** Time for the way there and back, for waiting for a connection, and for the catalogue. */
const DEFAULT_ANSWER_GRACE_MS = 15_000;

const PHASES: readonly CallPhase[] = ["checking the SQL", "running in the database"];

/** The database that the other end of `link` offers. Its calls also throw `PGMCP_AGENT_LOST` and `PGMCP_AGENT_TIMEOUT`. */
export function remoteDatabase(
  link: Link,
  offered: OfferedDatabase,
  options: RemoteDatabaseOptions = {},
): GuardedDatabase {
  const { answerGraceMs = DEFAULT_ANSWER_GRACE_MS } = options;
  const { name, limits, readOnly } = offered;

  async function ask<T>(
    method: CallMethod,
    call: { readonly arguments: object; readonly check: Reader<object>; readonly read: Reader<T> },
    { signal, onPhase, ...asked }: CallOptions = {},
  ): Promise<T> {
    const deadlineMs = Math.max(1, Math.min(asked.deadlineMs ?? Infinity, limits.timeoutMs));
    const waitMs = deadlineMs + answerGraceMs;
    const context: CallContext = {
      principal: asked.principal ?? LOCAL_PRINCIPAL,
      deadlineMs: asked.deadlineMs ?? waitMs,
      ...(asked.traceparent === undefined ? {} : { traceparent: asked.traceparent }),
      ...(onPhase === undefined ? {} : { progress: true }),
    };
    const params = { database: name, arguments: call.arguments, context };
    checkCall(params, call.check);
    const answer = await link.request(method, params, {
      timeoutMs: waitMs,
      ...(signal === undefined ? {} : { signal }),
      ...(onPhase === undefined ? {} : { onProgress: (phase) => tellPhase(phase, onPhase) }),
    });
    return readAnswer(answer, call.read);
  }

  /** Whoever answers something else than the port promises is not asked again. */
  function readAnswer<T>(answer: unknown, read: Reader<T>): T {
    try {
      return read(answer, "the answer");
    } catch (error) {
      link.close({ code: CLOSE_CODES.protocolError, reason: "an answer was not understood" });
      throw error;
    }
  }

  return {
    limits,
    readOnly,
    queries: {
      query: (call, callOptions) =>
        ask(
          "queries.query",
          { arguments: call, check: readQueryCall, read: readQueryOutcome },
          callOptions,
        ),
      explain: (call, callOptions) =>
        ask("queries.explain", {
          arguments: call,
          check: readExplainCall,
          read: readExplainOutcome,
        }, callOptions),
    },
    explorer: {
      listSchemas: (callOptions) =>
        ask(
          "schema.list_schemas",
          { arguments: {}, check: readBareCall, read: readSchemas },
          callOptions,
        ),
      listTables: (request, callOptions) =>
        ask("schema.list_tables", {
          arguments: request,
          check: readListTables,
          read: readTablePage,
        }, callOptions),
      describeTable: (request, callOptions) =>
        ask(
          "schema.describe_table",
          { arguments: request, check: readDescribeTable, read: readTableDescription },
          callOptions,
        ),
    },
    ping: (callOptions) =>
      ask(
        "database.ping",
        { arguments: {}, check: readBareCall, read: readDatabaseInfo },
        callOptions,
      ),
  };
}

/** An agent ends the link over a call that it cannot read, and with it everybody's calls. */
function checkCall(params: object, check: Reader<object>): void {
  try {
    check(params, "the call");
  } catch (cause) {
    if (!(cause instanceof PgmcpError)) throw cause;
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: cause.message.replace("read a message of the tunnel", "make this call"),
      cause,
    });
  }
}

function tellPhase(phase: string, onPhase: (phase: CallPhase) => void): void {
  const known = PHASES.find((each) => each === phase);
  if (known !== undefined) onPhase(known);
}
