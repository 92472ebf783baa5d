// resources/list, resources/templates/list and resources/read.

import { getLogger } from "@logtape/logtape";
import { ResourceNotFoundError, type Server } from "@modelcontextprotocol/server";
import { PgmcpError } from "../../core/errors.ts";
import { counted } from "../../core/services/format/counted.ts";
import { listResources, RESOURCE_MIME_TYPE } from "../resources/list_resources.ts";
import { readResource } from "../resources/read_resource.ts";
import { resourceTemplates } from "../resources/resource_templates.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import type { HandlerOptions } from "./handler_options.ts";
import { withProtocolErrors } from "./protocol_error.ts";

const log = getLogger(["pgmcp", "resources"]);

/** Adds the handlers to `server`. */
export function addResourceHandlers(server: Server, { scope, run }: HandlerOptions): void {
  const caller = scope.principal.id;
  server.setRequestHandler(
    "resources/list",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const page = await run(context, (call) => listResources(call, request.params?.cursor));
        log.info("{method} for {caller} answered {counted}", {
          method: request.method,
          caller,
          counted: counted(page.resources.length, "resource"),
          count: page.resources.length,
        });
        return {
          resources: [...page.resources],
          ...(page.nextCursor === null ? {} : { nextCursor: page.nextCursor }),
        };
      }),
  );
  server.setRequestHandler(
    "resources/templates/list",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const templates = await run(
          context,
          (call) => Promise.resolve(resourceTemplates(call.databaseNames)),
        );
        return { resourceTemplates: [...templates] };
      }),
  );
  server.setRequestHandler(
    "resources/read",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const { uri } = request.params;
        const text = await run(context, (call) => read(call, uri));
        log.info("{method} for {caller} answered {counted}", {
          method: request.method,
          caller,
          counted: counted(text.length, "character"),
          characters: text.length,
        });
        return { contents: [{ uri, mimeType: RESOURCE_MIME_TYPE, text }] };
      }),
  );
}

async function read(context: ToolContext, uri: string): Promise<string> {
  try {
    const text = await readResource(context, uri);
    if (text !== null) return text;
  } catch (error) {
    if (!(error instanceof PgmcpError) || !isNotFound(error)) throw error;
    // The protocol has a code of its own for this; the message names the nearest names.
    throw new ResourceNotFoundError(uri, `${error.message} ${error.hint}`);
  }
  throw new ResourceNotFoundError(uri, `There is no resource ${uri}`);
}

function isNotFound(error: PgmcpError): boolean {
  return error.code === "PGMCP_TABLE_NOT_FOUND" || error.code === "PGMCP_SCHEMA_NOT_FOUND";
}
