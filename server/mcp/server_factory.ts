// Makes the protocol's server objects: one per HTTP request in the 2026-07-28 era,
// one per session or connection in the 2025 era. So they are thin: definitions are
// built once. The SDK's low-level Server is used because its McpServer would
// register every tool again for every request.

import { Server } from "@modelcontextprotocol/server";
import type { ListChanges } from "../list_changes.ts";
import { type CallRunnerOptions, createCallRunner } from "./call_runner.ts";
import { addCompletionHandler } from "./completion_handler.ts";
import { serverInstructions } from "./instructions.ts";
import { addPromptHandlers } from "./prompt_handlers.ts";
import type { RequestScope } from "./request_scope.ts";
import { addResourceHandlers } from "./resource_handlers.ts";
import { SERVER_INFO, serverCapabilities } from "./server_profile.ts";
import { toolHandlers } from "./tool_handlers.ts";

/** What the servers serve. */
export interface ServerFactoryOptions extends CallRunnerOptions {
  /** Where changes of the lists are announced; clients are told whether there can be any. */
  readonly listChanges?: ListChanges;
}

/** How long a client of the 2026-07-28 era may keep lists that change with the configuration only. */
const LIST_TTL_MS = 300_000;
/** How long it may keep what the database's catalogue says: somebody may be changing it. */
const CATALOGUE_TTL_MS = 10_000;

/** Makes a factory of servers; the factory itself is cheap to call. */
export function createServerFactory(
  options: ServerFactoryOptions,
): (scope: RequestScope) => Server {
  const capabilities = serverCapabilities(options.listChanges);
  // Not every client listens for changes: it has to ask again before long.
  const listTtlMs = options.listChanges === undefined ? LIST_TTL_MS : CATALOGUE_TTL_MS;
  const addToolHandlers = toolHandlers();

  return function createServer(scope) {
    const { databases } = scope;
    const run = createCallRunner(scope, options);
    const server = new Server(
      SERVER_INFO,
      {
        capabilities,
        instructions: serverInstructions(databases.list),
        cacheHints: {
          "tools/list": { ttlMs: listTtlMs, cacheScope: "private" },
          "prompts/list": { ttlMs: listTtlMs, cacheScope: "private" },
          "resources/templates/list": { ttlMs: listTtlMs, cacheScope: "private" },
          "resources/list": { ttlMs: CATALOGUE_TTL_MS, cacheScope: "private" },
          "resources/read": { ttlMs: CATALOGUE_TTL_MS, cacheScope: "private" },
        },
      },
    );
    addToolHandlers(server, { scope, run });
    addResourceHandlers(server, { scope, run });
    addPromptHandlers(server, { scope, run });
    addCompletionHandler(server, { scope, run });
    return server;
  };
}
