// Reads a PostgreSQL URL as libpq does (PostgreSQL, section 34.1.1.2): several
// hosts, Unix sockets, percent-encoding in every part, parameters by their libpq
// names. It refuses what it does not know, by name. It connects to nothing, reads no
// file, and what it says about a wrong URL shows no piece that could be a password.

import {
  CONNECTION_PARAMETERS,
  FIXED_PARAMETERS,
  isParameterName,
  OTHER_CLIENTS_PARAMETERS,
  type ParameterName,
  REFUSED_PARAMETERS,
} from "./connection_parameters.ts";

/** A host and its port; a host that starts with `/` is the folder of a Unix socket. */
export interface PostgresEndpoint {
  /** The name, the address without brackets, or the folder. */
  readonly host: string;
  /** The TCP port, which is also part of a socket's name. */
  readonly port: number;
}

/** Everything a URL says. Secret. */
export interface ConnectionSpec {
  readonly kind: "connection";
  /** In the order they are tried. */
  readonly endpoints: readonly PostgresEndpoint[];
  /** The values of the parameters, the URL's own parts among them. */
  readonly parameters: ReadonlyMap<ParameterName, string>;
}

/** Why a text is no such URL. */
export interface ConnectionProblem {
  readonly kind: "problem";
  /** What it would have to be, as in `is not …`. */
  readonly expected: string;
}

const DEFAULT_PORT = 5432;
const DEFAULT_HOST = "localhost";
const ENCODING_HINT = "a complete URL (special characters in a password are written as %XX)";
// What stands for a port may be the rest of a password with a slash in it, and is not shown.
const PORT_HINT = "a URL whose port is from 1 to 65535 (a / in a password is written as %2F)";

/** Thrown and caught in this file: reading ends at the first problem. */
class Unreadable extends Error {}

/** Reads `text`, which starts with `postgres://` or `postgresql://`. */
export function parseConnectionString(text: string): ConnectionSpec | ConnectionProblem {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "problem", expected: error.message };
    throw error;
  }
}

function read(text: string): ConnectionSpec {
  const start = /^postgres(?:ql)?:\/\//i.exec(text)?.[0].length;
  if (start === undefined) throw new Unreadable(ENCODING_HINT);
  // The login ends at the first @ before any slash, whatever else is in it.
  const login = /^([^@/]*)@/.exec(text.slice(start))?.[1];
  const rest = text.slice(start + (login === undefined ? 0 : login.length + 1));
  const [, hosts = "", database = "", query = ""] = /^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s
    .exec(rest) ?? [];
  const parameters = new Map<ParameterName, string>();
  if (login !== undefined) {
    const colon = login.indexOf(":");
    setIfGiven(parameters, "user", colon < 0 ? login : login.slice(0, colon));
    setIfGiven(parameters, "password", colon < 0 ? "" : login.slice(colon + 1));
  }
  setIfGiven(parameters, "dbname", database);
  for (const pair of query === "" ? [] : query.split("&")) readParameter(parameters, pair);
  requireSense(parameters);
  return { kind: "connection", endpoints: readEndpoints(parameters, hosts), parameters };
}

