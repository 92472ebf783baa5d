// Why a connection could not be made, each with its own plain message. It names
// host, port, user and database, never the password, and repeats nothing that
// the server wrote: before the login is through, that may be anyone's words.

import { PgmcpError } from "../../../core/errors.ts";

/** Where a connection was to go. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The error for a failure to connect, from a socket's error or the server's. */
export function connectError(failure: unknown, target: ConnectTarget): PgmcpError {
  const place = `${target.host}:${target.port}`;
  const { code, message } = describe(failure);
  switch (code) {
    case "28P01":
    case "28000":
      return new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
        message: `The database at ${place} refused the login of user "${target.user}".`,
        sqlState: code,
        cause: failure,
      });
    case "3D000":
      return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
        message: `The server at ${place} has no database "${target.database}".`,
        hint: "Check the database name at the end of DATABASE_URL.",
        sqlState: code,
        cause: failure,
      });
    case "42501":
      return new PgmcpError("PGMCP_PERMISSION_DENIED", {
        message: `User "${target.user}" may not connect to database "${target.database}".`,
        hint: "An operator can GRANT CONNECT ON DATABASE to the role.",
        sqlState: code,
        cause: failure,
      });
    case "53300":
      return new PgmcpError("PGMCP_BUSY", {
        message: `The server at ${place} has no connection left.`,
        hint: "Call again in a moment; an operator can raise max_connections or lower POOL_SIZE.",
        sqlState: code,
        cause: failure,
      });
    case "57P03":
    case "57P01":
    case "57P02":
      return unreachable(place, "the server is starting up or shutting down", failure);
    case "ECONNREFUSED":
      return unreachable(place, "nothing listens there", failure);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return unreachable(place, "the host name is not known", failure);
    case "ETIMEDOUT":
      return unreachable(place, message.startsWith("no answer") ? message : "no answer", failure);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return unreachable(place, "there is no route to the host", failure);
  }
  if (/^SASL|password must be a string/i.test(message)) {
    return new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
      message:
        `The database at ${place} and pgmcp could not agree on the login of user "${target.user}".`,
      hint: "Check that DATABASE_URL holds the password.",
      cause: failure,
    });
  }
  if (/does not support SSL|SSL connection/.test(message)) {
    return unreachable(place, "no TLS connection could be made", failure);
  }
  if (failure instanceof Error && failure.name === "NotCapable") {
    return unreachable(place, "pgmcp has no permission to connect there", failure);
  }
  return unreachable(place, "the connection broke while it was made", failure);
}

/** The error for a call that its caller gave up. */
export function cancelled(): PgmcpError {
  return new PgmcpError("PGMCP_CANCELLED");
}

function unreachable(place: string, reason: string, cause: unknown): PgmcpError {
  const message = `Cannot reach the database at ${place}: ${reason}.`;
  return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", { message, cause });
}

// Socket errors and the server's errors both carry a code; of several addresses tried, the first counts.
function describe(failure: unknown): { readonly code: string; readonly message: string } {
  if (failure instanceof AggregateError && failure.errors.length > 0) {
    return describe(failure.errors[0]);
  }
  if (typeof failure !== "object" || failure === null) return { code: "", message: "" };
  const code = "code" in failure && typeof failure.code === "string" ? failure.code : "";
  const message = "message" in failure && typeof failure.message === "string"
    ? failure.message
    : "";
  return { code, message };
}
