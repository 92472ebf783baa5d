// The program behind mod.ts: finds out which command is meant, loads only that,
// and turns whatever goes wrong into a message and an exit code.

import type { AgentSide } from "./agent_side.ts";
import type { Commands } from "./command_line.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import type { DatabaseSide } from "./database_side.ts";
import type { RunLine } from "../../core/run_line/draw_run_line.ts";
import { readEnvironment } from "./read_environment.ts";
import { reportError } from "./report_error.ts";
import { openScreen } from "./terminal/screen.ts";
import type { ServerFlags } from "./with_flags.ts";

/** What the program is made of. */
export interface MainOptions {
  readonly databaseSide: DatabaseSide;
  readonly agentSide: AgentSide;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
}

/** Runs the command that `args` name; returns the exit code and never throws. */
export async function runMain(args: readonly string[], options: MainOptions): Promise<number> {
  const { agentSide, databaseSide, entryUrl } = options;
  const dumb = readEnvironment(true)("TERM") === "dumb";
  const errorScreen = openScreen("stderr", dumb);
  const commands: Commands = {
    async stdio(flags) {
      if (flags.printCommand === true) return await printCommand("stdio", readEnvironment(false));
      if (flags.printSettings === true) {
        return await printSettings(await composeLine("stdio", readEnvironment(false)));
      }
      const { runStdio } = await import("./run_stdio.ts");
      return await runStdio({
        variable: readEnvironment(false),
        databaseSide,
        screen: errorScreen,
      });
    },
    async serve(flags) {
      const variable = await readAbove(flags);
      if (flags.printCommand === true) return await printCommand("serve", variable);
      const { runServe } = await import("./run_serve.ts");
      const { endWithStdin = false } = flags;
      return await runServe({ variable, databaseSide, screen: errorScreen, endWithStdin });
    },
    async agent({ printCommand, endWithStdin }) {
      const options = { variable: readEnvironment(false), entryUrl, args: ["agent"], endWithStdin };
      if (!printCommand) return await agentSide.start(options);
      const { drawInstallableRunLine } = await import("../../core/run_line/draw_run_line.ts");
      openScreen("stdout", dumb).write(drawInstallableRunLine(await agentSide.runLine(options)));
      return 0;
    },
    async connect(flags) {
      const variable = readEnvironment(false);
      const { url } = flags;
      if (flags.printCommand || flags.printSettings) {
        const { connectRunLine } = await import("./connect/connect_run_line.ts");
        const line = connectRunLine(url, { variable, entryUrl });
        return flags.printCommand ? await print(line) : await printSettings(line);
      }
      const { runConnect } = await import("./connect/run_connect.ts");
      return await runConnect(url, { variable, screen: errorScreen });
    },
    async demo(flags) {
      const { runDemo } = await import("./demo/run_demo.ts");
      return await runDemo({
        variable: await readAbove(flags),
        ...{ agentSide, databaseSide, entryUrl, errorScreen },
        screen: openScreen("stdout", dumb),
        once: flags.once ?? false,
      });
    },
    async tunnel(flags) {
      const { runTunnel } = await import("./tunnel/run_tunnel.ts");
      return await runTunnel({
        variable: await readAbove(flags),
        ...{ agentSide, databaseSide, entryUrl, errorScreen },
        screen: openScreen("stdout", dumb),
      });
    },
    async embedded(flags) {
      const { runEmbedded } = await import("./tunnel/run_embedded.ts");
      return await runEmbedded({ flags, agentSide, variable: readEnvironment(false) });
    },
    async check(flags) {
      const { checkFromCommandLine } = await import("./check/check_from_command_line.ts");
      return await checkFromCommandLine(flags, {
        variable: readEnvironment(true),
        screen: openScreen("stdout", dumb),
      });
    },
    async doctor(flags) {
      const variable = readEnvironment(false);
      if (flags.printCommand) return await printCommand("doctor", variable);
      const { runDoctor } = await import("./doctor/run_doctor.ts");
      const screen = openScreen("stdout", dumb);
      return await runDoctor({ variable, databaseSide, flags, screen, errorScreen });
    },
    async prove(flags) {
      const screen = openScreen("stdout", dumb);
      const { fingerprint, json, verify } = flags;
      if (verify !== undefined) {
        const { runVerify } = await import("./prove/run_verify.ts");
        const key = fingerprint === undefined ? {} : { fingerprint };
        return await runVerify({ path: verify, ...key, json, screen });
      }
      const { runProve } = await import("./prove/run_prove.ts");
      const variable = readEnvironment(false);
      return await runProve({ variable, databaseSide, flags, screen, errorScreen });
    },
    async keys(action) {
      const { runKeys } = await import("./keys/run_keys.ts");
      return await runKeys(action, {
        variable: readEnvironment(false),
        screen: openScreen("stdout", dumb),
        errorScreen,
        readInput: () => new Response(Deno.stdin.readable).text(),
      });
    },
    async policy(action) {
      const { runPolicy } = await import("./policy/run_policy.ts");
      const variable = readEnvironment(false);
      const screen = openScreen("stdout", dumb);
      return await runPolicy(action, { variable, databaseSide, screen, errorScreen });
    },
    async lockdown(flags) {
      const { runLockdown } = await import("./lockdown/run_lockdown.ts");
      return await runLockdown({ variable: readEnvironment(false), flags, screen: errorScreen });
    },
  };

  async function readAbove(flags: ServerFlags): Promise<ReadVariable> {
    const { withFlags } = await import("./with_flags.ts");
    return withFlags(readEnvironment(false), flags);
  }

  async function printCommand(
    command: "stdio" | "serve" | "doctor",
    variable: ReadVariable,
  ): Promise<number> {
    return await print(await composeLine(command, variable));
  }

  async function composeLine(
    command: "stdio" | "serve" | "doctor",
    variable: ReadVariable,
  ): Promise<RunLine> {
    const { composeRunLine } = await import("./compose_run_line.ts");
    return await composeRunLine(command, { variable, databaseSide, entryUrl });
  }

  async function print(line: RunLine): Promise<number> {
    const { drawRunLine } = await import("../../core/run_line/draw_run_line.ts");
    openScreen("stdout", dumb).write(drawRunLine(line));
    return 0;
  }

  async function printSettings(line: RunLine): Promise<number> {
    const { drawClientEntry } = await import("../../core/run_line/draw_client_entry.ts");
    const { text, remarks } = drawClientEntry(line);
    openScreen("stdout", dumb).write(text);
    for (const remark of remarks) errorScreen.write(`pgmcp: ${remark}\n`);
    return 0;
  }

  try {
    const [first, second] = args;
    // An MCP client waits for this one to start: parsing the command line for
    // options that are not there would cost it 10 to 30 ms.
    if (args.length === 1 && first === "stdio") return await commands.stdio({});
    if (args.length === 2 && first === "connect" && second?.startsWith("-") === false) {
      return await commands.connect({ url: second, printCommand: false, printSettings: false });
    }
    const { runCommandLine } = await import("./command_line.ts");
    return await runCommandLine(args, commands);
  } catch (error) {
    return reportError(error, errorScreen);
  }
}