function readParameter(parameters: Map<ParameterName, string>, pair: string): void {
  const [key = "", raw, ...more] = pair.split("=");
  if (raw === undefined || more.length > 0) {
    throw new Unreadable("a URL whose parameters are written name=value (a = or & as %3D, %26)");
  }
  let name = decode(key);
  let value = decode(raw);
  // What JDBC's users write, and libpq takes too.
  if (name === "ssl" && value === "true") [name, value] = ["sslmode", "require"];
  const refused = Object.hasOwn(REFUSED_PARAMETERS, name) ? REFUSED_PARAMETERS[name] : undefined;
  if (refused !== undefined) throw new Unreadable(`a URL ${refused}`);
  const fixed = Object.hasOwn(FIXED_PARAMETERS, name) ? FIXED_PARAMETERS[name] : undefined;
  if (fixed !== undefined) {
    if (fixed.includes(value.toLowerCase())) return;
    throw new Unreadable(`a URL whose ${name} is ${fixed.join(" or ")}`);
  }
  if (OTHER_CLIENTS_PARAMETERS.has(name)) return;
  if (!isParameterName(name)) {
    const shown = /^[a-z][a-z0-9_]{0,40}$/i.test(name) ? `"${name}"` : "one of its parameters";
    const known = Object.keys(CONNECTION_PARAMETERS).join(", ");
    throw new Unreadable(
      `a URL that pgmcp understands: it does not know ${shown}. It knows ${known}`,
    );
  }
  const rule: unknown = CONNECTION_PARAMETERS[name];
  if (rule === "number" && !/^\d{1,6}$/.test(value)) {
    throw new Unreadable(`a URL whose ${name} is a whole number`);
  }
  if (Array.isArray(rule) && !rule.includes(value)) {
    throw new Unreadable(`a URL whose ${name} is ${rule.join(", ")}`);
  }
  if (value === "") parameters.delete(name);
  else parameters.set(name, value);
}

// Combinations in which one parameter would quietly undo another.
function requireSense(parameters: ReadonlyMap<ParameterName, string>): void {
  const mode = parameters.get("sslmode");
  const root = parameters.get("sslrootcert");
  if (root === "system" && mode !== undefined && mode !== "verify-full") {
    throw new Unreadable(
      `a URL that is safe: with sslrootcert=system anyone's certificate is good, unless sslmode is verify-full`,
    );
  }
  if (mode === "verify-ca" && root === undefined) {
    throw new Unreadable(
      "a URL with sslrootcert, the file of the CA that sslmode=verify-ca asks for",
    );
  }
  if (parameters.has("sslcert") !== parameters.has("sslkey")) {
    throw new Unreadable("a URL with both sslcert and sslkey");
  }
  const direct = parameters.get("sslnegotiation") === "direct";
  if (direct && !(mode === "require" || mode?.startsWith("verify-") || root === "system")) {
    throw new Unreadable(
      "a URL whose sslmode is require or stricter, as sslnegotiation=direct asks",
    );
  }
  const passwords = (["password", "password_file", "passfile"] as const)
    .filter((name) => parameters.has(name));
  if (passwords.length > 1) {
    throw new Unreadable(`a URL that gives the password once, not as ${passwords.join(" and ")}`);
  }
}

function readEndpoints(
  parameters: ReadonlyMap<ParameterName, string>,
  hostPart: string,
): readonly PostgresEndpoint[] {
  const named = hostPart.split(",").map(readHost);
  const hosts = parameters.get("host")?.split(",") ?? named.map(({ host }) => host);
  const ports = parameters.get("port")?.split(",") ?? named.map(({ port }) => port);
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw new Unreadable("a URL with one port for all hosts, or one for each");
  }
  return hosts.map((host, index) => ({
    host: requireHost(host),
    port: requirePort(ports[ports.length === 1 ? 0 : index] ?? ""),
  }));
}

function readHost(text: string): { readonly host: string; readonly port: string } {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(text);
  if (parts === null) throw new Unreadable(ENCODING_HINT);
  return { host: decode(parts[1] ?? parts[2] ?? ""), port: decode(parts[3] ?? "") };
}

function requireHost(host: string): string {
  if (host === "") return DEFAULT_HOST;
  if (host.startsWith("/") || /^[\w.:%-]+$/.test(host)) return host;
  throw new Unreadable(ENCODING_HINT);
}

function requirePort(text: string): number {
  if (text === "") return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Unreadable(PORT_HINT);
  return port;
}

function setIfGiven(
  parameters: Map<ParameterName, string>,
  name: ParameterName,
  text: string,
): void {
  if (text !== "") parameters.set(name, decode(text));
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes("\0")) return decoded;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  throw new Unreadable(ENCODING_HINT);
}
