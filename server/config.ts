// The settings of the MCP side: where it listens and how much it logs. What
// concerns the database is the agent's.

import type { SettingReader } from "../core/config/read_settings.ts";

/** How much is logged, from most to least. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Where the server listens and how much it logs. */
export interface ServerSettings {
  /** HOST: the address to listen on. */
  readonly host: string;
  /** PORT: the TCP port to listen on; 0 takes any free one. */
  readonly port: number;
  /** Whether PORT was given; the demo moves to another port only if it was not. */
  readonly portGiven: boolean;
  /** LOG_LEVEL: the least severe level that is logged. */
  readonly logLevel: LogLevel;
}

/** What holds where a variable is not set. */
export const DEFAULT_SERVER_SETTINGS: ServerSettings = {
  host: "127.0.0.1",
  port: 8080,
  portGiven: false,
  logLevel: "info",
};

/** The names of the variables read here. */
export const SERVER_VARIABLES: readonly string[] = ["HOST", "PORT", "LOG_LEVEL"];

/** Reads HOST, PORT and LOG_LEVEL. */
export function readServerSettings(reader: SettingReader): ServerSettings {
  const defaults = DEFAULT_SERVER_SETTINGS;
  return {
    host: reader.text("HOST") ?? defaults.host,
    port: reader.integer("PORT", {
      fallback: defaults.port,
      min: 0,
      max: 65_535,
      example: "8080",
    }),
    portGiven: reader.text("PORT") !== undefined,
    logLevel: reader.choice("LOG_LEVEL", {
      fallback: defaults.logLevel,
      choices: ["debug", "info", "warning", "error"],
    }),
  };
}
