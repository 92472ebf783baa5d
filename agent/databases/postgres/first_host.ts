// Of several hosts, the first that answers and is of the kind that was asked for
// (PostgreSQL, section 34.1.1.3, and `target_session_attrs`). A refused login or an
// untrusted certificate ends the search: the next host would hide it.

import { PgmcpError } from "../../../core/errors.ts";
import type { ConnectionSettings, TargetSession } from "./connection_settings.ts";
import type { PostgresEndpoint } from "./connection_string.ts";
import { TlsFailure } from "./open_socket.ts";

/** What was opened, and what kind of server is behind it. */
export interface OpenedHost<Session> {
  readonly session: Session;
  readonly state: { readonly inRecovery: boolean; readonly readOnly: boolean };
}

/** Opens the first host that fits. Throws the only host's error, or one that tells of all. */
export async function firstHost<Session extends { close(): Promise<void> }>(
  settings: Pick<ConnectionSettings, "endpoints" | "targetSession" | "shuffle">,
  open: (endpoint: PostgresEndpoint) => Promise<OpenedHost<Session>>,
): Promise<Session> {
  const { targetSession } = settings;
  const endpoints = settings.shuffle ? shuffled(settings.endpoints) : settings.endpoints;
  const failures: PgmcpError[] = [];
  const passes: readonly TargetSession[] = targetSession === "prefer-standby"
    ? ["standby", "any"]
    : [targetSession];
  for (const wanted of passes) {
    for (const endpoint of endpoints) {
      try {
        const { session, state } = await open(endpoint);
        if (fits(state, wanted)) return session;
        await session.close();
        failures.push(unfit(endpoint, wanted, state.inRecovery));
      } catch (error) {
        if (!isForNextHost(error)) throw error;
        failures.push(error);
      }
    }
  }
  const [first] = failures;
  if (first !== undefined && endpoints.length === 1) throw first;
  throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
    message: [...new Set(failures.map((failure) => failure.message))].join(" "),
    cause: failures,
  });
}

function fits(state: OpenedHost<unknown>["state"], wanted: TargetSession): boolean {
  switch (wanted) {
    case "any":
    case "prefer-standby":
      return true;
    case "primary":
      return !state.inRecovery;
    case "standby":
      return state.inRecovery;
    case "read-write":
      return !state.inRecovery && !state.readOnly;
    case "read-only":
      return state.inRecovery || state.readOnly;
  }
}

function unfit(
  { host, port }: PostgresEndpoint,
  wanted: TargetSession,
  inRecovery: boolean,
): PgmcpError {
  return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
    message: `The server at ${host}:${port} is a ${
      inRecovery ? "standby" : "primary"
    } server, which target_session_attrs=${wanted} does not take.`,
  });
}

function isForNextHost(error: unknown): error is PgmcpError {
  if (!(error instanceof PgmcpError)) return false;
  if (error.cause instanceof TlsFailure) return false;
  if (error.code === "PGMCP_CONNECTION_LOST") return true;
  // No such database: the host answered.
  return error.code === "PGMCP_DATABASE_UNREACHABLE" && error.sqlState === undefined;
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items.map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place).map(({ item }) => item);
}
