// The settings of an agent's way to its server, and what the agent is called there. In plain text
// it talks to this machine only: the key goes with the request, and rows come after.

import type { SettingReader } from "../../core/config/read_settings.ts";
import { parseApiKey } from "../../core/auth/parse_api_key.ts";
import { AGENT_PATH } from "../../core/tunnel/protocol.ts";
import { DATABASE_NAME } from "../../core/tunnel/read_hello.ts";
import { isLoopbackHost } from "./is_loopback_host.ts";

/** The way to the server. */
export interface TunnelSettings {
  /** SERVER_URL: where the server takes agents, such as `wss://pgmcp.example.com/agent`. */
  readonly serverUrl: string;
  /** AGENT_KEY; secret. */
  readonly key: string;
  /** SERVER_CA: a file with certificates of authorities; null for the usual ones. */
  readonly caFile: string | null;
  /** DATABASE_NAME: what clients call the database; null where CONFIG_FILE names several. */
  readonly databaseName: string | null;
  /** DATABASE_DESCRIPTION: what it holds; null where nobody says. */
  readonly databaseDescription: string | null;
  /** REQUIRE_SANDBOX: whether the agent starts only where nothing stands open. */
  readonly requireSandbox: boolean;
  /** LOG_LEVEL. */
  readonly logLevel: string;
}

/** The names of the variables read here. */
export const TUNNEL_VARIABLES: readonly string[] = [
  "SERVER_URL",
  "AGENT_KEY",
  "SERVER_CA",
  "ALLOW_PLAINTEXT",
  "DATABASE_NAME",
  "DATABASE_DESCRIPTION",
  "REQUIRE_SANDBOX",
  "LOG_LEVEL",
];

const URL_EXAMPLE = "wss://pgmcp.example.com/agent";

/** Reads {@linkcode TUNNEL_VARIABLES}; `several` is whether a file names the databases. */
export function readTunnelSettings(reader: SettingReader, several: boolean): TunnelSettings {
  return {
    serverUrl: readServerUrl(reader),
    key: readKey(reader),
    caFile: reader.text("SERVER_CA") ?? null,
    databaseName: several ? null : readName(reader),
    databaseDescription: several ? null : reader.text("DATABASE_DESCRIPTION") ?? null,
    requireSandbox: reader.boolean("REQUIRE_SANDBOX", false),
    logLevel: reader.choice("LOG_LEVEL", {
      fallback: "info",
      choices: ["debug", "info", "warning", "error"],
    }),
  };
}

/** The host and port of `serverUrl`, as Deno's `--allow-net` takes them. */
export function serverHost(serverUrl: string): string {
  const { hostname, port, protocol } = new URL(serverUrl);
  return `${hostname}:${port === "" ? protocol === "wss:" ? "443" : "80" : port}`;
}

function readServerUrl(reader: SettingReader): string {
  const allowPlaintext = reader.boolean("ALLOW_PLAINTEXT", false);
  const text = reader.text("SERVER_URL");
  function reject(shown: string, expected: string): string {
    reader.reject("SERVER_URL", { shown, expected, example: URL_EXAMPLE });
    return "";
  }
  if (text === undefined) return reject("", "the address of a server");
  if (!URL.canParse(text)) return reject("…", "a URL");
  const url = new URL(text);
  // What stands before an @ may be a password.
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  if (url.protocol !== "wss:" && url.protocol !== "ws:") {
    return reject(shown, "an address that begins with wss:// (or ws:// on this machine)");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return reject(shown, "an address without user, query and fragment: the key is AGENT_KEY");
  }
  if (url.protocol === "ws:" && !isLoopbackHost(url.hostname) && !allowPlaintext) {
    return reject(
      shown,
      "encrypted: use wss://, or ALLOW_PLAINTEXT=true in a network you trust with key and rows",
    );
  }
  if (url.pathname === "/") url.pathname = AGENT_PATH;
  return url.href;
}

function readKey(reader: SettingReader): string {
  const text = reader.text("AGENT_KEY");
  const parsed = text === undefined
    ? { kind: "malformed", reason: "it is not set" } as const
    : parseApiKey(text);
  const problem = parsed.kind === "malformed"
    ? parsed.reason
    : parsed.keyKind === "agent"
    ? null
    : "it is a client's key";
  if (problem === null) return text ?? "";
  reader.reject("AGENT_KEY", {
    shown: "…",
    expected: `an agent's key: ${problem}`,
    example: "pgmcp_agent_…",
  });
  return "";
}

function readName(reader: SettingReader): string {
  const example = "shop";
  const name = reader.text("DATABASE_NAME") ?? "";
  if (DATABASE_NAME.test(name)) return name;
  reader.reject("DATABASE_NAME", {
    shown: name,
    expected: "1 to 63 letters, digits, _ . or -, by which clients call the database",
    example,
  });
  return example;
}
