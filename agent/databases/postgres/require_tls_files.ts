// Looks at the files of TLS before they are used: what node:tls cannot read it leaves
// out without a word, and the server then asks for a certificate that was named. It
// says what is wrong with which file, never what is in it.

import { PgmcpError } from "../../../core/errors.ts";

/** The files' texts; null where there is none. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly passphrase: string | null;
}

/** Throws `PGMCP_INVALID_CONFIGURATION` where one of them is not what it should be. */
export async function requireTlsFiles(files: TlsFiles): Promise<void> {
  const { ca, cert, key, passphrase } = files;
  if (ca === null && cert === null) return;
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  if (ca !== null) {
    requireThat("sslrootcert", "holds no certificate", () => new X509Certificate(ca));
  }
  if (cert === null || key === null) return;
  const certificate = requireThat(
    "sslcert",
    "holds no certificate",
    () => new X509Certificate(cert),
  );
  const options = passphrase === null ? { key } : { key, passphrase };
  const reason = passphrase === null
    ? "holds no private key, or one that needs sslpassword"
    : "holds no private key, or none that sslpassword opens";
  const privateKey = requireThat("sslkey", reason, () => createPrivateKey(options));
  if (!requireThat("sslkey", "cannot be compared", () => certificate.checkPrivateKey(privateKey))) {
    throw unusable("sslkey", "is not the key of the certificate in sslcert");
  }
}

function requireThat<Value>(parameter: string, reason: string, read: () => Value): Value {
  try {
    return read();
  } catch {
    // The cause could quote the file.
    throw unusable(parameter, reason);
  }
}

function unusable(parameter: string, reason: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use the file of ${parameter} in the database's URL: it ${reason}.`,
    hint: `Correct ${parameter}; files are in PEM form.`,
  });
}
