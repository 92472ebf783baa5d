// Why an encrypted connection could not be had, in words that say what to do. The
// server's certificate is not quoted: until it is trusted, it is anyone's words.

import type { ConnectTarget } from "./connect_error.ts";
import { TLS_BAD_ANSWER, TLS_NOT_OFFERED } from "./open_socket.ts";

/** What was wrong, and what to do. */
export interface TlsReason {
  readonly reason: string;
  readonly hint: string;
}

const WRONG_NAME = "ERR_TLS_CERT_ALTNAME_INVALID";
const UNTRUSTED: ReadonlySet<string> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

/** The reason for node:tls' `code`. */
export function tlsReason(code: string, target: ConnectTarget): TlsReason {
  const show = `openssl s_client -starttls postgres -connect ${target.host}:${target.port}`;
  if (UNTRUSTED.has(code)) {
    const known = target.tls?.ca === null || target.tls?.ca === undefined;
    return {
      reason: known
        ? "its certificate is signed by a CA that is not known here"
        : "its certificate is not signed by a CA of the file sslrootcert",
      hint:
        `Name the file with the CA that signed it as sslrootcert in the URL; \`${show}\` shows who did.`,
    };
  }
  switch (code) {
    case TLS_NOT_OFFERED:
      return {
        reason: "the server has no TLS, and sslmode asks for it",
        hint:
          "Turn on ssl in postgresql.conf; sslmode=prefer or disable would connect in clear text.",
      };
    case TLS_BAD_ANSWER:
      return {
        reason: "what answers there is no PostgreSQL server, or something stands between",
        hint: "Check host and port: this is where PostgreSQL itself, or a pool for it, listens.",
      };
    case WRONG_NAME:
      return {
        reason: `its certificate is not for the name "${target.host}"`,
        hint:
          `Write the host as a name that the certificate is for (\`${show}\` shows them); sslmode=verify-ca would not compare names.`,
      };
    case "CERT_HAS_EXPIRED":
      return {
        reason: "its certificate has expired, or the CA's",
        hint: "Have the certificate renewed, and check the clock of this machine.",
      };
    case "CERT_NOT_YET_VALID":
      return {
        reason: "its certificate is not valid yet",
        hint: "Check the clock of this machine, and of the one that made the certificate.",
      };
    case "CHANNEL_BINDING":
      return {
        reason: "the login cannot be bound to the TLS connection, as channel_binding=require asks",
        hint:
          "The role needs a SCRAM password, and the connection TLS to the server itself, not to a pool before it.",
      };
  }
  if (target.tls?.cert !== null && target.tls?.cert !== undefined) {
    return {
      reason: "the TLS handshake failed, perhaps over the client's certificate",
      hint: "Check that sslcert and sslkey belong together, and that the server trusts their CA.",
    };
  }
  return {
    reason: "the TLS handshake failed",
    hint:
      "The server may ask for a client's certificate (sslcert, sslkey) or for another TLS version.",
  };
}
