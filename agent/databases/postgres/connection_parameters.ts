// The parameters that a PostgreSQL URL may carry after its `?`, as libpq names them
// (PostgreSQL, section 34.1.2), and what each may be. What is not here is refused:
// a parameter that is silently dropped is a certificate that is silently not checked.

/** What a parameter may be: any text, a whole number, or one of some words. */
export type ParameterRule = "text" | "number" | readonly string[];

/** The parameters that mean something here. */
export const CONNECTION_PARAMETERS = {
  host: "text",
  port: "text",
  user: "text",
  password: "text",
  dbname: "text",
  passfile: "text",
  // pgmcp's own: a file that holds the password and nothing else, as container platforms mount it.
  password_file: "text",
  sslmode: ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
  sslrootcert: "text",
  sslcert: "text",
  sslkey: "text",
  sslpassword: "text",
  sslsni: ["0", "1"],
  sslnegotiation: ["postgres", "direct"],
  ssl_min_protocol_version: ["TLSv1.2", "TLSv1.3"],
  ssl_max_protocol_version: ["TLSv1.2", "TLSv1.3"],
  channel_binding: ["disable", "prefer", "require"],
  target_session_attrs: [
    "any",
    "read-write",
    "read-only",
    "primary",
    "standby",
    "prefer-standby",
  ],
  load_balance_hosts: ["disable", "random"],
  connect_timeout: "number",
  application_name: "text",
  fallback_application_name: "text",
} as const satisfies Readonly<Record<string, ParameterRule>>;

/** Their names. */
export type ParameterName = keyof typeof CONNECTION_PARAMETERS;

/** Accepted with these values only, for pgmcp always does so. */
export const FIXED_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  client_encoding: ["utf8", "utf-8", "auto"],
  gssencmode: ["disable", "prefer"],
  keepalives: ["1"],
};

/**
 * Taken, and of no effect: how another client would pool its connections and prepare its statements,
 * as the URLs carry it that applications and their hosts hand on.
 */
export const OTHER_CLIENTS_PARAMETERS: ReadonlySet<string> = new Set([
  "connection_limit",
  "pgbouncer",
  "pool_timeout",
  "prepareThreshold",
  "socket_timeout",
  "statement_cache_size",
  "supa",
]);

/** Refused, each with its reason. */
export const REFUSED_PARAMETERS: Readonly<Record<string, string>> = {
  options:
    "without options, which could change how the server reads a statement after the guard has read it; ALTER ROLE … SET keeps a role's settings",
  service: "without service, for pgmcp reads no service file: write the parameters themselves",
  hostaddr: "without hostaddr: write the address as the host",
  sslcrl: "without sslcrl: revoked certificates are not looked up",
  sslcrldir: "without sslcrldir: revoked certificates are not looked up",
  require_auth:
    "without require_auth: use channel_binding=require, which only SCRAM over TLS meets",
  replication: "without replication: pgmcp reads tables",
  schema: "without schema: SCHEMAS names the schemas that may be read",
  currentSchema: "without currentSchema: SCHEMAS names the schemas that may be read",
  search_path: "without search_path: SCHEMAS names the schemas that may be read",
  sslaccept: "without sslaccept: sslmode=verify-full checks the certificate",
  sslidentity:
    "without sslidentity: name the client's certificate in sslcert and its key in sslkey",
};

/** Whether `name` is one of the parameters that mean something. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(CONNECTION_PARAMETERS, name);
}
