// Reads the certificate that `serve` shows, once: after it was renewed, restart.

import { fileTrouble, lacksPermission } from "../../core/config/file_trouble.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { TlsFiles } from "../serve_settings.ts";

/** Certificate and private key, in PEM. Throws `PGMCP_INVALID_CONFIGURATION`. */
export function readTlsFiles(files: TlsFiles): { readonly cert: string; readonly key: string } {
  return {
    cert: readPem("TLS_CERT", files.certificate),
    key: readPem("TLS_KEY", files.privateKey),
  };
}

function readPem(variable: string, path: string): string {
  try {
    const text = Deno.readTextFileSync(path);
    if (text.includes("-----BEGIN ")) return text;
  } catch (cause) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot read ${variable} ${JSON.stringify(path)}: ${fileTrouble(cause)}`,
      hint: lacksPermission(cause)
        ? `Run with --allow-read=${path}.`
        : "Name a file that is there, in PEM.",
      cause,
    });
  }
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use ${variable} ${JSON.stringify(path)}: it is not in PEM`,
    hint: "A PEM file begins with -----BEGIN.",
  });
}
