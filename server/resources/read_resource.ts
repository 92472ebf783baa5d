// What a resource says: the same text as the tool that answers the same question.

import { PgmcpError } from "../../core/errors.ts";
import { readableName } from "../../core/services/format/readable_name.ts";
import { describeTable } from "../tools/describe_table.ts";
import { listSchemas } from "../tools/list_schemas.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import type { ToolOutcome } from "../tools/tool_outcome.ts";
import { parseResourceUri, type ResourceAddress } from "./resource_uri.ts";

/** The text at `uri`; null where there is nothing. Throws what the database throws. */
export async function readResource(context: ToolContext, uri: string): Promise<string | null> {
  const address = parseResourceUri(uri);
  if (address === null) return null;
  if (context.databaseNames.length === 0) throw new PgmcpError("PGMCP_NO_DATABASE");
  if (!context.databaseNames.includes(address.database)) return null;
  const outcome = await ask(address, {
    ...context,
    databaseNames: [address.database],
    database: () => context.database(address.database),
  });
  return outcome.kind === "answer" ? outcome.texts.join("\n") : null;
}

function ask(address: ResourceAddress, context: ToolContext): Promise<ToolOutcome> {
  switch (address.kind) {
    case "schemas":
      return listSchemas.call({}, context);
    case "table":
      return describeTable.call(
        { table_name: readableName(address.table), schema: address.schema },
        context,
      );
  }
}
