// What `pgmcp connect URL --print-command` prints: the one host and port, and the key's variable.

import type { ReadVariable } from "../../../core/config/read_settings.ts";
import type { RunLine } from "../../../core/run_line/draw_run_line.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { CONNECT_VARIABLES, readConnectSettings } from "./connect_settings.ts";

/** What it is made from. */
export interface ConnectRunLineOptions {
  readonly variable: ReadVariable;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
}

/** The parts of the line. Throws what {@linkcode readConnectSettings} throws. */
export function connectRunLine(address: string, options: ConnectRunLineOptions): RunLine {
  const { url, key } = readConnectSettings(address, options.variable);
  const port = url.port !== "" ? url.port : url.protocol === "https:" ? "443" : "80";
  return {
    command: "connect",
    args: ["connect", url.href],
    entry: entrySpecifier(options.entryUrl),
    permissions: { net: [`${url.hostname}:${port}`], read: [], write: [] },
    variables: CONNECT_VARIABLES,
    values: key === null ? [] : [["PGMCP_KEY", null]],
  };
}
