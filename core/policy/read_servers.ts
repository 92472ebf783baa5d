// Which roles and attributes each server may assert: the agent's side of the agreement.

import { SERVER_KEYS } from "./policy_keys.ts";
import type { ServerGrant } from "./policy.ts";
import type { PolicyEntry, PolicyReader } from "./policy_reader.ts";

const EXAMPLE = 'servers: { mcp.example.com: { roles: [support], attributes: { tenant: ["1"] } } }';

const COUNT = { min: 1, example: 1000 };

/** Reads `servers`. */
export function readServers(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): readonly ServerGrant[] {
  if (entry === undefined) return [];
  return reader.named(entry, EXAMPLE).flatMap((server) => {
    const members = reader.keyed(server, SERVER_KEYS, EXAMPLE);
    if (members === null) return [];
    const attributes = members.get("attributes");
    const lists = attributes === undefined ? [] : reader.named(attributes, EXAMPLE);
    return [{
      server: server.key,
      roles: reader.names(members.get("roles"), "roles: [support]"),
      attributes: new Map(
        lists.map((list) => [list.key, reader.names(list, 'tenant: ["1", "2"]')]),
      ),
      maxQueriesPerHour: reader.count(members.get("max_queries_per_hour"), COUNT),
      maxRowsPerDay: reader.count(members.get("max_rows_per_day"), COUNT),
    }];
  });
}
