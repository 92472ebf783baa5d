// The settings of a server that others reach: where its keys are, by which names it is
// called, and its certificate. Only `serve` and the commands about keys read them.

import type { SettingReader } from "../core/config/read_settings.ts";
import { isLoopback, LOOPBACK_NAMES } from "./gates/host_name.ts";

/** Keys that end with the process, as the value of KEYS_FILE. */
export const MEMORY_KEYS = "memory:";

/** The files of a certificate, in PEM. */
export interface TlsFiles {
  /** TLS_CERT: the certificate, and those between it and the root. */
  readonly certificate: string;
  /** TLS_KEY: its private key. */
  readonly privateKey: string;
}

/** How a server is reached. */
export interface ServeSettings {
  /** KEYS_FILE: where API keys are kept; `memory:` for nowhere, null for a server without keys. */
  readonly keysFile: string | null;
  /** ALLOWED_HOSTS: the names that clients may call it by, besides the loopback names. */
  readonly allowedHosts: readonly string[];
  /** ALLOWED_ORIGINS: the host names of web pages that may call it. */
  readonly allowedOrigins: readonly string[];
  /** TLS_CERT and TLS_KEY; null for plain HTTP. */
  readonly tls: TlsFiles | null;
}

/** The names of the variables read here. */
export const SERVE_VARIABLES: readonly string[] = [
  "KEYS_FILE",
  "ALLOWED_HOSTS",
  "ALLOWED_ORIGINS",
  "TLS_CERT",
  "TLS_KEY",
];

/** Reads all of {@linkcode SERVE_VARIABLES}. */
export function readServeSettings(reader: SettingReader): ServeSettings {
  return {
    keysFile: readKeysFile(reader),
    allowedHosts: readHosts(reader, "ALLOWED_HOSTS"),
    allowedOrigins: readHosts(reader, "ALLOWED_ORIGINS"),
    tls: readTls(reader),
  };
}

/** Whether somebody beyond this machine may come to reach a server on `host`: also one behind a proxy that it knows by name. */
export function isReachable(host: string, settings: ServeSettings): boolean {
  return !isLoopback(host) || settings.allowedHosts.some((name) => !LOOPBACK_NAMES.includes(name));
}

// An address, put there by mistake, would become folders by its parts, its password included.
function readKeysFile(reader: SettingReader): string | null {
  const path = reader.text("KEYS_FILE") ?? null;
  if (path?.includes("://") !== true) return path;
  const expected = "a file";
  reader.reject("KEYS_FILE", { shown: path, expected, example: "./data/pgmcp.sqlite" });
  return null;
}

function readHosts(reader: SettingReader, variable: string): readonly string[] {
  const example = "pgmcp.example.com";
  return (reader.list(variable, example) ?? []).map((shown) => {
    const name = shown.toLowerCase();
    const plain = URL.canParse(`http://${name}`) && new URL(`http://${name}`).hostname === name;
    if (!plain) {
      reader.reject(variable, { shown, expected: "a host name, without scheme or port", example });
    }
    return name;
  });
}

function readTls(reader: SettingReader): TlsFiles | null {
  const certificate = reader.text("TLS_CERT");
  const privateKey = reader.text("TLS_KEY");
  if (certificate !== undefined && privateKey !== undefined) return { certificate, privateKey };
  const [missing, example] = certificate === undefined
    ? ["TLS_CERT", "./tls/server.crt"]
    : ["TLS_KEY", "./tls/server.key"];
  if (certificate !== undefined || privateKey !== undefined) {
    reader.reject(missing, { shown: "", expected: "a file; TLS needs both", example });
  }
  return null;
}
