// A server with keys and agents, each a process of its own, and calls through it.

import { type AgentProcess, agentUrl, startAgentProcess } from "./agent_process.ts";
import { keyFolder } from "./key_folder.ts";
import { callRequest, type ServeProcess } from "./serve_process.ts";

/** A running server. */
export interface TunnelServer extends AsyncDisposable {
  /** The process; another one after `start`. */
  readonly process: ServeProcess;
  readonly url: string;
  readonly agentKey: string;
  readonly clientKey: string;
  /** Starts an agent of the database at `databaseUrl`, called `shop`. */
  agent(databaseUrl: string, env?: Readonly<Record<string, string>>): Promise<AgentProcess>;
  /** Calls a tool. */
  call(
    call: { readonly name: string; readonly arguments: unknown },
    signal?: AbortSignal,
  ): Promise<TunnelAnswer>;
  /** Runs a query. */
  query(sql: string, signal?: AbortSignal): Promise<TunnelAnswer>;
  /** What `/ready` says to the client's key. */
  ready(): Promise<{ readonly status: number; readonly body: ReadyBody }>;
  /** Starts the process again, on the same port, after it was ended. */
  start(): Promise<void>;
}

/** What became of a call. */
export interface TunnelAnswer {
  readonly ms: number;
  /** The whole answer. */
  readonly text: string;
  /** The error's code; null where there is none. */
  readonly code: string | null;
}

/** The part of `/ready` that tests look at. */
export interface ReadyBody {
  readonly status: string;
  readonly agents?: readonly {
    readonly agent: string;
    readonly databases: readonly string[];
    readonly calls: number;
  }[];
}

/** Starts a server without databases of its own, whose agents may bring `databases`. */
export async function startTunnelServer(
  env: Readonly<Record<string, string>> = {},
  databases: string = "shop",
): Promise<TunnelServer> {
  const folder = await keyFolder();
  const agentKey = await folder.create("--agent", "--database", databases);
  const clientKey = await folder.create();
  let process = await folder.serve(env);
  const { url } = process;
  const { port } = new URL(url);

  async function call(
    what: { readonly name: string; readonly arguments: unknown },
    signal?: AbortSignal,
  ): Promise<TunnelAnswer> {
    const request = callRequest(url, what, {
      key: clientKey,
      ...(signal === undefined ? {} : { signal }),
    });
    const startedMs = performance.now();
    const text = await (await fetch(request)).text();
    const code = /"error":\{[^}]*"code":"(PGMCP_\w+)"/.exec(text)?.[1] ?? null;
    return { ms: performance.now() - startedMs, text, code };
  }

  return {
    get process() {
      return process;
    },
    url,
    agentKey,
    clientKey,
    agent: (databaseUrl, agentEnv = {}) =>
      startAgentProcess({
        SERVER_URL: agentUrl(url),
        AGENT_KEY: agentKey,
        DATABASE_NAME: "shop",
        DATABASE_URL: databaseUrl,
        ...agentEnv,
      }),
    call,
    query: (sql, signal) => call({ name: "query", arguments: { sql } }, signal),
    async ready() {
      const headers = { authorization: `Bearer ${clientKey}` };
      const response = await fetch(`${url}/ready`, { headers });
      return { status: response.status, body: await response.json() };
    },
    async start() {
      process = await folder.serve({ ...env, PORT: port });
    },
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch (error) {
        // It has ended.
        if (!(error instanceof TypeError)) throw error;
      }
      await process.ended();
      await folder[Symbol.asyncDispose]();
    },
  };
}
