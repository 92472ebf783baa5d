// What the tunnel costs: one server that holds a database itself and is brought the same one by an
// agent, so that both are asked in the same process, in turns. And what an idle agent takes.

import { dial } from "../../agent/tunnel/dial.ts";
import { openAgentLink } from "../../core/tunnel/open_agent_link.ts";
import { AGENT_ALLOCATOR, AGENT_ENGINE_FLAGS } from "../../core/run_line/engine_flags.ts";
import { agentCommand, agentUrl, startAgentProcess } from "../support/agent_process.ts";
import { keyFolder } from "../support/key_folder.ts";
import { connectHttpCaller, type HttpCaller } from "./http_caller.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { processUsage } from "./process_usage.ts";
import { takeTurns } from "./take_turns.ts";
import { startUnread } from "./unread_process.ts";
import { startUnreadServe } from "./unread_serve.ts";

/** Options of {@linkcode measureTunnel}. */
export interface TunnelMeasureOptions {
  readonly databaseUrl: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly starts: number;
}

const section = "tunnel";
const WARM_UP_CALLS = 300;
const CALLERS = 64;
const IDLE_AGENTS = 500;
const TARGETS = { addedMs: 0.5, shareOfCalls: 0.75, agentKb: 60, startMs: 400, agentMb: 100 };

/** Measures it. */
export async function measureTunnel(
  options: TunnelMeasureOptions,
): Promise<readonly Measurement[]> {
  const { databaseUrl, seconds } = options;
  await using folder = await keyFolder();
  const agentKey = await folder.create("--agent", "--database", "*");
  const key = await folder.create();
  const serve = await startUnreadServe({ DATABASE_URL: databaseUrl, KEYS_FILE: folder.file }, [
    `--allow-read=${folder.path}`,
    `--allow-write=${folder.path}`,
  ]);
  const env = {
    SERVER_URL: agentUrl(serve.url),
    AGENT_KEY: agentKey,
    DATABASE_NAME: "shop",
    DATABASE_URL: databaseUrl,
    [AGENT_ALLOCATOR[0]]: AGENT_ALLOCATOR[1],
  };
  const starts: number[] = [];
  for (let run = 0; run < options.starts; run++) {
    const startedMs = performance.now();
    await using _agent = await startAgentProcess(env, { flags: [AGENT_ENGINE_FLAGS] });
    starts.push(performance.now() - startedMs);
  }
  const command = agentCommand(env, { flags: [AGENT_ENGINE_FLAGS], outputs: "null" });
  const agent = await startUnread(command, () => isServed(`${serve.url}/mcp/shop`, key));
  const own = `${serve.url}/mcp/default`;
  const brought = `${serve.url}/mcp/shop`;
  // Each in the first place once: what else the machine does changes by the second.
  const loads = { own: 0, brought: 0 };
  for (const order of [["own", "brought"], ["brought", "own"]] as const) {
    for (const way of order) {
      const url = way === "own" ? own : brought;
      loads[way] += await load(url, { key, seconds: seconds / 2 }) / 2;
    }
  }
  // Last, as of processes that have been at work for a while: a server and its agents run for weeks.
  const point = await measurePoints({ own, brought, key, rounds: options.rounds });
  const { peakMb } = await processUsage(agent.pid);
  await agent.end();
  const idleKb = await measureIdleAgents({ pid: serve.pid, url: env.SERVER_URL, agentKey });
  await serve.end();
  return [
    { section, name: "point query, in process", unit: "ms", ...point.own },
    {
      ...{ section, name: "point query, through an agent", unit: "ms", ...point.brought },
      target: point.own.value + TARGETS.addedMs,
    },
    { section, name: "text seen before, in process", unit: "ms", ...point.ownSeen },
    {
      ...{ section, name: "text seen before, through an agent", unit: "ms" },
      ...point.broughtSeen,
      target: point.ownSeen.value + TARGETS.addedMs,
    },
    { section, name: `${CALLERS} callers, in process`, unit: "calls/s", value: loads.own },
    {
      ...{ section, name: `${CALLERS} callers, through one agent`, unit: "calls/s" },
      value: loads.brought,
      target: loads.own * TARGETS.shareOfCalls,
      ratio: { of: "in process", times: loads.brought / loads.own },
    },
    {
      ...{
        section,
        name: "memory of an idle agent on the server",
        unit: "MB",
        value: idleKb / 1024,
      },
      target: TARGETS.agentKb / 1024,
    },
    {
      section,
      name: "agent, start to ready",
      unit: "ms",
      ...median(starts),
      target: TARGETS.startMs,
    },
    {
      section,
      name: "peak memory of the agent",
      unit: "MB",
      value: peakMb,
      target: TARGETS.agentMb,
    },
  ];
}

