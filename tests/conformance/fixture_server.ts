// A server with the conformance suite's own tools, resources and prompts, made to be
// served by the product's HTTP stack: what the suite then judges is our gates,
// sessions, routing of the two eras and cancellation, with every feature in use.

import { McpServer } from "@modelcontextprotocol/server";
import type { ListChanges } from "../../server/list_changes.ts";
import { addChangeTools } from "./fixture/change_tools.ts";
import { addContentTools } from "./fixture/content_tools.ts";
import { addInputTools } from "./fixture/input_tools.ts";
import { addLegacyTools } from "./fixture/legacy_tools.ts";
import { addPrompts } from "./fixture/prompts.ts";
import { addResources } from "./fixture/resources.ts";
import { createStateCodec } from "./fixture/state_codec.ts";

/** Makes a factory of such servers; they announce to `listChanges` what the suite has them change. */
export function createFixtureServerFactory(listChanges: ListChanges): () => McpServer {
  const codec = createStateCodec();
  return function createServer() {
    const server = new McpServer({ name: "pgmcp-conformance-fixture", version: "1.0.0" }, {
      capabilities: { logging: {}, resources: { subscribe: true } },
      requestState: { verify: codec.verify },
    });
    addContentTools(server);
    addInputTools(server, codec);
    addLegacyTools(server);
    addResources(server);
    addPrompts(server);
    addChangeTools(server, listChanges);
    server.server.setRequestHandler("resources/subscribe", () => ({}));
    server.server.setRequestHandler("resources/unsubscribe", () => ({}));
    return server;
  };
}
