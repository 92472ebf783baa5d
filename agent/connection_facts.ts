// What a database's location says of the way to it, without its secrets.

import type { ConnectionFacts } from "../core/doctor/subject.ts";
import type { DatabaseLocation } from "./database_location.ts";
import {
  parseConnectionString,
  type PostgresEndpoint,
} from "./databases/postgres/connection_string.ts";

/** The facts of the way to `location`. */
export function connectionFacts(location: DatabaseLocation): ConnectionFacts {
  if (location.kind === "pglite") {
    return { kind: "embedded", remote: false, checksCertificate: false, passwordInUrl: false };
  }
  const spec = parseConnectionString(location.url);
  const parameters = spec.kind === "connection" ? spec.parameters : null;
  const mode = parameters?.get("sslmode") ?? "";
  // With a CA every mode checks the chain (PostgreSQL, section 34.19.1).
  const checks = mode.startsWith("verify-") || parameters?.has("sslrootcert") === true;
  return {
    kind: "server",
    remote: location.endpoints.some(isRemote),
    checksCertificate: checks,
    passwordInUrl: parameters?.has("password") ?? true,
  };
}

function isRemote({ host }: PostgresEndpoint): boolean {
  return !host.startsWith("/") && !/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}
