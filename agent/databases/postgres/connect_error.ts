// Why a connection could not be made, each with its own plain message. It names
// host, port, user and database, never the password, and repeats nothing that
// the server wrote: before the login is through, that may be anyone's words.

import { PgmcpError } from "../../../core/errors.ts";
import type { TlsSettings } from "./connection_settings.ts";
import { TlsFailure } from "./open_socket.ts";
import { tlsReason } from "./tls_reason.ts";

/** Where a connection was to go. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** Null where the URL names none. */
  readonly database: string | null;
  /** Null where the URL names none. */
  readonly user: string | null;
  /** What TLS was to be like; null where there was to be none. */
  readonly tls?: TlsSettings | null;
}

/** The error for a failure to connect, from a socket's error or the server's. */
export function connectError(failure: unknown, target: ConnectTarget): PgmcpError {
  if (failure instanceof PgmcpError) return failure;
  const place = `${target.host}:${target.port}`;
  const { code, message } = describe(failure);
  if (failure instanceof TlsFailure || isTlsAlert(code)) {
    const { reason, hint } = tlsReason(code, target);
    return unreachable(place, reason, { cause: failure, hint });
  }
  switch (code) {
    case "28P01":
    case "28000":
      return new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
        message: `The database at ${place} refused the login of user ${named(target.user)}.`,
        sqlState: code,
        cause: failure,
      });
    case "3D000":
      return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
        message: `The server at ${place} has no database ${named(target.database)}.`,
        hint: "Check the database name at the end of DATABASE_URL.",
        sqlState: code,
        cause: failure,
      });
    case "42501":
      return new PgmcpError("PGMCP_PERMISSION_DENIED", {
        message: `User ${named(target.user)} may not connect to database ${
          named(target.database)
        }.`,
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
      return unreachable(place, "the server is starting up or shutting down", { cause: failure });
    case "ECONNREFUSED":
      return unreachable(place, "nothing listens there", { cause: failure });
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return unreachable(place, "the host name is not known", { cause: failure });
    case "ETIMEDOUT":
      return unreachable(place, message.startsWith("no answer") ? message : "no answer", {
        cause: failure,
      });
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return unreachable(place, "there is no route to the host", { cause: failure });
    case "OTHER_LOGIN":
      return new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
        message: `The database at ${place} asks for a login of user ${
          named(target.user)
        } by GSSAPI, SSPI or Kerberos, which pgmcp does not speak.`,
        hint: "An operator can have pg_hba.conf ask for scram-sha-256, or for a certificate.",
        cause: failure,
      });
    case "PROTOCOL_VIOLATION":
      return unreachable(place, "what answers there is no PostgreSQL server", {
        cause: failure,
        hint: "Check host and port: this is where PostgreSQL itself, or a pool for it, listens.",
      });
  }
  if (/^SASL|password must be a string/i.test(message)) {
    return new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
      message: `The database at ${place} and pgmcp could not agree on the login of user ${
        named(target.user)
      }.`,
      hint: "Check that DATABASE_URL holds the password.",
      cause: failure,
    });
  }
  if (failure instanceof Error && failure.name === "NotCapable") {
    return unreachable(place, "Deno's permission to connect there is missing", {
      cause: failure,
      hint: `Run deno with --allow-net=${place}; --print-command prints the whole line.`,
    });
  }
  return unreachable(place, "the connection broke while it was made", { cause: failure });
}

/** The error for a call that its caller gave up. */
export function cancelled(): PgmcpError {
  return new PgmcpError("PGMCP_CANCELLED");
}

function unreachable(
  place: string,
  reason: string,
  options: { readonly cause: unknown; readonly hint?: string },
): PgmcpError {
  const message = `Cannot reach the database at ${place}: ${reason}.`;
  return new PgmcpError("PGMCP_DATABASE_UNREACHABLE", { message, ...options });
}

// What TLS 1.3 refuses of the client's certificate arrives after the handshake, as an alert.
function isTlsAlert(code: string): boolean {
  return code.startsWith("ERR_SSL_") || code === "EPROTO";
}

function named(name: string | null): string {
  return name === null ? "(none named in the URL)" : `"${name}"`;
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
