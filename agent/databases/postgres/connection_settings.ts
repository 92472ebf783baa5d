// What a connection needs, from a URL's parameters: how to encrypt, whom to trust,
// as whom to log in. Files are read when a connection is made, so that a renewed
// certificate or password is taken without a restart. Nothing here connects.

import { PgmcpError } from "../../../core/errors.ts";
import type { ParameterName } from "./connection_parameters.ts";
import {
  type ConnectionSpec,
  parseConnectionString,
  type PostgresEndpoint,
} from "./connection_string.ts";
import { passwordFor } from "./password_file.ts";
import { requireTlsFiles } from "./require_tls_files.ts";
import { readConnectionFile } from "./read_connection_file.ts";

/** The most connections to one server where nothing else is said: a model asks one thing at a time, a few clients a few. */
export const DEFAULT_POOL_SIZE = 5;

/** Which server a connection is to end at (`target_session_attrs`). */
export type TargetSession =
  | "any"
  | "read-write"
  | "read-only"
  | "primary"
  | "standby"
  | "prefer-standby";

/** How a connection may be encrypted: the ways in the order they are tried. */
export type Encryption = "tls" | "tls if offered" | "none";

/** How the server's certificate is checked. */
export type CertificateCheck = "none" | "chain" | "chain and name";

/** What TLS needs. */
export interface TlsSettings {
  readonly check: CertificateCheck;
  /** PEM of the CAs to trust; null for those that Deno trusts. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly passphrase: string | null;
  /** Whether the host's name is told to the server in the clear (SNI). */
  readonly sni: boolean;
  /** Whether TLS begins at once, without asking for it (PostgreSQL 17 and later). */
  readonly direct: boolean;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly maxVersion: "TLSv1.2" | "TLSv1.3";
}

/** The settings of one server's connections. */
export interface ConnectionSettings {
  readonly endpoints: readonly PostgresEndpoint[];
  readonly user: string | null;
  readonly database: string | null;
  readonly targetSession: TargetSession;
  readonly shuffle: boolean;
  readonly channelBinding: "disable" | "prefer" | "require";
  readonly applicationName: string | null;
  /** A limit for each host; null where the URL gives none. */
  readonly connectTimeoutMs: number | null;
  /** The ways to encrypt, in the order they are tried. */
  encryptions(endpoint: PostgresEndpoint): readonly Encryption[];
  /** Reads what TLS needs. */
  readTls(): Promise<TlsSettings>;
  /** Reads the password; empty where there is none. */
  readPassword(endpoint: PostgresEndpoint): Promise<string>;
}

/** Reads a URL. Throws `PGMCP_INVALID_CONFIGURATION`. */
export function connectionSettings(url: string): ConnectionSettings {
  const spec = parseConnectionString(url);
  if (spec.kind === "problem") {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot use the database's URL: it is not ${spec.expected}.`,
    });
  }
  const { endpoints, parameters } = spec;
  const text = (name: ParameterName) => parameters.get(name) ?? null;
  const seconds = Number(text("connect_timeout") ?? 0);
  const user = text("user");
  const passwordFile = text("password_file");
  return {
    endpoints,
    user,
    database: text("dbname") ?? user,
    // The parser has let only these words through.
    targetSession: (text("target_session_attrs") ?? "any") as TargetSession,
    shuffle: text("load_balance_hosts") === "random",
    channelBinding: (text("channel_binding") ?? "prefer") as "disable" | "prefer" | "require",
    applicationName: text("application_name") ?? text("fallback_application_name"),
    connectTimeoutMs: seconds > 0 ? seconds * 1_000 : null,
    encryptions: (endpoint) => encryptions(modeOf(spec), endpoint),
    readTls: () => readTls(spec),
    async readPassword(endpoint) {
      const given = text("password");
      if (given !== null) return given;
      if (passwordFile !== null) {
        const secret = await readConnectionFile(passwordFile, { parameter: "password_file" });
        return secret.replace(/\r?\n$/, "");
      }
      const passfile = text("passfile");
      if (passfile === null) return "";
      const lines = await readConnectionFile(passfile, { parameter: "passfile", secret: true });
      return passwordFor(lines, { ...endpoint, user, database: text("dbname") ?? user }) ?? "";
    },
  };
}

/** The files that connections will read. */
export function connectionFiles(spec: ConnectionSpec): readonly string[] {
  const names = ["sslrootcert", "sslcert", "sslkey", "passfile", "password_file"] as const;
  return names.flatMap((name) => spec.parameters.get(name) ?? []).filter((path) =>
    path !== "system"
  );
}

function modeOf(spec: ConnectionSpec): string {
  const root = spec.parameters.get("sslrootcert");
  return spec.parameters.get("sslmode") ?? (root === "system" ? "verify-full" : "prefer");
}

function encryptions(mode: string, endpoint: PostgresEndpoint): readonly Encryption[] {
  // A Unix socket is never encrypted, whatever sslmode says (PostgreSQL, section 34.1.2).
  if (endpoint.host.startsWith("/") || mode === "disable") return ["none"];
  if (mode === "allow") return ["none", "tls"];
  return mode === "prefer" ? ["tls if offered", "none"] : ["tls"];
}

async function readTls(spec: ConnectionSpec): Promise<TlsSettings> {
  const { parameters } = spec;
  const mode = modeOf(spec);
  const root = parameters.get("sslrootcert");
  // With a CA, also `require` checks the chain (PostgreSQL, section 34.19.1).
  const check = mode === "verify-full" ? "chain and name" : root === undefined ? "none" : "chain";
  const read = async (parameter: "sslrootcert" | "sslcert" | "sslkey") => {
    const path = parameters.get(parameter);
    if (path === undefined || path === "system") return null;
    return await readConnectionFile(path, { parameter, secret: parameter === "sslkey" });
  };
  const files = {
    ca: await read("sslrootcert"),
    cert: await read("sslcert"),
    key: await read("sslkey"),
    passphrase: parameters.get("sslpassword") ?? null,
  };
  await requireTlsFiles(files);
  return {
    check,
    ...files,
    sni: parameters.get("sslsni") !== "0",
    direct: parameters.get("sslnegotiation") === "direct",
    minVersion: parameters.get("ssl_min_protocol_version") === "TLSv1.3" ? "TLSv1.3" : "TLSv1.2",
    maxVersion: parameters.get("ssl_max_protocol_version") === "TLSv1.2" ? "TLSv1.2" : "TLSv1.3",
  };
}