async function isServed(url: string, key: string): Promise<boolean> {
  const caller = await connectHttpCaller(url, key);
  try {
    await caller.call("query", { sql: "SELECT 1" });
    return true;
  } catch {
    return false; // The agent is not there yet.
  } finally {
    caller.close();
  }
}

async function measurePoints(
  options: {
    readonly own: string;
    readonly brought: string;
    readonly key: string;
    readonly rounds: number;
  },
) {
  const ways = {
    own: await connectHttpCaller(options.own, options.key),
    brought: await connectHttpCaller(options.brought, options.key),
  };
  const ask = (way: HttpCaller, id: number) =>
    way.call("query", { sql: `SELECT id, body FROM points WHERE id = ${id}` });
  const samples = await takeTurns({
    own: (call) => ask(ways.own, 1 + call % 100_000),
    brought: (call) => ask(ways.brought, 1 + call % 100_000),
    ownSeen: () => ask(ways.own, 1),
    broughtSeen: () => ask(ways.brought, 1),
  }, { calls: options.rounds, warmUpCalls: WARM_UP_CALLS });
  ways.own.close();
  ways.brought.close();
  const of = (way: "own" | "brought" | "ownSeen" | "broughtSeen") => median(samples.get(way) ?? []);
  return {
    own: of("own"),
    brought: of("brought"),
    ownSeen: of("ownSeen"),
    broughtSeen: of("broughtSeen"),
  };
}

async function load(
  url: string,
  options: { readonly key: string; readonly seconds: number },
): Promise<number> {
  const path = decodeURIComponent(new URL("./programs/http_load.ts", import.meta.url).pathname);
  const { success, stdout } = await new Deno.Command("deno", {
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only", "--allow-net=127.0.0.1", path],
      ...[url, String(CALLERS), String(options.seconds), options.key],
    ],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure: ${CALLERS} callers failed`);
  return JSON.parse(new TextDecoder().decode(stdout)).callsPerSecond;
}

/** The memory of one more idle agent, in kilobytes. */
async function measureIdleAgents(
  options: { readonly pid: number; readonly url: string; readonly agentKey: string },
): Promise<number> {
  const connect = async (at: number) => {
    const socket = await dial(options.url, { key: options.agentKey });
    return await openAgentLink(socket, {
      agentId: `idle ${at}`,
      offered: [{
        name: `idle${at}`,
        description: null,
        readOnly: true,
        limits: { maxRows: 100, maxBytes: 102_400, timeoutMs: 10_000 },
        engine: "PostgreSQL",
        problem: null,
      }],
      lease: () => null,
      fault(error) {
        throw error;
      },
    });
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 2_000));
  const links = [];
  // The first ones pay for what all of them use.
  for (let at = 0; at < 50; at++) links.push(await connect(at));
  await settled();
  const before = await processUsage(options.pid);
  for (let at = 0; at < IDLE_AGENTS; at++) links.push(await connect(50 + at));
  await settled();
  const after = await processUsage(options.pid);
  for (const link of links) link.close();
  return (after.residentMb - before.residentMb) * 1024 / IDLE_AGENTS;
}
