// Starts server, agent and, where there is none, a database as processes of their own, each by
// the line with the least permissions. Keys and passwords go by environment alone, to the
// processes that need them: the server never has the database's password.

import { base62 } from "../../../core/auth/base62.ts";
import type { ReadVariable } from "../../../core/config/read_settings.ts";
import type { RunLine } from "../../../core/run_line/draw_run_line.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { AGENT_PATH } from "../../../core/tunnel/protocol.ts";
import { MEMORY_KEYS } from "../../serve_settings.ts";
import type { AgentSide } from "../agent_side.ts";
import { composeRunLine } from "../compose_run_line.ts";
import type { DatabaseSide } from "../database_side.ts";
import { freePort } from "./free_port.ts";
import { EMBEDDED_PASSWORD_VARIABLE } from "./run_embedded.ts";
import { type Part, type PartEnd, startPart } from "./start_part.ts";

/** What the agent is to serve. */
export interface AgentPlan {
  /** Its variables beside those of the tunnel. */
  readonly variable: ReadVariable;
  /** The folder to start it in; this process's by default. */
  readonly folder?: string;
}

/** What {@linkcode launchTunnel} needs. */
export interface LaunchOptions {
  readonly agentSide: AgentSide;
  readonly databaseSide: DatabaseSide;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
  /** HOST: a loopback address. */
  readonly host: string;
  /** The port of the server. */
  readonly port: number;
  /** LOG_LEVEL of the processes; `info` is what tells that they are up. */
  readonly logLevel: "debug" | "info";
  /** Whether there is an embedded database, whose URL `plan` is then given. */
  readonly embedded: boolean;
  readonly plan: (embeddedUrl: string) => AgentPlan;
  /** Hears every line that a process writes, but those with keys. */
  readonly onLine: (name: string, line: string) => void;
}

/** Running processes; disposing of them ends them. */
export interface LaunchedTunnel extends AsyncDisposable {
  /** Where MCP is served, such as `http://127.0.0.1:8080/mcp`. */
  readonly mcpUrl: string;
  /** A key for clients; it ends with the server. Secret. */
  readonly clientKey: string;
  /** In the order of the picture: server, agent, database. */
  readonly parts: readonly Part[];
  /** Resolves when one of them has ended. */
  readonly firstEnd: Promise<PartEnd>;
}

/** How many random bytes a password has. */
const PASSWORD_BYTES = 24;
const PASSWORD_LENGTH = 33;
const KEY_LINE = /^ +(agent|client) key: +(pgmcp_\w+)$/;
const END_WITH_STDIN = "--end-with-stdin";
const EMBEDDED_HOST = "127.0.0.1";

/** Starts them; resolves when the agent is connected. Throws what ended a start; what had started then ends. */
export async function launchTunnel(options: LaunchOptions): Promise<LaunchedTunnel> {
  await using started = new AsyncDisposableStack();
  function start(name: string, line: RunLine, more: Start): Part {
    return started.use(startPart(line, {
      ...more,
      name,
      onLine: (text) => {
        if (!KEY_LINE.test(text)) options.onLine(name, text);
      },
    }));
  }

  const database = options.embedded ? startDatabase(options, start) : null;
  const server = await startServer(options, start);
  const [, agentKey = ""] = await server.said(/^ +agent key: +(pgmcp_agent_\w+)$/);
  const [, clientKey = ""] = await server.said(/^ +client key: +(pgmcp_client_\w+)$/);
  const [, mcpUrl = ""] = await server.said(/ Serving at (http:\S+)$/);
  const agent = await startAgent(options, {
    start,
    key: agentKey,
    serverUrl: mcpUrl.replace(/^http/, "ws").replace(/\/mcp$/, AGENT_PATH),
    databaseUrl: database?.url ?? "",
  });
  await agent.said(/ Connected to /);
  const parts = [server, agent, ...(database === null ? [] : [database.part])];
  const running = started.move();
  return {
    mcpUrl,
    clientKey,
    parts,
    firstEnd: Promise.race(parts.map(({ ended }) => ended)),
    // All at once: each may take its time.
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
      await running[Symbol.asyncDispose]();
    },
  };
}

type Start = { readonly env: Readonly<Record<string, string>>; readonly folder?: string };
type StartPart = (name: string, line: RunLine, more: Start) => Part;

function startDatabase(
  { entryUrl, logLevel }: LaunchOptions,
  start: StartPart,
): { readonly part: Part; readonly url: string } {
  const port = freePort({ host: EMBEDDED_HOST, from: 0 });
  const password = base62(crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)), PASSWORD_LENGTH);
  const env = { [EMBEDDED_PASSWORD_VARIABLE]: password, LOG_LEVEL: logLevel };
  const part = start("database", {
    command: "embedded",
    args: ["embedded", "--port", String(port), END_WITH_STDIN],
    entry: entrySpecifier(entryUrl),
    permissions: { net: [`${EMBEDDED_HOST}:${port}`], read: [], write: [] },
    variables: Object.keys(env),
    values: [],
  }, { env });
  // It takes connections while it still starts, and they wait.
  const place = `${EMBEDDED_HOST}:${port}/postgres?sslmode=disable&connect_timeout=90`;
  return { part, url: `postgres://postgres:${password}@${place}` };
}

async function startServer(options: LaunchOptions, start: StartPart): Promise<Part> {
  const env: Readonly<Record<string, string>> = {
    HOST: options.host,
    PORT: String(options.port),
    KEYS_FILE: MEMORY_KEYS,
    LOG_LEVEL: options.logLevel,
  };
  const line = await composeRunLine("serve", { ...options, variable: (name) => env[name] });
  return start("server", {
    ...line,
    args: ["serve", END_WITH_STDIN],
    variables: Object.keys(env),
  }, { env });
}

async function startAgent(
  options: LaunchOptions,
  { databaseUrl, key, serverUrl, start }: {
    readonly start: StartPart;
    readonly key: string;
    readonly serverUrl: string;
    readonly databaseUrl: string;
  },
): Promise<Part> {
  const { folder, variable } = options.plan(databaseUrl);
  const own: Readonly<Record<string, string>> = {
    SERVER_URL: serverUrl,
    AGENT_KEY: key,
    LOG_LEVEL: options.logLevel,
  };
  const line = await options.agentSide.runLine({
    variable: (name) => own[name] ?? variable(name),
    entryUrl: options.entryUrl,
    args: ["agent", END_WITH_STDIN],
  });
  const set = line.values.map(([name]) => name);
  const env = Object.fromEntries(
    set.map((name) => [name, own[name] ?? variable(name) ?? ""]),
  );
  return start("agent", { ...line, variables: set }, {
    env,
    ...(folder === undefined ? {} : { folder }),
  });
}
