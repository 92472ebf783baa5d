// Certificates for one test run, made with openssl in a folder of their own: a CA, a
// server's, some that are wrong in one way each, and a client's. The folder is gone
// with the object. Where there is no openssl, the test that asks is to say so.

/** The paths of the files. */
export interface Certificates extends AsyncDisposable {
  /** The CA that signed everything but `strangerCa`. */
  readonly ca: string;
  /** A CA that signed nothing here. */
  readonly strangerCa: string;
  /** For localhost and 127.0.0.1. */
  readonly server: CertificateFiles;
  /** For db.example.com. */
  readonly otherName: CertificateFiles;
  /** For localhost, expired. */
  readonly expired: CertificateFiles;
  /** A client's, for the role `ana`. */
  readonly client: CertificateFiles;
  /** Writes a further file that its owner alone can read. */
  secret(name: string, text: string): Promise<string>;
}

/** A certificate and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const NOBODY = 65_534;
const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Why this machine can make none; null where it can. */
export function certificatesSkipReason(): string | null {
  try {
    return new Deno.Command("openssl", { args: ["version"] }).outputSync().success
      ? null
      : "openssl does not run";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "openssl is not installed";
    throw error;
  }
}

/** Makes them. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-certificates-" });
  await Deno.chmod(folder, 0o755);
  const at = (name: string) => `${folder}/${name}`;

  async function openssl(...args: readonly string[]): Promise<void> {
    const output = await new Deno.Command("openssl", { args: [...args], cwd: folder }).output();
    if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  }

  async function authority(name: string): Promise<string> {
    const subject = ["-subj", `/CN=${name}`, "-addext", "basicConstraints=critical,CA:TRUE"];
    const files = ["-keyout", at(`${name}.key`), "-out", at(`${name}.crt`), "-days", "30"];
    await openssl("req", "-x509", ...EC, ...files, ...subject);
    return at(`${name}.crt`);
  }

  async function leaf(
    name: string,
    options: { readonly cn: string; readonly names?: string; readonly expired?: boolean },
  ): Promise<CertificateFiles> {
    const request = ["-out", at(`${name}.csr`), "-subj", `/CN=${options.cn}`];
    await openssl("req", ...EC, "-keyout", at(`${name}.key`), ...request);
    const extensions = options.names === undefined ? "" : `subjectAltName=${options.names}\n`;
    await Deno.writeTextFile(at(`${name}.ext`), `${extensions}basicConstraints=CA:FALSE\n`);
    const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial"];
    await openssl(
      ...["x509", "-req", "-in", at(`${name}.csr`), ...signed, "-out", at(`${name}.crt`)],
      ...["-extfile", at(`${name}.ext`), "-days", options.expired === true ? "-1" : "30"],
    );
    await Deno.chmod(at(`${name}.key`), 0o600);
    return { cert: at(`${name}.crt`), key: at(`${name}.key`) };
  }

  async function forServer(files: CertificateFiles): Promise<CertificateFiles> {
    // The server runs as nobody where the test is root, and reads only a key of its own.
    if (Deno.uid() === 0) await Deno.chown(files.key, NOBODY, NOBODY);
    return files;
  }

  const ca = await authority("ca");
  const localhost = { cn: "localhost", names: "DNS:localhost,IP:127.0.0.1" };
  const other = { cn: "db.example.com", names: "DNS:db.example.com" };
  return {
    ca,
    strangerCa: await authority("stranger"),
    server: await forServer(await leaf("server", localhost)),
    otherName: await forServer(await leaf("other", other)),
    expired: await forServer(await leaf("expired", { ...localhost, expired: true })),
    client: await leaf("client", { cn: "ana" }),
    async secret(name, text) {
      await Deno.writeTextFile(at(name), text, { mode: 0o600 });
      return at(name);
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
