// What `pgmcp connect` is told: the server's address on the command line, the key in a variable,
// where a list of processes does not show it.

import { PgmcpError } from "../../../core/errors.ts";
import type { ReadVariable } from "../../../core/config/read_settings.ts";
import { isLoopback } from "../../gates/host_name.ts";

/** Where to connect, and with which key. */
export interface ConnectSettings {
  readonly url: URL;
  /** PGMCP_KEY; null where it is not set. */
  readonly key: string | null;
}

/** The variables read here. */
export const CONNECT_VARIABLES: readonly string[] = ["PGMCP_KEY"];

const EXAMPLE = "https://pgmcp.example.com/mcp";

/** Reads them. Throws `PGMCP_INVALID_ARGUMENT` and `PGMCP_INVALID_CONFIGURATION`; neither shows a key. */
export function readConnectSettings(address: string, variable: ReadVariable): ConnectSettings {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw usage(`Cannot connect: ${JSON.stringify(address)} is not an http or https address.`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    // Whatever it is could be a secret, so it is not shown.
    throw usage("Cannot connect: the address holds more than a host, a port and a path.");
  }
  const key = variable("PGMCP_KEY")?.trim() ?? "";
  // What a header can hold; anything else was pasted wrong.
  if (!/^[\x21-\x7e]*$/.test(key)) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: "Cannot use PGMCP_KEY: it holds characters that no key has.",
      hint: "Set it to the key that pgmcp keys create printed, and to nothing else.",
    });
  }
  if (key !== "" && url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot send the key to ${url.host}: http would show it to everybody on the way.`,
      hint: "Use https.",
    });
  }
  return { url, key: key === "" ? null : key };
}

function usage(message: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message,
    hint:
      `Give the address where the server serves MCP, such as ${EXAMPLE}; the key goes into PGMCP_KEY.`,
  });
}
